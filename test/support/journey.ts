// What the journeys do over and over, on the test cloud of this run: hold, charge, wait, be refused.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { inject } from 'vitest';
import type * as z from 'zod/mini';
import type { Settings } from '../../functions/catalog/contract.ts';
import { routes as queue } from '../../functions/queue/contract.ts';
import { routes as reservations } from '../../functions/reservations/contract.ts';
import { ApiError } from '../../functions/shared/client.ts';
import { routes as wallet } from '../../functions/wallet/contract.ts';
import { clientConfig } from '../../localstack/cloud.ts';
import { createPeople, type OfLayout, type Person, PRICES } from './people.ts';

export { PRICES };

const people = createPeople(inject('cloud'));
export const api = people.client;

/** A document client with the root user's rights, to look at tables and to run use cases. */
export const documents = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(inject('cloud').cloud)), {
  marshallOptions: { removeUndefinedValues: true },
});

export function tableOf(service: string): string {
  const table = inject('cloud').tables[`${service}Table`];
  if (!table) throw new Error(`the stack has no table of ${service}`);
  return table;
}

let operator: Promise<Person> | undefined;

/** A concert that is on sale now, or opens then, with one date of 50 seats; one operator makes all of a file's. */
export async function newConcert(settings: Partial<Settings> = {}, opensInMs?: number, layout?: OfLayout) {
  return people.concert(await theOperator(), settings, opensInMs, layout);
}

/** The operator who made this file's concerts. */
export function theOperator(): Promise<Person> {
  operator ??= people.operator();
  return operator;
}

export const newPerson = people.buyer;

/** Accounts step by step: an identity verification at the stand-in, a sign-up with it, a login. */
export const { verify, signUp, logIn } = people;

export function join({ accessToken }: Person, concertId: string) {
  return api.call(queue.join, { accessToken, body: { concertId } });
}

/** Someone admitted to a concert. */
export interface Admitted extends Person {
  readonly queueToken: string;
}

export async function newAdmitted(concertId: string): Promise<Admitted> {
  const person = await newPerson();
  return { ...person, queueToken: await people.admitted(person, concertId) };
}

export function reserve(buyer: Admitted, concertId: string, seatNo: number, idempotencyKey?: string) {
  const { accessToken, queueToken } = buyer;
  const params = { concertId, seatNo: String(seatNo) };
  return api.call(reservations.reserve, { accessToken, queueToken, params, idempotencyKey });
}

/** Holds several seats of a date, or the best available. */
export function hold(buyer: Admitted, body: z.input<typeof reservations.hold.body>, idempotencyKey?: string) {
  const { accessToken, queueToken } = buyer;
  return api.call(reservations.hold, { accessToken, queueToken, body, idempotencyKey });
}

export function charge({ accessToken }: Person, amount: number, idempotencyKey?: string) {
  return api.call(wallet.charge, { accessToken, body: { amount }, idempotencyKey });
}

/** Waits until `read` gives something, at most `seconds`. */
export async function eventually<T>(read: () => Promise<T | undefined>, seconds = 20): Promise<T> {
  const until = Date.now() + seconds * 1000;
  for (;;) {
    const found = await read();
    if (found !== undefined) return found;
    if (Date.now() > until) throw new Error(`not within ${seconds} s`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** The refusal of a call that must not succeed. */
export async function refusalOf(call: Promise<unknown>): Promise<ApiError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('the call was not refused');
}
