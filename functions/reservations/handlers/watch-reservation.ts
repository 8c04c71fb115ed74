// SeatReserved: the timer that ends a hold when its time is over, and the watchdog over its confirmation.
import { createDb } from '../../shared/aws.ts';
import { consumer } from '../../shared/consumer.ts';
import { readEnv } from '../../shared/env.ts';
import { createSender } from '../../shared/sqs.ts';
import { events } from '../contract.ts';
import { createReservationStore } from '../store.ts';
import { watch } from '../use-cases-confirm.ts';

const env = readEnv({
  RESERVATIONS_TABLE: 'string',
  WATCH_QUEUE_URL: 'string',
  CONFIRM_QUEUE_URL: 'string',
  SETTLE_QUEUE_URL: 'string',
});
const tools = {
  store: createReservationStore({ db: createDb(), ...env }),
  watchAgain: createSender(env.WATCH_QUEUE_URL),
  confirmAgain: createSender(env.CONFIRM_QUEUE_URL),
  inquire: createSender(env.SETTLE_QUEUE_URL),
};

export const handler = consumer(events.SeatReserved, ({ data, now, cause, body }) =>
  watch(tools, { reservationId: data.reservationId, now, cause }, JSON.parse(body) as object),
);
