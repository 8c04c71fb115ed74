// PortOne's windows in the browser: paying by card, and verifying who one is. Its script is loaded when one is opened.
import type { PaymentResponse } from '@portone/browser-sdk/v2';
import type * as z from 'zod/mini';
import type { routes as catalog } from '../../functions/catalog/contract.ts';
import type { CardIntentView } from '../../functions/payments/contract.ts';
import type { Language } from './i18n/language.tsx';
import { type CardAnswer, cardAnswerOf } from './orders/card-answer.ts';
import { paths } from './paths.ts';

type Config = z.output<typeof catalog.config.answer>;
type PortOne = NonNullable<Window['PortOne']>;

/** What a verification came to, where the window was in this page. */
export type IdentityAnswer =
  | { readonly said: 'verified'; readonly identityVerificationId: string }
  /** `message` is PortOne's, for who reads it. */
  | { readonly said: 'refused'; readonly code: string; readonly message?: string };

const LOCALES = { ko: 'KO_KR', en: 'EN_US' } as const;
/** On phones banks and card apps take the whole browser; on a desk each payment company opens what it has. */
const CARD_WINDOW = { mobile: 'REDIRECTION' } as const;

/**
 * Opens the checkout of a card payment. On a phone the page is left, and this never answered: the way back is the page
 * of `paths.cardBack`, whose query says the same.
 * @throws an error when the script cannot be had
 */
export async function checkout(
  config: Pick<Config, 'browserSdkUrl'>,
  intent: CardIntentView,
  language: Language,
): Promise<CardAnswer> {
  const { paymentId, storeId, channelKey, orderName, totalAmount, currency, redirectUrl } = intent;
  const sdk = await loaded(config.browserSdkUrl);
  const answer = await sdk
    .requestPayment({
      ...{ paymentId, storeId, channelKey, orderName, totalAmount, currency },
      payMethod: 'CARD',
      redirectUrl: redirectUrl ?? location.origin + paths.cardBack(),
      windowType: CARD_WINDOW,
      locale: LOCALES[language],
    })
    .catch((error: unknown) => fieldsOf(error));
  return answer ? cardAnswerOf({ ...answer, paymentId }) : gone();
}

/**
 * Opens the window that verifies who one is, of the kind that its company has: where it redirects, the page is left and
 * come back to (`paths.identityBack`) as above.
 * @param identityVerificationId made up by the page, at random: whoever has it can use the verification
 * @throws an error when the script cannot be had
 */
export async function verifyIdentity(
  config: Pick<Config, 'browserSdkUrl' | 'identity'>,
  identityVerificationId: string,
): Promise<IdentityAnswer> {
  const { storeId, channelKey } = config.identity;
  const sdk = await loaded(config.browserSdkUrl);
  const redirectUrl = location.origin + paths.identityBack();
  const answer = await sdk
    .requestIdentityVerification({ storeId, channelKey, identityVerificationId, redirectUrl })
    .catch((error: unknown) => fieldsOf(error));
  if (!answer) return gone();
  const { code, message } = answer;
  if (code === undefined) return { said: 'verified', identityVerificationId };
  return { said: 'refused', code, ...(message ? { message } : {}) };
}

/** The browser is on its way to another page. */
const gone = () => new Promise<never>(() => {});

type Refused = Pick<PaymentResponse, 'message'> & { readonly code: string };

/** What the SDK throws when it cannot open a window has a code and words like its answers. */
function fieldsOf(error: unknown): Refused {
  const { code, message } = error as Partial<Refused>;
  if (typeof code !== 'string') throw error;
  return { code, message };
}

let loading: Promise<PortOne> | undefined;

/**
 * The package's own loader remembers a failure for as long as the page lives; one bar of signal may get it the second
 * time, so it is loaded here, and forgotten where it failed.
 */
function loaded(url: string): Promise<PortOne> {
  if (window.PortOne) return Promise.resolve(window.PortOne);
  loading ??= new Promise<PortOne>((resolve, reject) => {
    const script = document.createElement('script');
    const fail = () => {
      loading = undefined;
      script.remove();
      // As `fetch` says that there was no answer.
      reject(new TypeError(`no script at ${url}`));
    };
    script.addEventListener('load', () => (window.PortOne ? resolve(window.PortOne) : fail()));
    script.addEventListener('error', fail);
    script.src = url;
    document.head.append(script);
  });
  return loading;
}
