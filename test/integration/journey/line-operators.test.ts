// What operators do with a live line over HTTP, and how those who wait notice.
import { describe, expect, it } from 'vitest';
import { routes as queue } from '../../../functions/queue/contract.ts';
import { adminRoutes } from '../../../functions/queue/contract-admin.ts';
import {
  type Admitted,
  api,
  eventually,
  join,
  newAdmitted,
  newConcert,
  newPerson,
  refusalOf,
  theOperator,
} from '../../support/journey.ts';

const tokens = ({ accessToken, queueToken }: Admitted) => ({ accessToken, queueToken });
const reason = 'a test';

async function steer(concertId: string, action: 'pause' | 'resume' | 'drain' | 'open' | 'close', as?: string) {
  const { accessToken } = await theOperator();
  const body = { action, reason: as ?? reason };
  return api.call(adminRoutes.steerLine, { accessToken, params: { concertId }, body });
}

async function look(concertId: string) {
  const { accessToken } = await theOperator();
  return api.call(adminRoutes.saleState, { accessToken, params: { concertId } });
}

async function joined(concertId: string): Promise<Admitted> {
  const person = await newPerson();
  return { ...person, queueToken: (await join(person, concertId)).token };
}

/** The answer, once it is such; asked at a pace that is let through. */
function statusOf(person: Admitted, isSuch: (answer: { status: string; message?: string | undefined }) => boolean) {
  return eventually(async () => {
    await new Promise((done) => setTimeout(done, 300));
    const answer = await api.call(queue.status, tokens(person));
    return isSuch(answer) ? answer : undefined;
  });
}

/** The refusal of who waits, once there is one. */
const turnedAway = (person: Admitted) =>
  eventually(async () => {
    await new Promise((done) => setTimeout(done, 300));
    const answer = await api.call(queue.status, tokens(person)).catch((error: unknown) => error);
    return answer instanceof Error ? refusalOf(Promise.reject(answer)) : undefined;
  });

