// What leaves for outside platforms: the public part of an event, and nothing else.
import { describe, expect, it } from 'vitest';
import { FORWARDED, forwarded } from '../../../functions/external-data/contract-bodies.ts';
import { bodyOf, forward, messageOf } from '../../../functions/external-data/use-cases-forward.ts';
import { webhook } from './samples.ts';

const ids = { reservationId: 'rsv_1', userId: 'user-1', concertId: 'con_1', scheduleId: 'sch_1' };
const seat = { seatNo: 15, section: 'A', row: '1', grade: 'STANDARD', price: 121_000 };
const envelope = (data: object) => ({
  id: 'reservation/rsv_1/3/ReservationCompleted',
  type: 'any',
  version: 1,
  occurredAt: '2025-07-13T10:00:00.000Z',
  correlationId: 'journey-1',
  causationId: 'request-1',
  data,
});
const head = { version: 1, occurredAt: '2025-07-13T10:00:00.000Z' };
const body = (name: (typeof FORWARDED)[number], data: object) => JSON.parse(bodyOf(name, envelope(data)));

describe('a platform', () => {
  it('is told of a completed reservation without who the person is and where they stood', () => {
    const data = { ...ids, seats: [seat], amount: 121_000, paymentId: 'pay_1' };
    expect(body('ReservationCompleted', { ...data, personId: 'ci-of-a-person', seq: 7 })).toEqual({
      type: 'ReservationCompleted',
      timestamp: '2025-07-13T10:00:00.000Z',
      data: { ...head, ...data },
    });
  });

  it('is told of a failed reservation without where its seats are kept', () => {
    const data = {
      ...ids,
      personId: 'ci-of-a-person',
      seats: [{ ...seat, at: 'A#1:4' }],
      expiresAt: 5,
      reason: 'EXPIRED',
    };
    expect(body('ReservationFailed', data).data).toEqual({ ...head, ...ids, seats: [seat], reason: 'EXPIRED' });
  });

  it('is told of a refund without the balance it led to', () => {
    const data = { paymentId: 'pay_1', reservationId: 'rsv_1', userId: 'user-1', amount: 108_900, reason: 'CANCELLED' };
    const inside = { ...data, walletId: 'user-1', balanceAfter: 5_000_000 };
    expect(body('PaymentRefunded', inside).data).toEqual({ ...head, ...data });
  });

  it('is told of a sold-out date', () => {
    const data = { concertId: 'con_1', scheduleId: 'sch_1', soldOutAt: 1_752_400_800_000, secondsSinceOpen: 61 };
    expect(body('SoldOut', data).data).toEqual({ ...head, ...data });
  });

  it('is told nothing that a later version of an event may have', () => {
    const data = { concertId: 'con_1', scheduleId: 'sch_1', soldOutAt: 1, secondsSinceOpen: 61, buyers: ['a', 'b'] };
    expect(body('SoldOut', data).data).not.toHaveProperty('buyers');
  });

  it('can ask for every event that has a public part, and for no other', () => {
    expect([...FORWARDED].toSorted()).toEqual(Object.keys(forwarded).toSorted());
  });
});

it('an event without what its public part needs is refused', () => {
  expect(() => body('SoldOut', { concertId: 'con_1' })).toThrow();
});

it('a message is one of its webhook, so that the queue can be fair to the others', () => {
  const message = messageOf({ webhookId: 'whk_1', place: '1752400800000#0123456789ab' }, 30);
  expect(message).toEqual({
    body: { webhookId: 'whk_1', place: '1752400800000#0123456789ab' },
    delaySeconds: 30,
    group: 'whk_1',
  });
});

describe('an event that is published again', () => {
  const DAY_MS = 86_400_000;
  const occurredAt = Date.parse(head.occurredAt);
  const data = { concertId: 'con_1', scheduleId: 'sch_1', soldOutAt: 1, secondsSinceOpen: 61 };
  /** What is sent when there is a delivery already that looks like `there`. */
  const sent = async (createdAt: number, now: number, there: object = {}) => {
    const messages: object[] = [];
    const hook = { ...webhook({ enabled: true }), events: ['SoldOut'], createdAt };
    const tools = {
      webhooks: async () => [hook],
      store: { add: async (delivery: object) => ({ ...delivery, ...there }) },
      send: async (batch: readonly { body: object }[]) => {
        messages.push(...batch.map(({ body }) => body));
      },
    } as unknown as Parameters<typeof forward>[0];
    await forward(tools, { name: 'SoldOut', envelope: envelope(data), now });
    return messages;
  };
  const made = occurredAt - DAY_MS;
  const later = occurredAt + DAY_MS;

  it('begins anew what was given up because the webhook was disabled', async () => {
    const [message] = await sent(made, later, { status: 'FAILED', reason: 'DISABLED' });
    expect(message).toMatchObject({ replayAt: later });
  });

  it.each([{ status: 'DELIVERED' }, { status: 'FAILED', reason: 'GAVE_UP' }, { status: 'PENDING', dueAt: later + 1 }])(
    'leaves alone what is %o',
    async (there) => {
      expect(await sent(made, later, there)).toEqual([]);
    },
  );

  it('is delivered to a webhook of its time', async () => {
    expect(await sent(occurredAt, occurredAt + 14 * DAY_MS - 1)).toHaveLength(1);
  });

  it('is not delivered to a webhook that was made later', async () => {
    expect(await sent(occurredAt + 1, occurredAt + 2)).toEqual([]);
  });

  it('is not delivered again when its delivery, long made, is not kept any more', async () => {
    expect(await sent(made, occurredAt + 14 * DAY_MS)).toEqual([]);
  });
});
