// Webhooks over HTTP on the deployed stack: from a sale to an outside platform, and what an operator does about it.
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { adminRoutes as routes } from '../../../functions/external-data/contract.ts';
import { routes as payments } from '../../../functions/payments/contract.ts';
import { routes as reservations } from '../../../functions/reservations/contract.ts';
import type { Route } from '../../../functions/shared/route.ts';
import {
  type Admitted,
  api,
  charge,
  eventually,
  newAdmitted,
  newConcert,
  PRICES,
  refusalOf,
  reserve,
} from '../../support/journey.ts';
import { createPeople, type Person } from '../../support/people.ts';
import { answer, type Heard, hang, openPlatform, type Platform } from '../../support/platform.ts';

let operator: Person;
let platform: Platform;
let hanging: Platform;
let concertId: string;
const made: string[] = [];

beforeAll(async () => {
  [platform, hanging] = await Promise.all([openPlatform(), openPlatform()]);
  hanging.behave(hang);
  operator = await createPeople(inject('cloud')).operator();
  ({ concertId } = await newConcert());
});
afterAll(async () => {
  for (const webhookId of made) await api.call(routes.remove, sent({ params: { webhookId } }));
  await Promise.all([platform.close(), hanging.close()]);
});

/** As the operator. */
const sent = <T extends object>(more: T) => ({ accessToken: operator.accessToken, ...more });

async function create(url: string) {
  const body = { url, events: ['ReservationCompleted' as const] };
  const webhook = await api.call(routes.create, sent({ body }));
  made.push(webhook.webhookId);
  return webhook;
}

let seatNo = 10;
async function buy(buyer: Admitted): Promise<string> {
  seatNo += 1;
  await charge(buyer, PRICES.STANDARD);
  const { reservationId } = await reserve(buyer, concertId, seatNo);
  const { accessToken, queueToken } = buyer;
  await api.call(payments.pay, { accessToken, queueToken, body: { reservationId } });
  return reservationId;
}

const heardOf = (reservationId: string) => async (): Promise<Heard | undefined> =>
  platform.heard.find(({ body }) => body.includes(reservationId));

describe('a webhook', () => {
  it('tells a platform of a sale, signed, while another platform hangs and the sale waits for neither', async () => {
    const { webhookId, secret } = await create(platform.url);
    await create(hanging.url);
    // What forwards events may go on with the webhooks that it knows for 10 s.
    await new Promise((done) => setTimeout(done, 10_500));
    const buyer = await newAdmitted(concertId);
    const reservationId = await buy(buyer);
    const params = { reservationId };
    const confirmed = await eventually(async () => {
      const one = await api.call(reservations.one, { accessToken: buyer.accessToken, params });
      return one.status === 'CONFIRMED' ? one : undefined;
    });
    const heard = await eventually(heardOf(reservationId));
    const said = new Webhook(secret).verify(heard.body, heard.headers as Record<string, string>);
    expect(said).toEqual({
      type: 'ReservationCompleted',
      timestamp: expect.any(String),
      data: {
        version: 1,
        occurredAt: expect.any(String),
        reservationId,
        userId: buyer.userId,
        concertId,
        scheduleId: confirmed.scheduleId,
        seats: confirmed.seats,
        amount: PRICES.STANDARD,
        paymentId: confirmed.paymentId,
      },
    });
    const messageId = String(heard.headers['webhook-id']);
    const delivered = await eventually(async () => {
      const { deliveries } = await api.call(routes.deliveries, sent({ params: { webhookId }, query: {} }));
      return deliveries.find((one) => one.messageId === messageId && one.status === 'DELIVERED');
    });
    expect(delivered.attempts).toMatchObject([{ status: 200 }]);

    const again = { webhookId, deliveryId: delivered.deliveryId };
    expect(await api.call(routes.replay, sent({ params: again }))).toMatchObject({ deliveryId: again.deliveryId });
    await eventually(async () => {
      const same = platform.heard.filter(({ headers }) => headers['webhook-id'] === messageId);
      return same.length >= 2 ? same : undefined;
    });
    const range = { from: delivered.occurredAt, to: delivered.occurredAt };
    const replayed = await api.call(routes.replayRange, sent({ params: { webhookId }, body: range }));
    expect(replayed.replayed).toBeGreaterThanOrEqual(1);
  });

  it('is shown, listed, changed, given another secret, and removed', async () => {
    platform.behave(answer(200));
    const { webhookId, secret, ...webhook } = await create(`${platform.url}/other`);
    const params = { webhookId };
    expect(await api.call(routes.one, sent({ params }))).toEqual({ webhookId, ...webhook });
    expect(webhook).toMatchObject({ createdBy: operator.userId, changedBy: operator.userId });
    const { webhooks } = await api.call(routes.list, sent({ query: {} }));
    expect(webhooks.map((one) => one.webhookId)).toEqual(expect.arrayContaining(made));
    const disabled = await api.call(routes.change, sent({ params, body: { enabled: false } }));
    expect(disabled).toMatchObject({ status: 'DISABLED', disabledReason: 'OPERATOR' });
    const rotated = await api.call(routes.rotateSecret, sent({ params }));
    expect(rotated.secret).not.toBe(secret);
    await api.call(routes.remove, sent({ params }));
    made.splice(made.indexOf(webhookId), 1);
    expect(await refusalOf(api.call(routes.one, sent({ params })))).toMatchObject({ code: 'WEBHOOK_NOT_FOUND' });
  });

  it('is refused for a place that is not public, by its reason', async () => {
    const refused = await refusalOf(create('https://169.254.169.254/latest/meta-data/'));
    expect(refused).toMatchObject({ status: 400, code: 'WEBHOOK_URL_REFUSED', problem: { reason: 'NOT_PUBLIC' } });
  });

  it('is for operators alone', async () => {
    const buyer = await createPeople(inject('cloud')).buyer();
    const calls = Object.values(routes).map(async (route: Route) => {
      const path = route.path.replaceAll(/\{\w+\}/g, 'x');
      const headers = { authorization: `Bearer ${buyer.accessToken}` };
      return (await fetch(`${inject('cloud').apiUrl}${path}`, { method: route.method, headers })).status;
    });
    expect(await Promise.all(calls)).toEqual(calls.map(() => 403));
  });
});
