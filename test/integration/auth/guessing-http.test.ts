// Guessing over HTTP: at twenty a second, from one network, and with its owner waiting to come in.
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { routes } from '../../../functions/auth/contract-sessions.ts';
import { clientConfig } from '../../../localstack/cloud.ts';
import { eventOf } from '../../support/http-event.ts';
import { createPeople, newEmail } from '../../support/people.ts';

const cloud = inject('cloud');
const people = createPeople(cloud);
const lambda = new LambdaClient(clientConfig(cloud.cloud));
afterAll(() => lambda.destroy());

/** Nobody's before: of the addresses that are for documentation (RFC 3849). */
const newAddress = () => `2001:db8:${randomInt(65_536).toString(16)}:${randomInt(65_536).toString(16)}::1`;

const WRONG = 'a password that is wrong';

interface Answer {
  readonly status: number;
  readonly retryAfter: number;
}

/** Over HTTP, where every caller here has one address. */
async function byHttp(body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${cloud.apiUrl}${routes.logIn.path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** As the gateway hands a request of another address on. */
async function from(sourceIp: string, body: object): Promise<Answer> {
  const event = eventOf(routes.logIn, { body });
  const { requestContext } = event;
  const Payload = JSON.stringify({
    ...event,
    requestContext: { ...requestContext, http: { ...requestContext.http, sourceIp } },
  });
  const FunctionName = `${cloud.functionPrefix}auth-log-in`;
  const answered = await lambda.send(new InvokeCommand({ FunctionName, Payload }));
  const { statusCode = 0, headers } = JSON.parse(
    answered.Payload?.transformToString() ?? '{}',
  ) as APIGatewayProxyStructuredResultV2;
  return { status: statusCode, retryAfter: Number(headers?.['retry-after'] ?? 0) };
}

/** The answers to so many, at most four under way: each is a process in the emulator. */
async function byFour<T>(times: number, ask: (i: number) => Promise<T>, everyMs = 0): Promise<T[]> {
  const answers: T[] = [];
  const begun = Date.now();
  let next = 0;
  const work = async () => {
    for (let i = next++; i < times; i = next++) {
      await sleep(Math.max(0, begun + i * everyMs - Date.now()));
      answers.push(await ask(i));
    }
  };
  await Promise.all(Array.from({ length: 4 }, work));
  return answers;
}

/** So many of each status. */
function tally(answers: readonly { readonly status: number }[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

describe('guesses at twenty a second', () => {
  it('learn of five that they are wrong in five seconds, and then when to come again', async () => {
    const { email } = await people.signUp();
    const given = await byFour(100, (i) => byHttp({ email, password: `${WRONG} ${i}` }), 50);
    expect(tally(given)).toEqual({ 401: 5, 429: 95 });
    const waits = given.flatMap(({ status, headers }) => (status === 429 ? [Number(headers.get('retry-after'))] : []));
    expect(Math.min(...waits)).toBeGreaterThan(0);
    expect(Math.max(...waits)).toBeLessThanOrEqual(60);
  });

  it('say in a problem document that there were too many, and nothing of whom', async () => {
    const { email } = await people.signUp();
    for (let i = 0; i < 5; i++) await from(newAddress(), { email, password: WRONG });
    const refused = await byHttp({ email, password: WRONG }, { 'accept-language': 'en' });
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(await refused.json()).toMatchObject({ status: 429, code: 'TOO_MANY_ATTEMPTS' });
  });
});

describe("a stranger's guesses", () => {
  const stranger = async (email: string) => {
    const address = newAddress();
    const answers = await byFour(8, () => from(address, { email, password: WRONG }));
    expect(tally(answers)).toEqual({ 401: 5, 429: 3 });
  };

  it('do not shut out the owner, whose device says by X-Device-Token that it was here before', async () => {
    const { email, password } = await people.signUp();
    const { deviceToken = '' } = await people.client.call(routes.logIn, { body: { email, password } });
    await stranger(email);
    expect((await byHttp({ email, password })).status).toBe(429);
    const altered = `${deviceToken.slice(0, -1)}${deviceToken.endsWith('A') ? 'B' : 'A'}`;
    expect((await byHttp({ email, password }, { 'x-device-token': altered })).status).toBe(429);
    expect((await byHttp({ email, password }, { 'x-device-token': deviceToken })).status).toBe(200);
  });

  it('do not shut out the owner, whose browser says so by its cookie', async () => {
    const { email, password } = await people.signUp();
    const first = await byHttp({ email, password, transport: 'cookie' });
    const cookie = first.headers.getSetCookie().find((set) => set.startsWith('onsale_device=')) ?? '';
    expect(cookie).toMatch(/; Path=\/api\/v1\/auth; Max-Age=31536000; HttpOnly; Secure; SameSite=Strict$/);
    expect(await first.json()).not.toHaveProperty('deviceToken');
    await stranger(email);
    const again = { email, password, transport: 'cookie' };
    expect((await byHttp(again)).status).toBe(429);
    expect((await byHttp(again, { cookie: cookie.split(';')[0] ?? '' })).status).toBe(200);
  });
});

describe('a hundred failures from one address', () => {
  it('block that address for all accounts, and no other address', async () => {
    const { email, password } = await people.signUp();
    const [address, elsewhere] = [newAddress(), newAddress()];
    const spray = await byFour(100, () => from(address, { email: newEmail(), password: WRONG }));
    expect(tally(spray)).toEqual({ 401: 100 });
    const blocked = await from(address, { email, password });
    expect(blocked.status).toBe(429);
    expect(blocked.retryAfter).toBeGreaterThan(0);
    expect((await from(elsewhere, { email, password })).status).toBe(200);
  });
});
