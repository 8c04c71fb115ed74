// What the pictures show: three concerts with a crowd, somebody who buys, and an operator.
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { routes as sessions } from '../../functions/auth/contract-sessions.ts';
import { adminRoutes as admin } from '../../functions/catalog/contract-admin.ts';
import { adminRoutes as lineAdmin } from '../../functions/queue/contract-admin.ts';
import { routes as reservations } from '../../functions/reservations/contract.ts';
import { ApiError } from '../../functions/shared/client.ts';
import { cloudAt } from '../../localstack/cloud.ts';
import type { Login, StackFile } from '../../localstack/stack-file.ts';
import { createPeople, type OnSale, type Person } from '../../test/support/people.ts';
import { makeHall } from '../layout/hall.ts';
import type { Progress } from '../progress.mjs';
import type { Language } from './camera.ts';
import {
  charge,
  hold,
  holdBest,
  letGo,
  type People,
  payHeld,
  signUpCrowd,
  standInLine,
  type Tokens,
  takeSeats,
} from './crowd.ts';

const CROWD = 24;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CONFIRMED_WITHIN_MS = 30_000;
const CATEGORY = 'SCREENS';

/** The fee of a ticket that is given back is to be seen. */
const REFUND_POLICY = [
  { untilHoursBefore: 240, feePercent: 0 },
  { untilHoursBefore: 168, feePercent: 10 },
  { untilHoursBefore: 24, feePercent: 30 },
];

const HALL = { sections: 5, rows: 9, seats: 18, standing: 200, seed: 7 };
const PRICES = { VIP: 154_000, STANDARD: 110_000, STANDING: 88_000 };

/** As they are called in each language. */
const NAMES = {
  jazz: {
    ko: ['여름밤 재즈', '밤바람이 부는 공연장에서 듣는 재즈. 좌석 810석과 스탠딩 200석.'],
    en: ['Summer Night Jazz', 'Jazz in the evening breeze: 810 seats and standing room for 200.'],
  },
  symphony: {
    ko: ['겨울 교향곡', '한 해의 끝에 듣는 교향곡. 하루만 열리는 공연입니다.'],
    en: ['Winter Symphony', 'A symphony for the end of the year, for one evening only.'],
  },
  acoustic: {
    ko: ['봄날의 어쿠스틱', '작은 무대에서 가까이 듣는 공연입니다.'],
    en: ['Spring Acoustic', 'A small stage, and everybody close to it.'],
  },
} as const;
type ConcertName = keyof typeof NAMES;

const MESSAGE = {
  ko: '좌석은 충분하니 천천히 기다려 주세요. 입장하면 10분 동안 고를 수 있습니다.',
  en: 'There are plenty of seats left: take your time. Once in, you have ten minutes to choose.',
};

/** Somebody who is in for the jazz, with money in their wallet. */
export interface Buyer extends Person, Tokens {
  /** A ticket of theirs, and one that they gave back. */
  readonly ticket: string;
  readonly cancelled: string;
  /** Seats of the jazz that nobody else wants, side by side. */
  readonly free: readonly number[];
}

export interface Scene {
  readonly people: People;
  readonly operator: Login & { readonly accessToken: string };
  readonly concerts: Readonly<Record<ConcertName, OnSale>>;
  /** Nothing of the one is in pictures of the other. */
  readonly buyers: Readonly<Record<Language, Buyer>>;
  /** Ends what goes on by itself. */
  readonly end: AbortController;
}

/** @param step says what is going on */
export async function setTheScene({ endpoint, ...stack }: StackFile, step: Progress['step']): Promise<Scene> {
  const run = Date.now().toString(36);
  const cloud = cloudAt(endpoint, process.env);
  const known = { ...stack, cloud, shopUrl: stack.apiUrl, stackName: '', apiId: '', outputs: {} };
  const people = createPeople(known);
  const { accessToken } = await people.client.call(sessions.logIn, { body: stack.logins.operator });
  const operator = { ...stack.logins.operator, accessToken };
  const concerts = await makeConcerts(people, accessToken, run.toUpperCase());
  const end = new AbortController();
  await step('A crowd', async () => {
    const crowd = await signUpCrowd(people, CROWD);
    await takeSeats(people, crowd, concerts.jazz, accessToken);
    await standInLine(people, crowd, concerts.symphony, end.signal);
  });
  const buyers = await step('Two who buy', async () => {
    const id = run.slice(-5);
    const [some, others] = await freeSeats(people, concerts.jazz);
    const ko = await newBuyer(people, `haneul.${id}@example.com`, concerts.jazz, some);
    return { ko, en: await newBuyer(people, `sky.${id}@example.com`, concerts.jazz, others) };
  });
  return { people, operator, concerts, buyers, end };
}

