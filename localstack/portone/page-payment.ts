// The pages of a card's checkout: the window, and what it answered where no shop waits for it.
import { html } from 'hono/html';
import type { Language } from '../../functions/shared/problem.ts';
import type { CheckoutAnswer } from './checkout.ts';
import { type Around, type OpenedBy, type Page, page, written } from './page.ts';

const TEXTS = {
  ko: {
    language: 'ko',
    title: '카드 결제',
    stage: '연습용 화면입니다. 실제 카드사에 아무것도 전송하지 않고, 돈도 움직이지 않습니다.',
    reference: '결제 번호',
    order: '주문',
    total: '결제 금액',
    pay: '결제하기',
    decline: '카드사 거절',
    refuse: '결제창에서 거절',
    close: '창 닫기',
    capture: '수동 승인 없이 바로 결제',
    more: '다르게 결제하기',
    paidAmount: '실제로 결제할 금액 (원)',
    afterSeconds: '돌아가기 전에 기다릴 시간 (초)',
    authenticated: '카드 인증이 끝났습니다. 서버가 승인하기 전에는 돈이 움직이지 않습니다.',
    captured: '결제되었습니다.',
    failed: '결제하지 않았습니다.',
    next: '승인하려면',
    incomplete: '금액과 시간을 확인해 주세요.',
    badAddress: '이 주소로는 결제할 수 없습니다.',
    otherStore: '이 상점에 없는 상점 번호나 채널입니다.',
  },
  en: {
    language: 'en',
    title: 'Pay by card',
    stage: 'This is a stand-in for practice: nothing is sent to a real provider, and no money moves.',
    reference: 'Payment',
    order: 'Order',
    total: 'To pay',
    pay: 'Pay',
    decline: 'Be declined',
    refuse: 'Be refused in this window',
    close: 'Close',
    capture: 'Take the money at once',
    more: 'Pay in another way',
    paidAmount: 'What is really paid (won)',
    afterSeconds: 'How long to wait before going back (seconds)',
    authenticated: 'Your card is authenticated. No money moves before the server confirms.',
    captured: 'You have paid.',
    failed: 'You have not paid.',
    next: 'To confirm it',
    incomplete: 'Please check the amount and the time.',
    badAddress: 'Nothing can be paid at this address.',
    otherStore: 'This store has no such id, or no such channel.',
  },
} as const satisfies Record<Language, Record<string, string>>;

export type Sentences = Around & { readonly [K in Exclude<keyof (typeof TEXTS)['ko'], 'language'>]: string };

export const sentencesOf = (language: Language): Sentences => TEXTS[language];

/** What the browser's SDK opened the window with; it goes round with the form. */
export interface Checkout extends OpenedBy {
  readonly storeId: string;
  readonly channelKey: string;
  readonly orderName: string;
  readonly totalAmount: number;
  readonly currency: string;
}

export interface CheckoutForm {
  readonly id: string;
  readonly checkout: Checkout;
  /** What was written before. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly complaint?: string;
}

const won = (amount: number) => `₩${amount.toLocaleString('en-US')}`;

export function checkoutPage(texts: Sentences, { id, checkout, fields, complaint }: CheckoutForm): Page {
  const hidden = Object.entries(checkout).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${String(value ?? '')}">`,
  );
  const open = complaint ? html`<details open>` : html`<details>`;
  const content = html`<dl><div><dt>${texts.order}</dt><dd>${checkout.orderName}</dd></div>
<div><dt>${texts.total}</dt><dd>${won(checkout.totalAmount)}</dd></div></dl>
${complaint ? html`<p class="complaint" role="alert">${complaint}</p>` : ''}
<form method="post" action="/play/payments/${encodeURIComponent(id)}">
${hidden}
<button class="main" name="action" value="pay">${texts.pay}</button>
<div class="pair">
<button name="action" value="decline">${texts.decline}</button>
<button name="action" value="close" formnovalidate>${texts.close}</button>
</div>
${open}<summary>${texts.more}</summary>
<label>${texts.paidAmount}
<input name="paidAmount" type="number" inputmode="numeric" min="1" step="1"
  placeholder="${checkout.totalAmount}" value="${written(fields.paidAmount)}"></label>
<label>${texts.afterSeconds}
<input name="afterSeconds" type="number" inputmode="numeric" min="0" max="600" step="1"
  placeholder="0" value="${written(fields.afterSeconds)}"></label>
<button name="action" value="refuse" formnovalidate>${texts.refuse}</button>
<button name="action" value="capture">${texts.capture}</button>
</details>
</form>`;
  return page(texts, id, content, { opener: checkout.opener });
}

export function outcomeOf(texts: Sentences, { code, paymentToken }: CheckoutAnswer): string {
  if (code !== undefined) return texts.failed;
  return paymentToken ? texts.authenticated : texts.captured;
}

/** @param apiUrl of the shop's API, up to its version */
export function answerPage(texts: Sentences, answer: CheckoutAnswer, apiUrl: string): Page {
  const { paymentId, txId, paymentToken, code, message = '' } = answer;
  const body = JSON.stringify({ paymentToken, txId });
  const complete =
    `curl -X POST ${apiUrl}/payments/${encodeURIComponent(paymentId)}/complete -H "authorization: Bearer $TOKEN" ` +
    `-H 'content-type: application/json' -d '${body}'`;
  const content = html`<p class="outcome" role="status">${outcomeOf(texts, answer)}</p>
${code === undefined ? '' : html`<p>${message} <code>${code}${answer.pgCode ? `, ${answer.pgCode}` : ''}</code></p>`}
<dl>${txId === '' ? '' : html`<div><dt>txId</dt><dd><code>${txId}</code></dd></div>`}
${paymentToken ? html`<div><dt>paymentToken</dt><dd><code>${paymentToken}</code></dd></div>` : ''}</dl>
${paymentToken ? html`<p>${texts.next}</p><pre>${complete}</pre>` : ''}`;
  return page(texts, paymentId, content);
}
