// Every order of what people, the gateway, messages and time may do to a card payment, the handlers being the real ones.
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CardIntentView } from '../../../functions/payments/contract.ts';
import { Refusal } from '../../../functions/shared/refusal.ts';
import { faultsOf } from '../../support/card-audit.ts';
import type { CancelDay, ConfirmDay, Token, Window } from '../../support/card-portone.ts';
import { type Choose, choicesOf, sideBySide } from '../../support/card-processes.ts';
import { type CardSale, openCardSale, playCards, toTheEnd } from '../../support/card-sale.ts';
import { setNow } from '../../support/saga.ts';
import { PRICE } from '../../support/saga-sale.ts';

const RUNS = 150;
const TURNS = 40;
/** The number that is shown plays it again, and a smaller one is another play. */
const SOON = { endOnFailure: true } as const;

beforeAll(playCards);
afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** The likelier more often. */
const WINDOWS: readonly Window[] = [
  ...repeated<Window>(5, 'authenticates'),
  'has a bad card',
  'fails',
  'direct',
  'direct-wrong',
];
const CONFIRMS: readonly ConfirmDay[] = ['good', 'good', 'unheard', 'lost', 'late', 'declined', 'declined-late'];
const CANCELS: readonly CancelDay[] = ['good', 'good', 'unheard', 'lost', 'pending', 'fails', 'refused'];
/** Up to the next message, an end of the hold or of the approval, the late money, the gateway's limit, the day before. */
const SHORT_MS = [1_000, 5_000, 20_000, 61_000, 61_000, 160_000];
const LONG_MS = [301_000, 301_000, 3_600_000];
/** After these the sale is over. */
const FAR_MS = [90_000_000, 26 * 86_400_000];
const MONTH_MS = 30 * 86_400_000;

type Action = () => Promise<unknown>;

/** What the buyer's browser holds. */
interface Browser {
  readonly intents: CardIntentView[];
  readonly tokens: Token[];
}

/** What may happen next, the likelier more often: each is a process of its own, and knows what it is about. */
function actionsOf(sale: CardSale, { intents, tokens }: Browser, choose: Choose): (() => Action)[] {
  const keep = (intent: CardIntentView | undefined) => void (intent && intents.push(intent));
  const pick = <T>(from: readonly T[]): T => from[choose(from.length)] as T;
  const own = sale.newestOf('kim');
  const thief = sale.newestOf('lee');
  const hold = (name: string, as: string) => () => () => sale.hold(name, 1, as).catch(ifRefused);
  const checkOut = () => () => sale.begin('kim', own?.reservationId ?? '').then(keep);
  const charge = () => () => sale.beginCharge('kim', PRICE).then(keep);
  /** Any window that the browser still has open, the newest first. */
  const window = () => {
    const intent = choose(3) === 0 ? pick(intents) : intents.at(-1);
    const token = intent && sale.portone.open(intent, pick(WINDOWS));
    if (token) tokens.push(token);
    return async () => undefined;
  };
  const complete = () => {
    const token = pick(tokens);
    return () => sale.complete('kim', token);
  };
  const deliver = () => {
    const [message, keep] = [pick(sale.due()), choose(4) === 0];
    return () => sale.deliver(message, { keep });
  };
  const webhook = (ageMs: number) => () => {
    const message = pick(sale.portone.told);
    return () => sale.webhook(message, Date.now() - ageMs);
  };
  const pay = (name: string, reservationId: string) => () => () => sale.payFromWallet(name, reservationId);
  const isOver = own === undefined || ['EXPIRED', 'FAILED', 'CANCELLED', 'REFUNDED'].includes(own.status);
  const hasTold = sale.portone.told.length > 0;
  return [
    ...(isOver ? repeated(3, hold('kim', `kim-${Date.now()}`)) : repeated(3, checkOut)),
    ...(intents.length > 0 ? repeated(4, window) : []),
    ...(tokens.length > 0 ? repeated(6, complete) : []),
    ...(own && choose(3) === 0 ? [pay('kim', own.reservationId)] : []),
    ...(own ? [() => () => sale.cancel('kim', own.reservationId)] : []),
    charge,
    hold('lee', 'lee'),
    ...(thief ? [pay('lee', thief.reservationId)] : []),
    ...(sale.due().length > 0 ? repeated(5, deliver) : []),
    ...(hasTold ? [...repeated(4, webhook(0)), webhook(MONTH_MS)] : []),
    () => sale.reconcile,
  ];
}

