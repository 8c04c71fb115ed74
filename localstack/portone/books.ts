// The stand-in's books: what was taken and what went back of every payment, for audits.

export interface Book {
  readonly paymentId: string;
  readonly orderName: string;
  /** As `GET /payments/{paymentId}` has it; REGISTERED when its window was never opened. */
  readonly status: string;
  /** What the shop asked for, in won. */
  readonly total: number;
  /** What was taken, what went back of that, and what is to go back but has not yet, in won. */
  readonly captured: number;
  readonly returned: number;
  readonly returning: number;
  /** How often the server asked for the money, and how often it asked for a cancellation. */
  readonly confirms: number;
  readonly cancels: number;
  /** How many windows were opened. */
  readonly attempts: number;
}
