// What a person can do in the window of a card's checkout, and what the browser's SDK answers the shop's page.

/** The choices of the window; see HowPaid. */
export const ACTIONS = ['pay', 'decline', 'refuse', 'close', 'capture'] as const;

export interface HowPaid {
  /**
   * - `pay`: authenticates, and no money moves until the server confirms
   * - `decline`: authenticates, and the card's company declines when the server confirms
   * - `refuse`: the window itself refuses the card
   * - `close`: the person closes the window
   * - `capture`: the money is taken at once, as on a channel without manual approval
   */
  readonly action?: (typeof ACTIONS)[number];
  /** What is paid in the window, where that is not what the shop asked for. */
  readonly paidAmount?: number;
  /** How long the person takes before the window comes back. */
  readonly afterMs?: number;
}

/** `requestPayment` of the browser's SDK: https://developers.portone.io/sdk/ko/v2-sdk/payment-response */
export interface CheckoutAnswer {
  readonly transactionType: 'PAYMENT';
  readonly paymentId: string;
  readonly txId: string;
  /** Of a channel with manual approval: what the server confirms with. */
  readonly paymentToken?: string;
  /** Why there is nothing to confirm. */
  readonly code?: string;
  readonly message?: string;
  readonly pgCode?: string;
  readonly pgMessage?: string;
}
