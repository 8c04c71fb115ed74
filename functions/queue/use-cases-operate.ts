// What operators do with a line while it is live: each order is written with who gave it, why, before and after.
import { refusals as catalogRefusals } from '../catalog/contract-refusals.ts';
import { jitter } from '../shared/aws.ts';
import { toIso } from '../shared/clock.ts';
import { fromCursor, pageSize, toPage } from '../shared/cursor.ts';
import type { Buyer } from '../shared/http.ts';
import { common, Refusal } from '../shared/refusal.ts';
import { type AuditView, type LineView, refusals } from './contract-admin.ts';
import { beyond, type Ceilings, type Controls, type LiveSettings, type Order, obey } from './domain-controls.ts';
import { saleOf } from './domain-sale.ts';
import type { Audited, OrderStore } from './store-orders.ts';
import { opened } from './use-cases.ts';
import { ensureTicks, type Line } from './use-cases-admit.ts';
import { lineForOperators } from './use-cases-look.ts';

/** The line, and the store of what is ordered. */
export interface Operated extends Line {
  readonly orders: OrderStore;
}

export interface Said {
  readonly reason: string;
  readonly confirm?: boolean | undefined;
}

/** How often an order is tried while others give theirs. */
const TRIES = 5;

/**
 * Gives an order: from the next tick on it holds. One that changes nothing is not written.
 * @returns the line as it is then
 * @throws Refusal CONCERT_NOT_FOUND, SALE_NOT_OPEN (nobody can be let through), CONFIRM_REQUIRED (with the ceilings it
 * goes beyond), TRY_AGAIN
 */
export async function operate(
  line: Operated & { readonly ceilings: Ceilings },
  asked: {
    readonly concertId: string;
    readonly order: Order;
    readonly said: Said;
    readonly buyer: Buyer;
    readonly now: number;
  },
): Promise<LineView> {
  const { concertId, order, said, now } = asked;
  const concert = await line.catalog.concert(concertId, 0);
  if (!concert) throw new Refusal(catalogRefusals.CONCERT_NOT_FOUND);
  const found = (await line.store.line(concertId))?.state;
  const ceilings = beyond(order, line.ceilings, found ?? concert.settings);
  if (Object.keys(ceilings).length > 0 && !said.confirm) throw new Refusal(refusals.CONFIRM_REQUIRED, { ceilings });
  const canPass = concert.enabled && saleOf(concert, found, now).phase === 'OPEN';
  if (order.kind === 'passThrough' && !canPass) {
    throw new Refusal(catalogRefusals.SALE_NOT_OPEN);
  }
  // What an order changes begins with what the concert was made with.
  const before = found?.phase === 'OPEN' ? found : await opened(line, concert, now);
  await give(line, { ...asked, initial: before });
  await ensureTicks(line, concertId, now);
  return lineForOperators(line, concertId, now);
}

async function give(
  { store, orders }: Operated,
  asked: Parameters<typeof operate>[1] & { readonly initial: LiveSettings },
): Promise<void> {
  const { concertId, order, said, buyer, now } = asked;
  for (let tries = 1; tries <= TRIES; tries++) {
    const controls = await store.controls(concertId);
    const next = obey(controls, order, now, asked.initial);
    if (!next) return;
    const [before, after] = differences(asked.initial, controls, next);
    const entry: Audited = {
      at: now,
      userId: buyer.userId,
      action: order.kind,
      reason: said.reason,
      confirmed: said.confirm ?? false,
      before,
      after,
      version: next.version,
    };
    if (await orders.order(concertId, next, entry)) return;
    await jitter(tries);
  }
  throw new Refusal(common.TRY_AGAIN, {}, 1);
}

/** What an order changed, as it was and as it is; a setting that no order touched before is the concert's. */
function differences(initial: LiveSettings, before: Controls, after: Controls) {
  const flat = ({
    settings,
    version: _version,
    rateSince: _rateSince,
    ...rest
  }: Controls): Record<string, unknown> => ({
    ...rest,
    ...settings,
    passThroughUntil: rest.passThroughUntil === 0 ? null : toIso(rest.passThroughUntil),
    goesOnSince: rest.goesOnSince === 0 ? null : toIso(rest.goesOnSince),
  });
  const [old, now] = [{ ...flat(before) }, flat(after)];
  const names = Object.keys({ ...old, ...now }).filter((name) => old[name] !== now[name]);
  const told = (values: Record<string, unknown>) =>
    Object.fromEntries(names.map((name) => [name, values[name] ?? null] as const));
  return [told({ ...initialOf(initial, names), ...old }), told(now)] as const;
}

function initialOf(initial: LiveSettings, names: readonly string[]): Record<string, unknown> {
  const known = initial as Record<string, unknown>;
  return Object.fromEntries(names.flatMap((name) => (typeof known[name] === 'number' ? [[name, known[name]]] : [])));
}

/** What operators did, the newest first. @throws Refusal CONCERT_NOT_FOUND, INVALID_REQUEST for a cursor of another list */
export async function auditOf(
  { orders, catalog }: Pick<Operated, 'orders' | 'catalog'>,
  { concertId, limit, cursor }: { concertId: string; limit?: number | undefined; cursor?: string | undefined },
): Promise<{ entries: AuditView[]; cursor?: string }> {
  if (!(await catalog.concert(concertId, 0))) throw new Refusal(catalogRefusals.CONCERT_NOT_FOUND);
  const from = fromCursor(cursor, /^\d{1,9}$/);
  const size = pageSize(limit);
  const read = await orders.audit(concertId, { before: from === undefined ? undefined : Number(from), size: size + 1 });
  const { shown, ...more } = toPage(read, size, ({ version }) => String(version));
  return { entries: shown.map((entry) => ({ ...entry, at: toIso(entry.at) }) as AuditView), ...more };
}
