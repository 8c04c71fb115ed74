// ReservationFailed: the reservation does not count against its person's limit any more.
import { createDb } from '../../shared/aws.ts';
import { consumer } from '../../shared/consumer.ts';
import { readEnv } from '../../shared/env.ts';
import { events } from '../contract.ts';
import { createReservationStore } from '../store.ts';
import { endStanding } from '../use-cases.ts';

const store = createReservationStore({ db: createDb(), ...readEnv({ RESERVATIONS_TABLE: 'string' }) });

export const handler = consumer(events.ReservationFailed, ({ data }) => endStanding(store, data));
