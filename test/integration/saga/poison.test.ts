// Messages that can never be handled, and old ones that come again, at every consumer of the deployed stack.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { routes as payments } from '../../../functions/payments/contract.ts';
import { routes as reservations } from '../../../functions/reservations/contract.ts';
import { reservationKey } from '../../../functions/reservations/keys.ts';
import { EXAMPLES } from '../../../scripts/event-examples.ts';
import { EVENT_FACTS } from '../../../scripts/event-facts.ts';
import {
  api,
  charge,
  documents,
  eventually,
  newAdmitted,
  newConcert,
  PRICES,
  reserve,
  tableOf,
} from '../../support/journey.ts';
import { type ConsumerQueue, createQueues } from '../../support/queues.ts';
import { deliveriesOf, eventsIn, type Tables } from '../../support/saga.ts';
import { scan } from '../../support/table.ts';

const queues = createQueues(inject('cloud'));

/** Seconds until a message that failed is tried again; the stack's own would be minutes for all tries. */
const TRIED_AGAIN_SECONDS = 3;

let consumers: ConsumerQueue[];
beforeAll(async () => {
  consumers = await queues.consumers();
  // The emulator may lose the first line that a function logs, and failures are counted by lines.
  for (const { functionName } of consumers) await queues.wake(functionName);
  for (const { url } of consumers) await queues.setVisibility(url, TRIED_AGAIN_SECONDS);
});
afterAll(async () => {
  for (const { url, visibilitySeconds } of consumers) await queues.setVisibility(url, visibilitySeconds);
});

/** A buyer with a paid and confirmed ticket. */
async function bought(seatNo: number) {
  const { concertId, scheduleId } = await newConcert();
  const buyer = await newAdmitted(concertId);
  await charge(buyer, PRICES.VIP);
  const { reservationId } = await reserve(buyer, concertId, seatNo);
  const { accessToken, queueToken } = buyer;
  await api.call(payments.pay, { accessToken, queueToken, body: { reservationId } });
  await becomes(reservationId, accessToken, 'CONFIRMED');
  return { concertId, scheduleId, buyer, reservationId };
}

const becomes = (reservationId: string, accessToken: string, wanted: string) =>
  eventually(async () => {
    const found = await api.call(reservations.one, { accessToken, params: { reservationId } });
    return found.status === wanted ? found : undefined;
  });

/** An event of a kind that the consumer knows, of a version that nobody knows. */
function ofAnotherVersion({ handler }: ConsumerQueue): string {
  const type = Object.keys(EVENT_FACTS).find((name) =>
    EVENT_FACTS[name]?.consumers.some((consumer) => consumer.handler === handler),
  );
  const example = EXAMPLES.find(({ envelope }) => envelope.type === type);
  return JSON.stringify({ detail: { ...example?.envelope, id: `poison/${randomUUID()}`, version: 99 } });
}

describe('a message that can never be handled', () => {
  it('is dead after the stated tries, at every consumer, while a ticket is bought beside it', {
    timeout: 180_000,
  }, async () => {
    expect(consumers.map(({ handler }) => handler).sort()).toEqual(
      [...new Set(Object.values(EVENT_FACTS).flatMap((facts) => facts.consumers.map((one) => one.handler)))].sort(),
    );
    const poison = consumers.flatMap((queue) => [
      { queue, body: `{ "broken": "${randomUUID()}"` },
      { queue, body: ofAnotherVersion(queue) },
    ]);
    const sent = await Promise.all(
      poison.map(async ({ queue, body }) => ({ queue, body, id: await queues.send(queue.url, body) })),
    );
    await bought(1);

    for (const { queue, body, id } of sent) {
      const dead = await eventually(async () => {
        const [found] = await queues.takeDead(queue.deadUrl, (one) => one === body);
        return found;
      }, 90);
      expect(dead, queue.handler).toBe(body);
      // A line of a log is found a moment after it was written, and this message is tried no more.
      const failures = await eventually(async () => {
        const found = await queues.failures(queue.functionName, id);
        return found >= queue.tries ? found : undefined;
      });
      expect(failures, `${queue.handler} ${body}`).toBe(queue.tries);
    }
  });
});

describe('the messages of a journey that has ended', () => {
  it('change nothing when an operator sends all of them again', { timeout: 120_000 }, async () => {
    const { concertId, scheduleId, buyer, reservationId } = await bought(2);
    const { accessToken } = buyer;
    await api.call(reservations.cancel, { accessToken, params: { reservationId } });
    await becomes(reservationId, accessToken, 'CANCELLED');
    // As in a saga of one stack: what tells of this concert, or of its buyer.
    const tables = {
      RESERVATIONS_TABLE: tableOf('Reservations'),
      PAYMENTS_TABLE: tableOf('Payments'),
      WALLET_TABLE: tableOf('Wallet'),
      SEATS_TABLE: tableOf('Seats'),
    } as Tables;
    const events = [
      ...(await eventsIn(documents, tables, concertId)),
      ...(await eventsIn(documents, tables, buyer.userId)).filter(({ source }) => source !== 'onsale.reservations'),
    ];
    expect(new Set(events.map(({ envelope }) => envelope.type))).toEqual(
      new Set([
        'SeatReserved',
        'ReservationCompleted',
        'ReservationFailed',
        'ChargeCompleted',
        'PaymentCompleted',
        'PaymentRefunded',
      ]),
    );
    const settled = async () => {
      for (const { url } of consumers)
        await eventually(async () => ((await queues.busy(url)) === 0 ? true : undefined));
      const items = await Promise.all(Object.values(tables).map((table) => scan(documents, table)));
      const { pk } = reservationKey(reservationId);
      return items.flat().filter((item) => {
        const key = String(item.pk);
        return key === pk || key.includes(buyer.userId) || key.includes(scheduleId);
      });
    };
    const before = await settled();
    for (const { handler, body } of events.flatMap((event) => deliveriesOf(event, 0))) {
      const url = consumers.find((queue) => queue.handler === handler)?.url ?? '';
      await queues.send(url, body);
      await queues.send(url, body);
    }
    expect(await settled()).toEqual(before);
    for (const { deadUrl, handler } of consumers) {
      expect(await queues.takeDead(deadUrl, (body) => body.includes(reservationId)), handler).toEqual([]);
    }
  });
});
