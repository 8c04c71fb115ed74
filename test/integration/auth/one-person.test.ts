// One person, whatever account: one place in each line, one limit for each concert; and nothing kept that names them.
import { randomUUID } from 'node:crypto';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { createIdentityGateway } from '../../../functions/auth/gateway-identity.ts';
import { resetPassword, signUp } from '../../../functions/auth/use-cases-identity.ts';
import { randomChars } from '../../../functions/shared/keyed-id.ts';
import { API_SECRET, IDENTITY_CHANNEL_KEY, STORE_ID } from '../../../localstack/portone/account.ts';
import { ciOf, diOf } from '../../../localstack/portone/identities.ts';
import { type Portone, startPortone } from '../../../localstack/portone/server.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { createLine, seqOf } from '../queue/line.ts';
import { createBooth } from '../reservations/booth.ts';
import { anyEmail, createRegistry, outcome, type Registry } from './registry.ts';

let table: TestTable;
let portone: Portone;
let registry: Registry;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
  portone = await startPortone(0);
  registry = createRegistry(table);
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await portone.close();
  await table.drop();
});

/** Two accounts of a person who left and came back, as if the first were forgotten: with another user id. */
async function twoAccounts() {
  const { person, userId, sessionId } = await registry.member();
  const first = await registry.accounts.account(userId);
  await registry.leave(userId, sessionId);
  for (const { pk, sk } of (await registry.items()).filter((item) => item.sk === 'PERSON' && item.userId === userId)) {
    await table.db.send(new DeleteCommand({ TableName: table.name, Key: { pk, sk } }));
  }
  const { userId: other } = await registry.signUp({ verification: registry.verify(person), email: anyEmail() });
  const second = await registry.accounts.account(other);
  if (!first || !second) throw new Error('there are two accounts');
  return [first, second] as const;
}

describe('two accounts of one person', () => {
  it('have one person id, and others have others', async () => {
    const [first, second] = await twoAccounts();
    const [other] = await twoAccounts();
    expect(second.userId).not.toBe(first.userId);
    expect(second.personId).toBe(first.personId);
    expect(other.personId).not.toBe(first.personId);
  });

  it('have one place in a line, also when they join at once', async () => {
    const line = createLine(table);
    const [first, second] = await twoAccounts();
    const joined = await Promise.all([first, second, first, second].map(line.join));
    const after = await line.join('somebody else');
    expect(new Set(joined.map(({ token }) => seqOf(token))).size).toBe(1);
    expect(seqOf(after.token)).not.toBe(seqOf(joined[0]?.token ?? ''));
  });

  it('have one limit at a concert, also when they hold at once', async () => {
    const booth = createBooth(table);
    const accounts = await twoAccounts();
    const holds = accounts.flatMap(({ userId, personId }, i) =>
      [1, 2, 3].map((n) => outcome(booth.hold({ person: personId, userId, seatNos: [3 * i + n], limit: 4 }))),
    );
    expect((await Promise.all(holds)).sort()).toEqual([
      'LIMIT_REACHED',
      'LIMIT_REACHED',
      'done',
      'done',
      'done',
      'done',
    ]);
    expect(await outcome(booth.hold({ person: 'somebody else', seatNos: [90], limit: 4 }))).toBe('done');
  });
});

/** Something done at the stand-in for PortOne. */
async function play(path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const { ok } = await fetch(`${portone.url}/play/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!ok) throw new Error(`the stand-in does not play ${path}`);
}

describe('of a person who signs up and sets a new password', () => {
  const haneul = { name: '김하늘', birthDate: '2001-02-03' };
  const phoneNumber = '01012345678';

  it('nothing is stored or logged that identifies them: no CI, DI, day of birth or phone number', async () => {
    const told: string[] = [];
    for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      vi.spyOn(console, level).mockImplementation((...parts) => void told.push(parts.map(String).join(' ')));
    }
    const secret = { PORTONE_URL: portone.url, PORTONE_STORE_ID: STORE_ID, readSecret: async () => API_SECRET };
    const tools = { ...registry, gateway: createIdentityGateway(secret), channelKey: IDENTITY_CHANNEL_KEY };
    const verified = async () => {
      const id = randomUUID();
      await play(`identity-verifications/${id}`, { ...haneul, phoneNumber });
      return id;
    };
    const here = { address: randomUUID(), now: Date.now() };
    const wish = { ...here, email: anyEmail(), password: randomChars(), termsVersion: '1' };
    const { userId } = await signUp(tools, { ...wish, identityVerificationId: await verified() });
    const again = { ...wish, identityVerificationId: await verified(), email: anyEmail() };
    told.push(await signUp(tools, again).then(JSON.stringify, JSON.stringify));
    await resetPassword(tools, { ...wish, identityVerificationId: await verified() });
    await play('faults', { kind: 'status', status: 500, times: 1, body: JSON.stringify(haneul) });
    told.push(
      await signUp(tools, { ...again, identityVerificationId: await verified() }).then(JSON.stringify, JSON.stringify),
    );
    const kept = JSON.stringify(await registry.items());
    expect(kept).toContain(userId);
    expect(told.join()).toContain('IDENTITY_PROVIDER_UNAVAILABLE');
    const secrets = [
      ciOf(haneul.name, haneul.birthDate),
      diOf(haneul.name, haneul.birthDate),
      haneul.birthDate,
      phoneNumber,
    ];
    for (const secretText of secrets) expect(kept + told.join()).not.toContain(secretText);
    expect(told.join()).not.toMatch(/김하늘|@example/);
  });
});