function repeated<T>(times: number, one: T): T[] {
  return Array.from({ length: times }, () => one);
}

/** The hold is called without the function around it, which would answer so. */
function ifRefused(error: unknown): void {
  if (!(error instanceof Refusal)) throw error;
}

/** Time goes on, mostly a little. @param far whether the sale may be over then */
function wait(choose: Choose, far = false): void {
  const waits = choose(6) === 0 ? [...LONG_MS, ...(far ? FAR_MS : [])] : SHORT_MS;
  setNow(Date.now() + (waits[choose(waits.length)] ?? 0));
}

async function play(seed: number): Promise<CardSale> {
  const sale = await openCardSale();
  const { portone } = sale;
  const browser: Browser = { intents: [], tokens: [] };
  const choose = choicesOf(seed);
  portone.confirmDay = () => CONFIRMS[choose(CONFIRMS.length)] ?? 'good';
  portone.cancelDay = () => CANCELS[choose(CANCELS.length)] ?? 'good';
  await sale.charge('kim', PRICE);
  await sale.charge('lee', PRICE);
  await sale.hold('kim', 1, 'first');
  const process = () => {
    const actions = actionsOf(sale, browser, choose);
    const does = (actions[choose(actions.length)] ?? (() => sale.reconcile))();
    return { does, diesAfter: choose(6) === 0 ? 1 + choose(12) : undefined };
  };
  for (let turn = 0; turn < TURNS; turn++) {
    if (choose(5) === 0) wait(choose, turn * 5 > TURNS * 4);
    portone.isDown = choose(20) === 0;
    const between = () => {
      if (choose(25) === 0) wait(choose);
    };
    await sideBySide(choose(2) === 0 ? [process(), process()] : [process()], choose, between);
    await sale.collect();
  }
  await toTheEnd(sale);
  return sale;
}

describe('a card payment', () => {
  it('ends with a ticket, or without the money, whatever comes first and whoever dies', {
    timeout: 300_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const sale = await play(seed);
        expect(faultsOf(sale)).toEqual([]);
      }),
      { numRuns: RUNS, ...SOON },
    );
  });

  it('is asked for once, though it is completed twice, paid otherwise, given up and robbed at once', {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: -2, max: 2 }), async (seed, sinceEndMs) => {
        const sale = await openCardSale();
        await sale.charge('kim', PRICE);
        await sale.hold('kim', 1, 'first');
        const { reservationId = '', expiresAt = 0 } = sale.newestOf('kim') ?? {};
        const intent = await sale.begin('kim', reservationId);
        const token = intent && sale.portone.open(intent, 'authenticates');
        if (!token) throw new Error('the checkout did not open');
        setNow(expiresAt + sinceEndMs);
        const complete = { does: () => sale.complete('kim', token) };
        const others = [
          { does: () => sale.payFromWallet('kim', reservationId) },
          { does: () => sale.cancel('kim', reservationId) },
          { does: () => sale.hold('lee', 1, 'lee').catch(ifRefused) },
        ];
        const choose = choicesOf(seed);
        const some = others.filter(() => choose(2) === 0);
        await sideBySide([complete, complete, ...some], choose);
        await toTheEnd(sale);
        expect(faultsOf(sale)).toEqual([]);
        if (sinceEndMs >= 0) expect(sale.portone.books()[0]?.confirms).toBe(0);
      }),
      { numRuns: RUNS, ...SOON },
    );
  });
});
