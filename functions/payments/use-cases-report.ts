// The daily report: what the gateway says it took and gave back, against what is written here.
import { jitter } from '../shared/aws.ts';
import { inParallel } from '../shared/batch.ts';
import { type Clock, fromIso, toDay } from '../shared/clock.ts';
import { isCardId } from '../shared/ids.ts';
import { count, log } from '../shared/log.ts';
import { Refusal } from '../shared/refusal.ts';
import type { SendMessages } from '../shared/sqs.ts';
import type { CardPayment } from './domain-card.ts';
import { type Compared, compare, oursOf, type Report, reported, type Theirs, theirsOf } from './domain-report.ts';
import type { CardGateway } from './gateway-portone.ts';
import type { PaymentStore } from './store.ts';
import { lookAgain } from './use-cases-reconcile.ts';

const DAY_MS = 86_400_000;
/** Parts of the table that are scanned at the same time, and payments that the gateway is asked for. */
const SEGMENTS = 8;
const ASKED = 8;
/** How often one is asked for before it counts as unreadable, with long waits between (see `jitter`). */
const TRIES = 3;
const LONG = 5;

export interface ReportTools {
  readonly store: Pick<PaymentStore, 'cards' | 'moved' | 'keepReport'>;
  readonly gateway: Pick<CardGateway, 'read' | 'changed'>;
  readonly settleLater: SendMessages;
  readonly clock: Clock;
}

/** What both sides have of some payments, by id. */
interface Books {
  readonly ours: Map<string, CardPayment>;
  readonly theirs: Map<string, Theirs>;
}

/**
 * Compares a day's payments: all whose money moved on it at either side, each with its whole state, so that midnight
 * divides nothing. What differs is given to the worker that settles, and read once more: neither side stands still
 * meanwhile. One that the gateway shows as nobody can read it is a difference, and stops nothing. Any day, any number
 * of times.
 * @param asked `date`: yyyy-MM-dd in Seoul, yesterday unless given
 * @throws Refusal PAYMENT_PROVIDER_UNAVAILABLE when the gateway does not list the day
 */
export async function report(
  tools: ReportTools,
  { date, startedAt }: { readonly date?: string | undefined; readonly startedAt: number },
): Promise<Report> {
  const day = date ?? toDay(startedAt - DAY_MS);
  const from = fromIso(`${day}T00:00:00+09:00`);
  const first = await booksOf(tools, { from, until: from + DAY_MS });
  const compared = comparedOf(first, tools.clock());
  const differing = compared.filter(({ comparison }) => comparison !== 'same').map(({ paymentId }) => paymentId);
  await lookAgain(tools.settleLater, differing);
  const again = comparedOf(await readBoth(tools, differing), tools.clock());
  const same = compared.filter(({ comparison }) => comparison === 'same');
  const finished: Report = { date: day, startedAt, finishedAt: tools.clock(), ...reported([...same, ...again]) };
  tell(finished);
  await tools.store.keepReport(finished);
  count('paymentReports');
  return finished;
}

/** Before it is kept: an alarm must not depend on a write. */
function tell({ different, ...sums }: Report): void {
  if (sums.differences === 0) {
    log.info('the payments agree', sums);
    return;
  }
  log.error('the payments differ', { ...sums, different: different.map(({ paymentId }) => paymentId) });
  count('paymentReportFaults', sums.differences);
}

async function booksOf(tools: ReportTools, span: { readonly from: number; readonly until: number }): Promise<Books> {
  const theirs: Books['theirs'] = new Map();
  for await (const page of tools.gateway.changed(span)) {
    for (const { paymentId, payment } of page) if (isCardId(paymentId)) theirs.set(paymentId, payment ?? 'unreadable');
  }
  const ours = new Map<string, CardPayment>();
  const segments = Array.from({ length: SEGMENTS }, (_, segment) => segment);
  await inParallel(segments, async (segment) => {
    for await (const page of tools.store.moved(span, segment, SEGMENTS)) {
      for (const payment of page) ours.set(payment.paymentId, payment);
    }
  });
  const unread = await readBoth(tools, without(ours, theirs), without(theirs, ours));
  return {
    ours: new Map([...ours, ...unread.ours]),
    theirs: new Map([...theirs, ...unread.theirs]),
  };
}

/** The keys of one that the other has not. */
function without(one: ReadonlyMap<string, unknown>, other: ReadonlyMap<string, unknown>): string[] {
  return [...one.keys()].filter((key) => !other.has(key));
}

/** @param there which to read at the gateway, and `here` at ours */
async function readBoth(
  { store, gateway }: ReportTools,
  there: readonly string[],
  here: readonly string[] = there,
): Promise<Books> {
  const cards = await store.cards(here);
  const read = await inParallel(
    there,
    async (paymentId) => {
      const payment = await readOne(gateway, paymentId);
      return payment ? [[paymentId, payment] as const] : [];
    },
    ASKED,
  );
  return { ours: new Map(cards.map((card) => [card.paymentId, card])), theirs: new Map(read.flat()) };
}

async function readOne(gateway: ReportTools['gateway'], paymentId: string): Promise<Theirs> {
  for (let tries = 1; ; tries++) {
    try {
      return await gateway.read(paymentId);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (tries === TRIES) return 'unreadable';
    }
    await jitter(LONG);
  }
}

function comparedOf({ ours, theirs }: Books, now: number): Compared[] {
  const ids = new Set([...theirs.keys(), ...ours.keys()]);
  return [...ids].map((paymentId) => {
    const [our, their] = [ours.get(paymentId), theirs.get(paymentId)];
    return { paymentId, ours: oursOf(our), theirs: theirsOf(their), comparison: compare(our, their, now) };
  });
}
