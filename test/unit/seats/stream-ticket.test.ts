// Stream tickets: whom they let in, where, and until when.
import { describe, expect, it } from 'vitest';
import { readTicket, STREAM_TICKET, toClaims } from '../../../functions/seats/domain-stream-ticket.ts';
import { streamTicket } from '../../../functions/seats/use-cases-stream.ts';
import { verifyToken } from '../../../functions/shared/jwt.ts';
import { concert, date } from '../queue/samples.ts';
import { findKey, LEASE, NOW, signer } from './stream-samples.ts';

const ticket = { userId: 'user-1', personId: 'person-1', concertId: 'con_1', seq: 7, scheduleId: 'sch_1' };
const exp = NOW / 1000 + 300;
const payload = { ...toClaims(ticket), exp };
const read = (change: Record<string, unknown> = {}, now = NOW) =>
  readTicket({ ...payload, ...change }, { concertId: 'con_1', now });

describe('a genuine ticket', () => {
  it('is good for its date until it is over', () => {
    expect(read()).toEqual({ reading: 'good', ticket, until: exp * 1000 });
    expect(read({}, exp * 1000 - 1)).toMatchObject({ reading: 'good' });
    expect(read({}, exp * 1000)).toEqual({ reading: 'over' });
  });

  it.each([
    { concertId: 'con_2' },
    { concertId: undefined },
    { sub: undefined },
    { sub: 1 },
    { personId: undefined },
    { scheduleId: undefined },
    { scheduleId: ['sch_1'] },
    { seq: '7' },
    { seq: 0 },
    { seq: 1.5 },
    { exp: undefined },
    { exp: '4000000000' },
  ])('is good for nothing when it says something else: %o', (change) => {
    expect(read(change)).toEqual({ reading: 'invalid' });
    expect(read({ ...change, ...('exp' in change ? {} : { exp: 1 }) })).toEqual({ reading: 'invalid' });
  });

  it('has to be there', () => {
    expect(readTicket(undefined, { concertId: 'con_1', now: NOW })).toEqual({ reading: 'invalid' });
  });
});

const facts = concert({ schedules: [date('sch_1', NOW - 1, NOW + 1), date('sch_2', NOW - 1, NOW + 1)] });
const asked = {
  buyer: { userId: 'user-1', personId: 'person-1' },
  place: { concertId: 'con_1', seq: 7 },
  concertId: 'con_1',
  scheduleId: 'sch_2',
  now: NOW,
};
const tools = (value: string | undefined = LEASE) => ({
  catalog: { concert: async () => facts, layout: () => Promise.reject(new Error('no layout is read')) },
  places: { place: async () => ({ value, closedThrough: 7 }) },
  signer,
});

describe('who is admitted', () => {
  it('gets a ticket for the date that ends with the lease, and where to go with it', async () => {
    const given = await streamTicket(tools(), asked);
    const { pathname, searchParams } = new URL(given.url, 'http://localhost');
    expect([pathname, searchParams.get('ticket')]).toEqual(['/api/v1/concerts/con_1/seats/stream', given.ticket]);
    expect(Date.parse(given.expiresAt)).toBe(NOW + 300_000);
    const claims = await verifyToken(given.ticket, { ...STREAM_TICKET, findKey, now: NOW });
    expect(claims && readTicket(claims, { concertId: 'con_1', now: NOW })).toEqual({
      reading: 'good',
      ticket: { ...ticket, scheduleId: 'sch_2' },
      until: NOW + 300_000,
    });
  });

  it.each([
    ['LEFT', '0'],
    ['BOUGHT', '1'],
    ['LEASE_ENDED', (NOW / 1000).toString(36).padStart(6, '0')],
  ])('gets none when that is over since the gate: %s', async (reason, value) => {
    await expect(streamTicket(tools(value), asked)).rejects.toMatchObject({
      kind: { code: 'NOT_ADMITTED' },
      fields: { reason },
    });
  });

  it.each([
    ['NOT_ADMITTED', { concertId: 'con_2' }],
    ['NOT_ADMITTED', { scheduleId: 'sch_other' }],
    ['SCHEDULE_REQUIRED', { scheduleId: undefined }],
    ['SALE_NOT_OPEN', { now: NOW + 1 }],
  ])('gets none for what was not asked well: %s with %o', async (code, change) => {
    await expect(streamTicket(tools(), { ...asked, ...change })).rejects.toMatchObject({ kind: { code } });
  });
});
