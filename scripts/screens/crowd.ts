// Others than the one who is looked at: they hold and buy seats of one concert, and wait for another one in front.

import { adminRoutes as admin } from '../../functions/catalog/contract-admin.ts';
import type { Section } from '../../functions/catalog/contract-layout.ts';
import { routes as payments } from '../../functions/payments/contract.ts';
import { routes as queue } from '../../functions/queue/contract.ts';
import { routes as reservations } from '../../functions/reservations/contract.ts';
import { ApiError } from '../../functions/shared/client.ts';
import { routes as wallet } from '../../functions/wallet/contract.ts';
import type { createPeople, OnSale, Person } from '../../test/support/people.ts';
import { chances } from '../../test/support/rush.ts';

export type People = ReturnType<typeof createPeople>;

/** Signing up hashes a password: more at once would only wait for each other. */
const AT_ONCE = 4;
const SEED = 7;

/** Does something as everybody, a few at a time. */
async function asEach<T>(all: readonly T[], work: (one: T, index: number) => Promise<void>): Promise<void> {
  const rest = all.entries();
  const worker = async () => {
    for (const [index, one] of rest) await work(one, index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

export async function signUpCrowd(people: People, count: number): Promise<Person[]> {
  const crowd: Person[] = [];
  await asEach(Array.from({ length: count }), async () => {
    crowd.push(await people.buyer());
  });
  return crowd;
}

/** Who waits asks this often whether it is their turn, which is enough to come in when it is. */
const LOOK_MS = 30_000;

/**
 * Everybody takes a place, so that who comes next has them in front, and looks after it until the signal ends.
 * @returns once all have one
 */
export async function standInLine(
  { client }: People,
  crowd: readonly Person[],
  { concertId }: OnSale,
  signal: AbortSignal,
): Promise<void> {
  const look = async (tokens: Tokens) => {
    // Whoever asks too early, or is out, is told so.
    await client.call(queue.status, tokens).catch(() => {});
  };
  await asEach(crowd, async ({ accessToken }) => {
    const { token: queueToken } = await client.call(queue.join, { accessToken, body: { concertId } });
    const timer = setInterval(look, LOOK_MS, { accessToken, queueToken });
    signal.addEventListener('abort', () => clearInterval(timer));
  });
}

/** Neighbours somewhere in a hall, more often in front. */
function groupIn(sections: readonly Section[], chance: () => number): number[] {
  const seated = sections.flatMap(({ rows }) => (rows ? [rows] : []));
  const rows = seated[Math.floor(chance() * seated.length)] ?? [];
  const row = rows[Math.floor(chance() ** 1.6 * rows.length)];
  if (!row) throw new Error('nobody can sit in this hall');
  const size = 2 + Math.floor(chance() * 3);
  const first = row.from + Math.floor(chance() * Math.max(1, row.to - row.from + 2 - size));
  return Array.from({ length: size }, (_, i) => first + i);
}

/** Everybody holds two groups of seats; two of three pay. */
export async function takeSeats(people: People, crowd: readonly Person[], sale: OnSale, operator: string) {
  const { client } = people;
  const params = { concertId: sale.concertId };
  const { schedules } = await client.call(admin.listSchedules, { accessToken: operator, params });
  const { layoutId = '' } = schedules.find(({ scheduleId }) => scheduleId === sale.scheduleId) ?? {};
  const { sections } = await client.call(admin.getLayout, { accessToken: operator, params: { layoutId } });
  const chance = chances(SEED);
  const groups = crowd.map(() => [groupIn(sections, chance), groupIn(sections, chance)]);
  await asEach(crowd, async (person, index) => {
    const { accessToken } = person;
    const queueToken = await people.admitted(person, sale.concertId);
    for (const seatNos of groups[index] ?? []) {
      const held = await unlessTaken(hold(people, { accessToken, queueToken }, { ...sale, seatNos }));
      if (held && index % 3 > 0) await pay(people, { accessToken, queueToken }, held);
    }
  });
}

export interface Tokens {
  readonly accessToken: string;
  readonly queueToken: string;
}

interface Wanted extends OnSale {
  readonly seatNos: readonly number[];
}

export function hold({ client }: People, tokens: Tokens, { scheduleId, seatNos }: Wanted) {
  return client.call(reservations.hold, {
    ...tokens,
    idempotencyKey: crypto.randomUUID(),
    body: { scheduleId, seatNos: [...seatNos] },
  });
}

/** As many as one may have side by side. @returns their numbers */
export async function holdBest({ client }: People, tokens: Tokens, scheduleId: string): Promise<number[]> {
  const body = { scheduleId, bestAvailable: { count: 8, grade: 'STANDARD' as const } };
  const { seats } = await client.call(reservations.hold, { ...tokens, idempotencyKey: crypto.randomUUID(), body });
  return seats.flatMap(({ seatNo }) => (seatNo === undefined ? [] : [seatNo]));
}

/** All that they hold. */
export async function letGo({ client }: People, accessToken: string): Promise<void> {
  const { reservations: own } = await client.call(reservations.list, { accessToken });
  for (const { reservationId } of own.filter(({ status }) => status === 'PENDING')) {
    await client.call(reservations.cancel, { accessToken, params: { reservationId } });
  }
}

export async function charge({ client }: People, { accessToken }: Pick<Tokens, 'accessToken'>, amount: number) {
  await client.call(wallet.charge, { accessToken, idempotencyKey: crypto.randomUUID(), body: { amount } });
}

interface Held {
  readonly reservationId: string;
  readonly amount: number;
}

/** From the wallet, in which as much is put before. */
async function pay(people: People, tokens: Tokens, held: Held): Promise<void> {
  await charge(people, tokens, held.amount);
  await payHeld(people, tokens, held);
}

export async function payHeld({ client }: People, tokens: Tokens, { reservationId }: Pick<Held, 'reservationId'>) {
  await client.call(payments.pay, { ...tokens, body: { reservationId } });
}

/** Others of the crowd may want the same seats. */
async function unlessTaken<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'SEAT_TAKEN') return undefined;
    throw error;
  }
}
