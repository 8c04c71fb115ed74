// Processor time of our own code per hold: the whole function, on a store that answers at once.
import { Readable } from 'node:stream';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DEFAULT_SETTINGS } from '../functions/catalog/contract.ts';
import { DEFAULT_LAYOUT } from '../functions/catalog/domain.ts';
import { routes } from '../functions/reservations/contract.ts';
import { createReservationStore } from '../functions/reservations/store.ts';
import { reserve } from '../functions/reservations/use-cases-reserve.ts';
import { createSeatWrites } from '../functions/seats/writes.ts';
import type { Db } from '../functions/shared/aws.ts';
import { type GateContext, http } from '../functions/shared/http.ts';
import { eventOf, send } from '../test/support/http-event.ts';
import { round, table } from './table.ts';

const WARM_UP = 500;
const HOLDS = 2_000;
const ROUNDS = 5;
const CONCERT = 'con_bench0000000';
const SCHEDULE = 'sch_bench0000000';
const FAR = 4_000_000_000;

const GATE: GateContext = {
  userId: 'user-1',
  personId: 'person-1',
  role: 'buyer',
  exp: FAR,
  concertId: CONCERT,
  seq: 1,
};

export async function cpu(): Promise<string> {
  const rows = [
    ['our code: wrapper, contract, use case, stores, log line', await microsecondsOf(instantDb())],
    ['the same with the SDK: serializing, signing, parsing of its 4 requests', await microsecondsOf(offlineDb())],
  ] as const;
  return `Processor time of one hold in microseconds, the least of ${ROUNDS} rounds of ${HOLDS} after ${WARM_UP} to warm up. The store is a stub that answers at once, so no waiting, network or emulator is in it:\n\n${table(
    ['', 'µs'],
    rows.map(([what, microseconds]) => [what, round(microseconds, 0)]),
  )}`;
}

async function microsecondsOf(db: Db): Promise<number> {
  const handler = handlerOn(db);
  const hold = async (i: number) => {
    const answer = await send(
      handler,
      eventOf(routes.reserve, {
        params: { concertId: CONCERT, seatNo: String((i % 50) + 1) },
        query: { scheduleId: SCHEDULE },
        headers: { 'idempotency-key': `hold-${i}` },
        gate: GATE,
      }),
    );
    if (answer.status !== 201) throw new Error(`a hold was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  };
  return quietly(async () => {
    for (let i = 0; i < WARM_UP; i++) await hold(i);
    const rounds: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const before = process.cpuUsage();
      for (let i = 0; i < HOLDS; i++) await hold(i);
      const { user, system } = process.cpuUsage(before);
      rounds.push((user + system) / HOLDS);
    }
    return Math.min(...rounds);
  });
}

/** The log lines are made, and not written: a terminal's speed is not ours. */
export async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const write = process.stdout.write;
  process.stdout.write = () => true;
  try {
    return await work();
  } finally {
    process.stdout.write = write;
  }
}

function handlerOn(db: Db) {
  const tables = { RESERVATIONS_TABLE: 'reservations', SEATS_TABLE: 'seats' };
  const schedule = {
    scheduleId: SCHEDULE,
    concertId: CONCERT,
    startAt: FAR * 1_000,
    endAt: FAR * 1_000,
    saleStartAt: 0,
    saleEndAt: FAR * 1_000,
    layoutId: 'lay_bench',
    prices: { VIP: 3, STANDARD: 2, STANDING: 1 },
  };
  const concert = {
    concertId: CONCERT,
    code: 'BENCH',
    name: 'Bench',
    enabled: true,
    bookingStartAt: 0,
    bookingEndAt: FAR * 1_000,
    settings: { ...DEFAULT_SETTINGS },
    schedules: [schedule],
  };
  const tools = {
    store: createReservationStore({ db, ...tables }),
    seats: createSeatWrites({ db, ...tables }),
    catalog: {
      concert: async () => concert,
      layout: async (layoutId: string) => ({ ...DEFAULT_LAYOUT, layoutId, seats: 50 }),
    },
    idSecret: async () => 'bench',
  };
  return http(routes.reserve, ({ params, query, buyer, place, idempotencyKey, now, cause }) =>
    reserve(tools, { ...params, ...query, buyer, place, idempotencyKey, now, cause }),
  );
}

/** Nothing is there, and every write succeeds. */
function instantDb(): Db {
  const send = async (command: object) => (command instanceof BatchGetCommand ? { Responses: {} } : {});
  return { send } as unknown as Db;
}

/** The real client, whose requests are answered before they leave. */
function offlineDb(): Db {
  const requestHandler = {
    async handle({ headers }: { headers: Record<string, string> }) {
      const isBatchGet = headers['x-amz-target']?.endsWith('BatchGetItem');
      const body = Readable.from([Buffer.from(isBatchGet ? '{"Responses":{}}' : '{}')]);
      return { response: { statusCode: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body } };
    },
  };
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const client = new DynamoDBClient({ region: 'ap-northeast-2', credentials, requestHandler });
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}
