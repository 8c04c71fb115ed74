// What the checkout of a card says of a payment: in its answer, or in the query that it sends a phone back with.

/**
 * - `authenticated`: the money can be asked for
 * - `captured`: it was taken already, and the server learns so from PortOne
 * - `nothing`: none of its answers, such as an address that somebody typed
 */
export type CardAnswer =
  | {
      readonly said: 'authenticated';
      readonly paymentId: string;
      /** What the money is asked for with. */
      readonly paymentToken: string;
      readonly txId?: string;
    }
  | { readonly said: 'captured'; readonly paymentId: string; readonly txId: string }
  | {
      readonly said: 'refused';
      readonly paymentId?: string;
      readonly code: string;
      /** The card company's words, else PortOne's, for who reads it. */
      readonly message?: string;
    }
  | { readonly said: 'nothing' };

/** How long each may be: what is longer is none of theirs. */
const MOST = { paymentId: 64, txId: 128, paymentToken: 4_096, code: 200, message: 1_000, pgMessage: 1_000 } as const;

type Fields = Readonly<Partial<Record<keyof typeof MOST, string | undefined>>>;

/** @param fields https://developers.portone.io/sdk/ko/v2-sdk/payment-response */
export function cardAnswerOf(fields: Fields): CardAnswer {
  const said = (name: keyof typeof MOST) => {
    const value = fields[name]?.trim();
    return value && value.length <= MOST[name] ? value : undefined;
  };
  const [named, paymentToken, txId, code] = [said('paymentId'), said('paymentToken'), said('txId'), said('code')];
  const paymentId = named !== undefined && /^[0-9A-Za-z_-]+$/.test(named) ? named : undefined;
  if (code !== undefined) {
    const message = said('pgMessage') ?? said('message');
    return { said: 'refused', code, ...(paymentId ? { paymentId } : {}), ...(message ? { message } : {}) };
  }
  if (paymentId === undefined) return { said: 'nothing' };
  if (paymentToken) return { said: 'authenticated', paymentId, paymentToken, ...(txId ? { txId } : {}) };
  return txId ? { said: 'captured', paymentId, txId } : { said: 'nothing' };
}

/** What an address of the page `/card-back` says. @param search with or without its question mark */
export function cardAnswerIn(search: string): CardAnswer {
  return cardAnswerOf(Object.fromEntries(new URLSearchParams(search)));
}

/** The query that says the same as an answer: the page with that address survives a reload. */
export function queryOf({ said: _, ...fields }: Exclude<CardAnswer, { readonly said: 'nothing' }>): string {
  return `${new URLSearchParams(fields)}`;
}
