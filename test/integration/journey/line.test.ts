// The line over HTTP: what those who wait are told, before the open, at the front, and through a cache.
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, inject, it } from 'vitest';
import { routes as payments } from '../../../functions/payments/contract.ts';
import { routes as queue } from '../../../functions/queue/contract.ts';
import { routes as watched } from '../../../functions/queue/contract-line.ts';
import { routes as reservations } from '../../../functions/reservations/contract.ts';
import {
  type Admitted,
  api,
  charge,
  eventually,
  join,
  newAdmitted,
  newConcert,
  newPerson,
  refusalOf,
  reserve,
} from '../../support/journey.ts';

const origin = inject('cloud').apiUrl.replace(/\/$/, '');
const documentOf = (concertId: string, headers: Record<string, string> = {}) =>
  fetch(`${origin}/api/v1/concerts/${concertId}/queue`, { headers });
const tokens = ({ accessToken, queueToken }: Admitted) => ({ accessToken, queueToken });

/** What a queue token says; a client may read it, only the signature is not its own. */
function seqOf(queueToken: string): number {
  return JSON.parse(Buffer.from(queueToken.split('.')[1] ?? '', 'base64url').toString()).seq;
}

/** Asks at the told pace until it is their turn. @returns when that was, epoch ms */
async function untilActive(person: Admitted): Promise<number> {
  for (;;) {
    const { status, pollAfterSeconds = 1 } = await api.call(queue.status, tokens(person));
    if (status === 'ACTIVE') return Date.now();
    await sleep(pollAfterSeconds * 1_000);
  }
}

describe('the line as everybody may see it', () => {
  it('needs no account, may be kept for a second, and is not sent twice', async () => {
    const { concertId } = await newConcert({ ratePerSecond: 0.001, capacity: 1 });
    const first = await documentOf(concertId);
    expect(first.status).toBe(200);
    expect(first.headers.get('cache-control')).toBe('public, max-age=1, stale-while-revalidate=5');
    expect(await first.json()).toMatchObject({ concertId, phase: 'OPEN', servingUpTo: 0, waiting: 0 });

    const etag = first.headers.get('etag') ?? '';
    const again = await documentOf(concertId, { 'if-none-match': etag });
    expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
  });

  it('tells a client with its token the same place as the line itself', async () => {
    const { concertId } = await newConcert({ capacity: 1, ratePerSecond: 1 });
    const first = await newAdmitted(concertId);
    const people = await Promise.all([newPerson(), newPerson()]);
    const joined = [];
    for (const person of people) joined.push({ ...person, queueToken: (await join(person, concertId)).token });
    const line = await eventually(async () => {
      const seen = await api.call(watched.line, { params: { concertId } });
      return seen.waiting === 2 ? seen : undefined;
    });
    expect(line.servingUpTo).toBe(seqOf(first.queueToken));
    for (const person of joined) {
      const own = await api.call(queue.status, tokens(person));
      expect(own.queuePosition).toBe(seqOf(person.queueToken) - line.servingUpTo);
    }
  });

  it('is 404 for a concert that is not there', async () => {
    const { status, code } = await refusalOf(api.call(watched.line, { params: { concertId: 'con_unknown' } }));
    expect([status, code]).toEqual([404, 'CONCERT_NOT_FOUND']);
  });
});