describe('an operator', () => {
  it('pauses a line and lets it go on, and both are on the list with who, when and why', async () => {
    const { concertId } = await newConcert();
    expect(await steer(concertId, 'pause', 'the stage is not ready')).toMatchObject({ paused: true, phase: 'OPEN' });
    const person = await joined(concertId);
    await new Promise((done) => setTimeout(done, 3_000));
    expect(await api.call(queue.status, tokens(person))).toMatchObject({ status: 'WAITING', paused: true });
    expect(await look(concertId)).toMatchObject({ paused: true, waiting: 1, active: 0 });

    await steer(concertId, 'resume', 'it is');
    expect(await statusOf(person, ({ status }) => status === 'ACTIVE')).toMatchObject({ queuePosition: 0 });

    const { accessToken, userId } = await theOperator();
    const { entries } = await api.call(adminRoutes.lineAudit, { accessToken, params: { concertId } });
    expect(entries).toMatchObject([
      { action: 'resume', reason: 'it is', userId, before: { paused: true }, after: { paused: false }, version: 2 },
      { action: 'pause', reason: 'the stage is not ready', userId, before: { paused: false }, after: { paused: true } },
    ]);
    const first = await api.call(adminRoutes.lineAudit, { accessToken, params: { concertId }, query: { limit: '1' } });
    expect(first.entries).toHaveLength(1);
    const rest = await api.call(adminRoutes.lineAudit, {
      accessToken,
      params: { concertId },
      query: { cursor: first.cursor },
    });
    expect(rest.entries.map(({ action }) => action)).toEqual(['pause']);
    expect(rest).not.toHaveProperty('cursor');
  });

  it('changes numbers and the message while people wait', async () => {
    const { concertId } = await newConcert({ capacity: 1, ratePerSecond: 1 });
    const first = await newAdmitted(concertId);
    const second = await joined(concertId);
    const { accessToken } = await theOperator();
    const change = (body: object) =>
      api.call(adminRoutes.changeLine, { accessToken, params: { concertId }, body: { reason, ...body } });
    expect(await change({ message: '잠시만 기다려 주세요' })).toMatchObject({ capacity: 1, waiting: 1 });
    const told = await statusOf(second, ({ message }) => message !== undefined);
    expect(told).toMatchObject({ status: 'WAITING', message: '잠시만 기다려 주세요' });
    expect(await change({ capacity: 2, message: '' })).toMatchObject({ capacity: 2 });
    expect(await statusOf(second, ({ status }) => status === 'ACTIVE')).toMatchObject({ queuePosition: 0 });
    // Nobody loses a lease when there are more than may be.
    await change({ capacity: 1 });
    expect(await api.call(queue.status, tokens(first))).toMatchObject({ status: 'ACTIVE' });
    expect(await look(concertId)).toMatchObject({ capacity: 1, active: 2, admitted: 2 });
  });

  it('is asked twice before going beyond a ceiling', async () => {
    const { concertId } = await newConcert();
    const { accessToken } = await theOperator();
    const raise = (confirm?: boolean) =>
      api.call(adminRoutes.changeLine, {
        accessToken,
        params: { concertId },
        body: { ratePerSecond: 900, reason, ...(confirm === undefined ? {} : { confirm }) },
      });
    const refused = await refusalOf(raise());
    expect([refused.status, refused.code, refused.problem.ceilings]).toEqual([
      409,
      'CONFIRM_REQUIRED',
      { ratePerSecond: 200 },
    ]);
    expect(await look(concertId)).toMatchObject({ ratePerSecond: 1 });
    expect(await raise(true)).toMatchObject({ ratePerSecond: 900 });
  });

  it('lets everybody through for a time, beyond the capacity', async () => {
    const { concertId } = await newConcert({ capacity: 1, ratePerSecond: 0.01 });
    await newAdmitted(concertId);
    const waiting = await Promise.all([joined(concertId), joined(concertId), joined(concertId)]);
    const { accessToken } = await theOperator();
    const passing = await api.call(adminRoutes.steerLine, {
      accessToken,
      params: { concertId },
      body: { action: 'passThrough', seconds: 30, reason },
    });
    expect(Date.parse(passing.passThroughUntil ?? '')).toBeGreaterThan(Date.now());
    for (const person of waiting) await statusOf(person, ({ status }) => status === 'ACTIVE');
    expect(await look(concertId)).toMatchObject({ capacity: 1, active: 4 });
  });

  it('drains a line: who has a place keeps it, nobody new gets one', async () => {
    const { concertId } = await newConcert({ capacity: 1, ratePerSecond: 0.01 });
    const inside = await newAdmitted(concertId);
    await steer(concertId, 'drain');
    const refused = await eventually(async () => {
      const answer = await join(await newPerson(), concertId).catch((error: unknown) => error);
      return answer instanceof Error ? refusalOf(Promise.reject(answer)) : undefined;
    });
    expect([refused.status, refused.code]).toEqual([409, 'JOINING_STOPPED']);
    expect(await join(inside, concertId)).toMatchObject({ status: 'ACTIVE' });
    await steer(concertId, 'open');
    await eventually(async () => (await join(await newPerson(), concertId).catch(() => undefined)) && true);
  });

  it('closes a line: who waits is told, and goes on waiting when it opens again', async () => {
    const { concertId } = await newConcert({ capacity: 1, ratePerSecond: 0.01 });
    const inside = await newAdmitted(concertId);
    const outside = await joined(concertId);
    await steer(concertId, 'close');
    const ended = await turnedAway(outside);
    expect([ended.status, ended.code, ended.problem.reason]).toEqual([410, 'QUEUE_TOKEN_ENDED', 'SALE_ENDED']);
    expect(await api.call(queue.status, tokens(inside))).toMatchObject({ status: 'ACTIVE' });
    await steer(concertId, 'open');
    const again = await eventually(async () => {
      await new Promise((done) => setTimeout(done, 300));
      return api.call(queue.status, tokens(outside)).catch(() => undefined);
    });
    expect(again).toMatchObject({ status: 'WAITING', queuePosition: 1 });
  });
});

describe('the routes of operators', () => {
  it('are for operators, and say what is wrong with what they were asked', async () => {
    const { concertId } = await newConcert();
    const params = { concertId };
    const { accessToken } = await newPerson();
    const asked = { accessToken, params, body: { action: 'pause' as const, reason } };
    expect(await refusalOf(api.call(adminRoutes.steerLine, asked))).toMatchObject({ status: 403 });
    const operator = await theOperator();
    const wrong = [
      { action: 'passThrough' as const, reason },
      { action: 'pause' as const, seconds: 5, reason },
      { action: 'pause' as const, reason: '' },
    ];
    for (const body of wrong) {
      const sent = { accessToken: operator.accessToken, params, body };
      expect(await refusalOf(api.call(adminRoutes.steerLine, sent))).toMatchObject({ code: 'INVALID_REQUEST' });
    }
    const nothing = { accessToken: operator.accessToken, params, body: { reason } };
    expect(await refusalOf(api.call(adminRoutes.changeLine, nothing))).toMatchObject({ code: 'INVALID_REQUEST' });
    expect((await look(concertId)).controlsVersion).toBe(0);
  });
});