async function makeConcerts(people: People, accessToken: string, run: string): Promise<Scene['concerts']> {
  const { client } = people;
  await unlessThere(client.call(admin.createCategory, { accessToken, body: { code: CATEGORY, name: '콘서트' } }));
  const hall = makeHall('도시 공연장', HALL).content;
  const { layoutId } = await client.call(admin.createLayout, { accessToken, body: hall });
  const make = async (name: ConcertName, settings: object, opensInMs: number, daysAhead: number): Promise<OnSale> => {
    const now = Date.now();
    const iso = (inMs: number) => new Date(now + inMs).toISOString();
    const sale = { bookingStartAt: iso(opensInMs), bookingEndAt: iso((daysAhead - 1) * DAY_MS) };
    const [title, description] = NAMES[name].ko;
    const code = `${name.toUpperCase()}-${run}`;
    const body = { code, category: CATEGORY, name: title, description, ...sale, seatsPerPerson: 8, ...settings };
    const { concertId } = await client.call(admin.createConcert, { accessToken, body });
    const times = { startAt: iso(daysAhead * DAY_MS), endAt: iso(daysAhead * DAY_MS + 2 * HOUR_MS) };
    const date = { accessToken, params: { concertId }, body: { ...times, layoutId, prices: PRICES } };
    return { concertId, scheduleId: (await client.call(admin.createSchedule, date)).scheduleId };
  };
  const quick = { ratePerSecond: 100, holdSeconds: 600, purchasesPerAdmission: 20, refundPolicy: REFUND_POLICY };
  return {
    jazz: await make('jazz', quick, -HOUR_MS, 9),
    symphony: await make('symphony', { ratePerSecond: 0.1, leaseSeconds: 600, capacity: 50 }, -HOUR_MS, 40),
    acoustic: await make('acoustic', {}, 2 * HOUR_MS, 60),
  };
}

/** Has a ticket for two, and gave one back; some money is left, but not much. */
async function newBuyer(people: People, email: string, jazz: OnSale, free: readonly number[]): Promise<Buyer> {
  // One person has one account: whoever has this name is born on another day each time.
  const birthDate = new Date(Date.UTC(1965, 0, 1 + randomInt(14_000))).toISOString().slice(0, 10);
  const identityVerificationId = await people.verify({ name: '김하늘', birthDate });
  const person = await people.logIn(await people.signUp({ email, identityVerificationId }));
  const tokens = { ...person, queueToken: await people.admitted(person, jazz.concertId) };
  const buy = async (...seatNos: number[]) => {
    const held = await hold(people, tokens, { ...jazz, seatNos });
    await payHeld(people, tokens, held);
    await confirmed(people, tokens, held.reservationId);
    return held.reservationId;
  };
  await charge(people, tokens, 500_000);
  const ticket = await buy(...free.slice(0, 2));
  const cancelled = await buy(...free.slice(2, 3));
  const params = { reservationId: cancelled };
  await people.client.call(reservations.cancel, { accessToken: person.accessToken, params });
  return { ...tokens, ticket, cancelled, free: free.slice(3) };
}

async function confirmed({ client }: People, { accessToken }: Tokens, reservationId: string): Promise<void> {
  const until = Date.now() + CONFIRMED_WITHIN_MS;
  while (Date.now() < until) {
    const { status } = await client.call(reservations.one, { accessToken, params: { reservationId } });
    if (status === 'CONFIRMED') return;
    await sleep(300);
  }
  throw new Error(`${reservationId} was not confirmed`);
}

/** The best ones, twice: others hold them and let them go again, so that no list of the buyers' has them. */
async function freeSeats(people: People, { concertId, scheduleId }: OnSale): Promise<[number[], number[]]> {
  const others = [await people.buyer(), await people.buyer()] as const;
  const holdSome = async (other: Person) => {
    const { accessToken } = other;
    return holdBest(people, { accessToken, queueToken: await people.admitted(other, concertId) }, scheduleId);
  };
  const found: [number[], number[]] = [await holdSome(others[0]), await holdSome(others[1])];
  for (const { accessToken } of others) await letGo(people, accessToken);
  return found;
}

/** From now on concerts and their message are in that language, as an organiser writes them. */
export async function speak({ people, operator, concerts }: Scene, language: Language): Promise<void> {
  const { client } = people;
  const { accessToken } = operator;
  for (const [name, { concertId }] of Object.entries(concerts)) {
    const [title, description] = NAMES[name as ConcertName][language];
    const body = { name: title, description };
    await client.call(admin.changeConcert, { accessToken, params: { concertId }, body });
  }
  const params = { concertId: concerts.symphony.concertId };
  const body = { message: MESSAGE[language], reason: language === 'ko' ? '안내' : 'To tell those who wait' };
  await client.call(lineAdmin.changeLine, { accessToken, params, body });
}

/** Nobody finds these concerts any more. */
export async function endScene({ people, operator, concerts, end }: Scene): Promise<void> {
  end.abort();
  const { accessToken } = operator;
  for (const { concertId } of Object.values(concerts)) {
    await people.client.call(admin.changeConcert, { accessToken, params: { concertId }, body: { enabled: false } });
  }
}

export const nameOf = (concert: ConcertName, language: Language) => NAMES[concert][language][0];

async function unlessThere(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.code !== 'CODE_TAKEN') throw error;
  });
}