describe('who waits', () => {
  it('is told a range, and when to ask again, in the body and as a header', async () => {
    const { concertId } = await newConcert({ capacity: 1, ratePerSecond: 0.01 });
    await newAdmitted(concertId);
    const person = await newPerson();
    const { token } = await join(person, concertId);
    const answer = await fetch(`${origin}/api/v1/queue/status`, {
      headers: { authorization: `Bearer ${person.accessToken}`, 'x-queue-token': token },
    });
    const told = (await answer.json()) as Awaited<ReturnType<typeof api.call<typeof queue.status>>>;
    const { estimatedWait = { p50: 0, p90: -1 }, pollAfterSeconds = 0 } = told;
    expect(told).toMatchObject({ status: 'WAITING', queuePosition: 1, phase: 'OPEN' });
    expect(told.estimatedWaitTime).toBe(estimatedWait.p50);
    expect(estimatedWait.p90).toBeGreaterThanOrEqual(estimatedWait.p50);
    expect(pollAfterSeconds).toBeGreaterThanOrEqual(1);
    expect(pollAfterSeconds).toBeLessThanOrEqual(30);
    expect(answer.headers.get('retry-after')).toBe(String(pollAfterSeconds));
  });

  it('is turned away for asking far too often, and told when to come back', async () => {
    const { concertId } = await newConcert({ capacity: 1, ratePerSecond: 0.01 });
    await newAdmitted(concertId);
    const person = await newPerson();
    const waiting = { ...person, queueToken: (await join(person, concertId)).token };
    const refused = await eventually(async () => {
      const answer = await api.call(queue.status, tokens(waiting)).catch((error: unknown) => error);
      return answer instanceof Error ? refusalOf(Promise.reject(answer)) : undefined;
    });
    expect([refused.status, refused.code]).toEqual([429, 'POLLING_TOO_FAST']);
    expect(refused.retryAfterSeconds).toBeGreaterThanOrEqual(1);
  });

  it('is not let in with the token of somebody else, nor with one that was altered', async () => {
    const { concertId } = await newConcert();
    const [owner, thief] = [await newAdmitted(concertId), await newPerson()];
    const stolen = { accessToken: thief.accessToken, queueToken: owner.queueToken };
    expect(await refusalOf(api.call(queue.status, stolen))).toMatchObject({ status: 403, code: 'NOT_YOU' });
    expect(await refusalOf(api.call(queue.leave, stolen))).toMatchObject({ status: 403, code: 'NOT_YOU' });
    // A whole character of the signature: the last ones hold bits that nobody reads.
    const at = owner.queueToken.length - 10;
    const other = owner.queueToken[at] === 'A' ? 'B' : 'A';
    const queueToken = owner.queueToken.slice(0, at) + other + owner.queueToken.slice(at + 1);
    const altered = { accessToken: owner.accessToken, queueToken };
    expect(await refusalOf(api.call(queue.status, altered))).toMatchObject({
      status: 401,
      code: 'QUEUE_TOKEN_INVALID',
    });
    expect(await api.call(queue.status, tokens(owner))).toMatchObject({ status: 'ACTIVE' });
  });

  it('keeps the place on another device and in twenty tabs', async () => {
    const { concertId } = await newConcert({ capacity: 1, ratePerSecond: 0.001 });
    const person = await newPerson();
    const tabs = await Promise.all(Array.from({ length: 20 }, () => join(person, concertId)));
    expect(new Set(tabs.map(({ token }) => seqOf(token))).size).toBe(1);
  });
});

describe('before the sale opens', () => {
  it('people join in their order, and are admitted from the open on', async () => {
    const opensInMs = 12_000;
    const opensAt = Date.now() + opensInMs;
    const { concertId } = await newConcert({ capacity: 2, ratePerSecond: 2 }, opensInMs);
    const early = [];
    for (let i = 0; i < 2; i++) {
      const person = await newPerson();
      const { token, ...standing } = await join(person, concertId);
      expect(standing).toMatchObject({ status: 'WAITING', phase: 'EARLY', queuePosition: i + 1 });
      early.push({ ...person, queueToken: token });
    }
    expect(await api.call(watched.line, { params: { concertId } })).toMatchObject({ phase: 'EARLY', servingUpTo: 0 });
    const admitted = await Promise.all(early.map(untilActive));
    expect(Math.min(...admitted)).toBeGreaterThanOrEqual(opensAt);
    expect(early.map(({ queueToken }) => seqOf(queueToken))).toEqual([1, 2]);
  });

  it('nobody joins earlier than the concert says', async () => {
    const { concertId } = await newConcert({ earlySeconds: 60 }, 3_600_000);
    const refused = await refusalOf(join(await newPerson(), concertId));
    expect([refused.status, refused.code]).toEqual([409, 'SALE_NOT_OPEN']);
    const { opensAt, joinFrom } = refused.problem as { opensAt: string; joinFrom: string };
    expect(Date.parse(opensAt) - Date.parse(joinFrom)).toBe(60_000);
  });
});

describe('an admission', () => {
  it('lasts for as many purchases as the concert allows', async () => {
    const { concertId } = await newConcert({ purchasesPerAdmission: 2 });
    const buyer = await newAdmitted(concertId);
    await charge(buyer, 300_000);
    const buy = async (seatNo: number) => {
      const { reservationId } = await reserve(buyer, concertId, seatNo);
      await api.call(payments.pay, { ...tokens(buyer), body: { reservationId } });
      await eventually(async () => {
        const { status } = await api.call(reservations.one, {
          accessToken: buyer.accessToken,
          params: { reservationId },
        });
        return status === 'CONFIRMED' ? true : undefined;
      });
    };
    await buy(41);
    expect(await api.call(queue.status, tokens(buyer))).toMatchObject({ status: 'ACTIVE' });
    await buy(42);
    const ended = await eventually(async () => {
      const answer = await api.call(queue.status, tokens(buyer)).catch((error: unknown) => error);
      return answer instanceof Error ? refusalOf(Promise.reject(answer)) : undefined;
    });
    expect([ended.status, ended.problem.reason]).toEqual([410, 'BOUGHT']);
  });
});
