// PortOne in the test's own time: the stand-in's rules behind `fetch`, and what a bad day does to a request.
import { randomUUID } from 'node:crypto';
import type { CardIntentView } from '../../functions/payments/contract.ts';
import { STORE_ID } from '../../localstack/portone/account.ts';
import type { Book } from '../../localstack/portone/books.ts';
import { bookOf, cancellationView, listOf, viewOf } from '../../localstack/portone/card-view.ts';
import {
  authenticated,
  type Card,
  cancellationEnded,
  cancelling,
  captured,
  capturing,
  decideCancel,
  decideConfirm,
  failed,
  newCard,
  opened,
  refusedToOpen,
} from '../../localstack/portone/cards.ts';
import { type ErrorType, statusOf } from '../../localstack/portone/errors.ts';

/**
 * What becomes of a request for money. `unheard`: it took effect, and the answer is lost; `lost`: it never arrived;
 * `late`: it takes effect minutes later, and nobody was told; `declined-late`: so although it was declined.
 */
export type ConfirmDay = 'good' | 'unheard' | 'lost' | 'late' | 'declined' | 'declined-late';

/** And of one for a refund. `pending`: it succeeds minutes later; `fails`: it fails then; `refused`: at once. */
export type CancelDay = 'good' | 'unheard' | 'lost' | 'pending' | 'fails' | 'refused';

/**
 * What a buyer does in the window. `direct`: the money is taken at once, as by a channel without manual approval;
 * `direct-wrong`: and it is another amount.
 */
export type Window = 'authenticates' | 'has a bad card' | 'fails' | 'direct' | 'direct-wrong';

export interface Token {
  readonly paymentId: string;
  readonly txId: string;
  readonly paymentToken: string;
}

export interface Told {
  readonly paymentId: string;
  readonly text: string;
}

const LATE_MS = 150_000;
const FAILURE = { reason: '거절', pgCode: 'REJECT_CARD_COMPANY', pgMessage: '결제 승인이 거절되었습니다' };

export type Portone = ReturnType<typeof createPortone>;

