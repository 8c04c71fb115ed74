// Which logged lines are of a journey, and what they show.
import { describe, expect, it } from 'vitest';
import { errorText } from '../../../functions/operations/domain-lines.ts';
import { ITSELF, line, RSV, stepsOf, whats } from './samples.ts';

describe('a logged line', () => {
  const request = { message: 'request', route: 'POST /api/v1/payments', status: 200, requestId: 'other' };

  it.each([
    ['the reservation', { correlationId: 'other', reservationId: RSV }],
    ['the request that caused a wallet line, though the client gave it another id', { requestId: 'request-3=' }],
    ['the payment that the wallet told of', { eventId: 'wallet/u1/7' }],
    ['an event of the reservation', { eventId: `reservation/${RSV}/4/ReservationCompleted` }],
    ['the reservation in an error', { error: { name: 'Error', message: `${RSV} was paid, but is PENDING` } }],
  ])('is a step when it has %s', (_, fields) => {
    expect(whats([line(9_000, { ...request, ...fields })])).toEqual([...ITSELF, 'POST /api/v1/payments']);
  });

  it.each([
    ['another journey', { correlationId: 'journey12' }],
    ['the correlation id alone, which anybody may send', { correlationId: 'journey1' }],
    ['the reservation for its correlation id, which anybody may send', { correlationId: RSV }],
    ['another reservation', { reservationId: 'rsv_abcdefghijkm' }],
    ['the correlation id, but another reservation', { correlationId: 'journey1', reservationId: 'rsv_abcdefghijkm' }],
    ['another movement of the same wallet', { correlationId: 'journey1', eventId: 'wallet/u1/70' }],
    [
      "an event of somebody else's",
      { correlationId: 'journey1', eventId: 'reservation/rsv_abcdefghijkm/1/SeatReserved' },
    ],
    ['nothing', {}],
  ])('is none when it has %s', (_, fields) => {
    expect(whats([line(9_000, { ...request, ...fields })])).toEqual(ITSELF);
  });

  it('of a failure is found by the message that another line of the journey names', () => {
    const consumed = { message: 'event', event: 'PaymentCompleted', eventId: 'wallet/u1/7', messageId: 'm1' };
    const failed = { message: 'message failed', level: 'ERROR', error: { name: 'Error', message: 'no answer' } };
    const lines = [
      line(4_000, consumed, 'reservations-confirm-reservation'),
      line(4_001, { ...failed, messageId: 'm1' }, 'reservations-confirm-reservation'),
      line(4_002, { ...failed, messageId: 'm2' }, 'reservations-confirm-reservation'),
      line(4_003, failed, 'reservations-confirm-reservation'),
    ];
    const steps = stepsOf(lines).slice(ITSELF.length);
    expect(steps).toMatchObject([
      { what: 'PaymentCompleted', source: 'log', service: 'reservations' },
      { what: 'message failed', detail: { messageId: 'm1', level: 'ERROR', error: 'Error: no answer' } },
    ]);
    expect(steps).toHaveLength(2);
  });

  it('shows only what is meant to be shown', () => {
    const secret = { authorization: 'Bearer x', body: { password: 'p' }, stack: 's', requests: 1, _aws: {} };
    const [step] = stepsOf([line(9_000, { ...request, reservationId: RSV, ...secret })]).slice(-1);
    expect(step?.detail).toEqual({
      function: 'payments-pay-reservation',
      level: 'INFO',
      route: 'POST /api/v1/payments',
      status: 200,
      requestId: 'other',
      reservationId: RSV,
    });
  });

  it('of an attempt to tell an outside platform is none: the table has it', () => {
    const sent = { service: 'external-data', message: 'attempt', reservationId: RSV, attempts: 2, error: 'TIMED_OUT' };
    expect(whats([line(5_000, sent)])).toEqual(ITSELF);
    const kept = { service: 'external-data', message: 'event', event: 'Kept', eventId: 'wallet/u1/7' };
    expect(stepsOf([line(5_000, kept)]).at(-1)).toMatchObject({
      source: 'log',
      service: 'external-data',
      what: 'Kept',
    });
  });

  it('of the same moment comes after what was written, and appears once', () => {
    const same = line(0, { message: 'event', event: 'Seen', reservationId: RSV });
    expect(whats([same, same]).slice(0, 2)).toEqual(['SeatReserved', 'Seen']);
    expect(whats([same, same]).filter((what) => what === 'Seen')).toHaveLength(1);
  });

  it('is never without a name', () => {
    expect(whats([line(9_000, { reservationId: RSV, message: { odd: true } })]).at(-1)).toBe('log');
  });
});

describe('an error', () => {
  it('is one line of its name and message, cut when it is long', () => {
    expect(errorText({ name: 'TypeError', message: 'no', stack: 'secret' })).toBe('TypeError: no');
    expect(errorText({ message: 'x'.repeat(600) })).toHaveLength(500);
    expect([errorText('TIMED_OUT'), errorText(null), errorText({ code: 1 })]).toEqual([
      'TIMED_OUT',
      undefined,
      undefined,
    ]);
  });
});
