// Loads the demo over the API. Safe to repeat: what is there stays, and only what is missing is made.
import { adminRoutes as admin } from '../../functions/catalog/contract-admin.ts';
import { ApiError, type Client, createClient } from '../../functions/shared/client.ts';
import { makeHall } from '../../scripts/layout/hall.ts';
import demo from './demo.json' with { type: 'json' };
import { signInDemo, signUpDemo } from './people.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const KST_OFFSET_HOURS = 9;
/** A sale that opens "now" opened a minute ago, whatever the clocks say. */
const ALREADY_OPEN_MS = 60_000;

type Concert = (typeof demo.concerts)[number];
type Schedule = Concert['schedules'][number];
type Hall = NonNullable<Concert['hall']>;

export interface SeedOptions {
  /** The origin that routes are appended to. */
  apiUrl: string;
  /** Where the people of the demo verify who they are. */
  portoneUrl: string;
  nowMs: number;
  /** Gives an account the operator's rights; needs AWS credentials, so it is not a route. */
  grantOperator: (email: string) => Promise<void>;
}

export const logins = demo.logins;

const iso = (timeMs: number) => new Date(timeMs).toISOString();

function inDays(nowMs: number, days: number): number {
  return days === 0 ? nowMs - ALREADY_OPEN_MS : nowMs + days * DAY_MS;
}

/** The times of one date of the demo, relative to the day of the start, as a show has its hour in Korea. */
export function scheduleTimes(schedule: Schedule, nowMs: number) {
  const kstMidnightMs = Math.floor((nowMs + KST_OFFSET_HOURS * HOUR_MS) / DAY_MS) * DAY_MS - KST_OFFSET_HOURS * HOUR_MS;
  const startMs = kstMidnightMs + schedule.startsInDays * DAY_MS + schedule.startHourKst * HOUR_MS;
  return {
    startAt: iso(startMs),
    endAt: iso(startMs + schedule.hours * HOUR_MS),
    saleStartAt: iso(inDays(nowMs, schedule.saleOpensInDays)),
    saleEndAt: iso(startMs),
  };
}

/** Answers undefined where the server refuses with one of the codes that mean "is there already". */
async function unless<T>(codes: readonly string[], work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ApiError && codes.includes(error.code)) return undefined;
    throw error;
  }
}

async function findConcert(client: Client, accessToken: string, code: string): Promise<string> {
  let cursor: string | undefined;
  do {
    const page = await client.call(admin.listConcerts, { accessToken, query: cursor ? { cursor } : {} });
    const found = page.concerts.find((concert) => concert.code === code);
    if (found) return found.concertId;
    cursor = page.cursor;
  } while (cursor);
  throw new Error(`the concert ${code} exists, but is not listed`);
}

/** The layout of a hall; made again it is the same one. @returns what a date says of it; nothing where there is no hall */
async function loadHall(client: Client, accessToken: string, hall: Hall | undefined): Promise<{ layoutId?: string }> {
  if (!hall) return {};
  const { name, ...options } = hall;
  const { layoutId } = await client.call(admin.createLayout, { accessToken, body: makeHall(name, options).content });
  return { layoutId };
}

async function loadConcert(client: Client, accessToken: string, concert: Concert, nowMs: number): Promise<void> {
  const { bookingOpensInDays, bookingClosesInDays, settings, schedules, hall, ...fields } = concert;
  const body = {
    ...fields,
    ...settings,
    bookingStartAt: iso(inDays(nowMs, bookingOpensInDays)),
    bookingEndAt: iso(inDays(nowMs, bookingClosesInDays)),
  };
  const made = await unless(['CODE_TAKEN'], client.call(admin.createConcert, { accessToken, body }));
  const params = { concertId: made?.concertId ?? (await findConcert(client, accessToken, concert.code)) };
  const { schedules: present } = await client.call(admin.listSchedules, { accessToken, params });
  for (const schedule of schedules) {
    const wanted = schedule.saleOpensInDays === 0 ? 'ONGOING' : 'UPCOMING';
    if (present.some(({ status }) => status === wanted)) continue;
    const times = scheduleTimes(schedule, nowMs);
    const layout = await loadHall(client, accessToken, hall);
    const body = { ...times, ...layout, prices: schedule.prices };
    await client.call(admin.createSchedule, { accessToken, params, body });
  }
}

/** Makes the logins, the category and the concerts, some dates on sale and some to come, where they are missing. */
export async function loadDemo({ apiUrl, portoneUrl, nowMs, grantOperator }: SeedOptions): Promise<void> {
  const client = createClient(apiUrl);
  await signUpDemo(client, portoneUrl, Object.values(logins));
  await grantOperator(logins.operator.email);
  const accessToken = await signInDemo(client, logins.operator);
  for (const body of demo.categories) {
    await unless(['CODE_TAKEN'], client.call(admin.createCategory, { accessToken, body }));
  }
  for (const concert of demo.concerts) await loadConcert(client, accessToken, concert, nowMs);
}
