// The crowd's own concert: one date, on sale now, with seats in three grades.
import { routes as sessions } from '../../functions/auth/contract-sessions.ts';
import { adminRoutes as admin } from '../../functions/catalog/contract-admin.ts';
import type { Grade, Section } from '../../functions/catalog/contract-layout.ts';
import { adminRoutes as lineAdmin } from '../../functions/queue/contract-admin.ts';
import { ApiError } from '../../functions/shared/client.ts';
import type { Login } from '../../localstack/stack-file.ts';
import { Failure } from '../progress.mjs';
import type { Caller } from './caller.ts';
import type { CrowdOptions } from './options.ts';

export interface Sale {
  readonly concertId: string;
  readonly scheduleId: string;
  readonly sections: readonly Section[];
  readonly prices: Readonly<Record<Grade, number>>;
}

export const PRICES: Readonly<Record<Grade, number>> = { VIP: 165_000, STANDARD: 121_000, STANDING: 99_000 };

/** A lease long enough to buy, short enough that the places of people who vanished come back while the crowd lasts. */
const LEASE_SECONDS = 90;
const CLAIM_SECONDS = 20;
/** Nobody buys twice, and a limit must not hide a seat sold twice. */
const SEATS_PER_PERSON = 10;
const HOUR_MS = 3_600_000;

/** A fifth VIP, a fifth STANDING (in a section of its own), the rest STANDARD; each grade has at least one seat. */
export function sectionsOf(seats: number): Section[] {
  const few = Math.max(1, Math.floor(seats / 5));
  return [
    {
      section: 'FLOOR',
      rows: [
        { row: 'A', grade: 'VIP', from: 1, to: few },
        { row: 'B', grade: 'STANDARD', from: few + 1, to: seats - few },
      ],
    },
    { section: 'REAR', rows: [{ row: 'S', grade: 'STANDING', from: seats - few + 1, to: seats }] },
  ];
}

/** @param run tells this concert from those of other runs */
export async function makeSale(caller: Caller, operator: Login, options: CrowdOptions, run: string): Promise<Sale> {
  const accessToken = await logIn(caller, operator);
  const category = 'CROWD';
  await caller.call(admin.createCategory, { accessToken, body: { code: category, name: 'Crowds' } }).catch((error) => {
    if (!(error instanceof ApiError) || error.code !== 'CODE_TAKEN') throw error;
  });
  const sections = sectionsOf(options.seats);
  const { answer: layout } = await caller.call(admin.createLayout, {
    accessToken,
    body: { name: `${options.seats} seats`, sections },
  });
  const now = Date.now();
  const iso = (atMs: number) => new Date(atMs).toISOString();
  const { answer: concert } = await caller.call(admin.createConcert, {
    accessToken,
    body: {
      code: `CROWD-${run.toUpperCase()}`,
      category,
      name: `Crowd ${run}`,
      bookingStartAt: iso(now - HOUR_MS),
      bookingEndAt: iso(now + 24 * HOUR_MS),
      capacity: options.capacity,
      ratePerSecond: options.ratePerSecond,
      holdSeconds: options.holdSeconds,
      leaseSeconds: LEASE_SECONDS,
      claimSeconds: CLAIM_SECONDS,
      seatsPerPerson: SEATS_PER_PERSON,
    },
  });
  const { concertId } = concert;
  const { answer: schedule } = await caller.call(admin.createSchedule, {
    accessToken,
    params: { concertId },
    body: {
      startAt: iso(now + 48 * HOUR_MS),
      endAt: iso(now + 50 * HOUR_MS),
      layoutId: layout.layoutId,
      prices: PRICES,
    },
  });
  return { concertId, scheduleId: schedule.scheduleId, sections, prices: PRICES };
}

/** Lets a sold-out line go on: the audit joins it to see the map. */
export async function letGoOn(caller: Caller, operator: Login, { concertId }: Sale): Promise<void> {
  const accessToken = await logIn(caller, operator);
  const body = { action: 'open' as const, reason: 'the audit looks at the map' };
  await caller.call(lineAdmin.steerLine, { accessToken, params: { concertId }, body });
}

/** Takes the concert out of the list of what can be booked. */
export async function endSale(caller: Caller, operator: Login, { concertId }: Sale): Promise<void> {
  const accessToken = await logIn(caller, operator);
  await caller.call(admin.changeConcert, { accessToken, params: { concertId }, body: { enabled: false } });
}

/** @throws Failure when the login is refused, or has no operator's rights when it is used */
export async function logIn(caller: Caller, { email, password }: Login): Promise<string> {
  try {
    return (await caller.call(sessions.logIn, { body: { email, password } })).answer.accessToken;
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'BAD_CREDENTIALS') throw error;
    throw new Failure(`The stack does not know ${email}: begin it anew with npm start -- --reset.`);
  }
}