export function createPortone() {
  const cards = new Map<string, Card>();
  const later: { readonly at: number; readonly does: () => void }[] = [];
  const portone = {
    /** Webhooks that were told, the oldest first. */
    told: [] as Told[],
    /** What happens to the next requests. */
    confirmDay: (): ConfirmDay => 'good',
    cancelDay: (): CancelDay => 'good',
    isDown: false,
    books: (): Book[] => [...cards.values()].map(bookOf),
    /** What happens by itself, as far as its time has come; every request does so too. */
    goOn: catchUp,
    /** When something does so next. */
    nextAt: (): number | undefined => later.map(({ at }) => at).toSorted((a, b) => a - b)[0],
    /** @returns what the buyer's browser has afterwards; undefined when the window did not even open */
    open,
    fetch: respond,
  };

  const move = (paymentId: string, step: (card: Card) => Card) =>
    void cards.set(paymentId, step(cards.get(paymentId) ?? newCard(paymentId)));

  function tell(paymentId: string, type: string) {
    const transactionId = viewOf(cards.get(paymentId) ?? newCard(paymentId))?.transactionId;
    const data = { storeId: STORE_ID, paymentId, transactionId };
    const timestamp = new Date().toISOString();
    portone.told.push({ paymentId, text: JSON.stringify({ type: `Transaction.${type}`, timestamp, data }) });
  }

  function catchUp() {
    for (const due of later.filter(({ at }) => at <= Date.now())) {
      later.splice(later.indexOf(due), 1);
      due.does();
    }
  }

  function capture(paymentId: string, txId: string, total?: number) {
    move(paymentId, (card) => captured(card, txId, Date.now(), total));
    tell(paymentId, 'Paid');
  }

  function open(intent: CardIntentView, how: Window): Token | undefined {
    catchUp();
    const { paymentId, channelKey, orderName, totalAmount: total } = intent;
    const asked = { total, currency: 'KRW' };
    if (refusedToOpen(cards.get(paymentId) ?? newCard(paymentId), asked)) return undefined;
    const txId = randomUUID();
    move(paymentId, (card) => opened(card, { txId, channelKey, orderName, ...asked, requestedAt: Date.now() }));
    tell(paymentId, 'Ready');
    if (how === 'fails') {
      move(paymentId, (card) => failed(card, txId, FAILURE, Date.now()));
      tell(paymentId, 'Failed');
      return undefined;
    }
    const paymentToken = randomUUID();
    const declines = how === 'has a bad card';
    move(paymentId, (card) => authenticated(card, txId, { paymentToken, total, declines }));
    if (how === 'direct') capture(paymentId, txId);
    if (how === 'direct-wrong') capture(paymentId, txId, total - 1);
    return { paymentId, txId, paymentToken };
  }

  function confirm(paymentId: string, asked: Parameters<typeof decideConfirm>[1]): Response {
    const known = cards.get(paymentId);
    if (known) move(paymentId, (card) => ({ ...card, confirms: card.confirms + 1 }));
    const decided = decideConfirm(known, asked);
    if (decided === 'BUSY') return refused('PG_PROVIDER', FAILURE);
    if (typeof decided === 'string') return refused(decided);
    const { txId, declines } = decided;
    const day = declines ? 'declined' : portone.confirmDay();
    const takeLater = () => {
      move(paymentId, (card) => capturing(card, txId));
      later.push({ at: Date.now() + LATE_MS, does: () => capture(paymentId, txId) });
    };
    switch (day) {
      case 'good':
      case 'unheard':
        capture(paymentId, txId);
        return day === 'good' ? Response.json({ payment: {} }) : unheard();
      case 'lost':
        return unheard();
      case 'late':
        takeLater();
        return unheard();
      case 'declined':
        move(paymentId, (card) => failed(card, txId, FAILURE, Date.now()));
        tell(paymentId, 'Failed');
        return refused('PG_PROVIDER', FAILURE);
      case 'declined-late':
        takeLater();
        return refused('PG_PROVIDER', FAILURE);
      default:
        return day satisfies never;
    }
  }

  function cancel(paymentId: string, asked: { amount?: number; currentCancellableAmount?: number; reason: string }) {
    const known = cards.get(paymentId);
    if (known) move(paymentId, (card) => ({ ...card, cancels: card.cancels + 1 }));
    const decided = decideCancel(known, asked);
    if (typeof decided === 'string') return refused(decided);
    const day = portone.cancelDay();
    if (day === 'refused') return refused('PG_PROVIDER', FAILURE);
    if (day === 'lost') return unheard();
    const id = randomUUID();
    const about = { id, amount: decided.amount, reason: asked.reason, trigger: 'API' as const };
    move(paymentId, (card) => cancelling(card, { ...about, requestedAt: Date.now() }));
    const end = (status: 'SUCCEEDED' | 'FAILED') => {
      move(paymentId, (card) => cancellationEnded(card, id, { status, at: Date.now() }));
      if (status === 'SUCCEEDED') tell(paymentId, 'Cancelled');
    };
    if (day === 'good' || day === 'unheard') {
      end('SUCCEEDED');
      if (day === 'unheard') return unheard();
    } else {
      tell(paymentId, 'CancelPending');
      later.push({ at: Date.now() + LATE_MS, does: () => end(day === 'fails' ? 'FAILED' : 'SUCCEEDED') });
    }
    const made = cards.get(paymentId)?.cancellations.find((one) => one.id === id);
    return Response.json({ cancellation: made && cancellationView(made) });
  }

  function list(query: { page: { number: number; size: number }; filter: { from: string; until: string } }) {
    const span = { from: Date.parse(query.filter.from), until: Date.parse(query.filter.until) };
    const order = { timestampType: 'STATUS_CHANGED_AT', sortBy: 'STATUS_CHANGED_AT', sortOrder: 'ASC' } as const;
    const found = listOf(cards.values(), { ...span, ...order });
    const { number, size } = query.page;
    const items = found.slice(number * size, (number + 1) * size);
    return Response.json({ items, page: { number, size, totalCount: found.length } });
  }

  async function respond(input: unknown, init: RequestInit = {}): Promise<Response> {
    catchUp();
    if (portone.isDown) return unheard();
    const url = new URL(String(input));
    const [, , paymentId = '', action = init.method === 'GET' ? 'show' : ''] = url.pathname.split('/');
    if (paymentId === '') return list(JSON.parse(url.searchParams.get('requestBody') ?? '{}'));
    const asked = typeof init.body === 'string' ? JSON.parse(init.body) : {};
    if (action === 'confirm') return confirm(paymentId, asked);
    if (action === 'cancel') return cancel(paymentId, asked);
    if (action === 'pre-register') {
      move(paymentId, (card) => ({ ...card, registered: { total: asked.totalAmount, currency: asked.currency } }));
      return Response.json({});
    }
    const shown = viewOf(cards.get(paymentId) ?? newCard(paymentId));
    return shown ? Response.json(shown) : refused('PAYMENT_NOT_FOUND');
  }

  return portone;
}

function refused(type: ErrorType, more: object = {}): Response {
  return Response.json({ type, message: type, ...more }, { status: statusOf(type) });
}

function unheard(): never {
  throw new TypeError('fetch failed');
}
