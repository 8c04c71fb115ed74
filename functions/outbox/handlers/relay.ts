// The relay: what the tables' streams say, the bus hears. Others only publish again what is in the tables.
import { eventsOf as externalDataEvents } from '../../external-data/outbox.ts';
import { eventsOf as paymentEvents } from '../../payments/outbox.ts';
import { eventsOf as reservationEvents } from '../../reservations/outbox.ts';
import { createReservationStore } from '../../reservations/store.ts';
import { entomb } from '../../reservations/use-cases.ts';
import { eventsOf as seatEvents } from '../../seats/outbox.ts';
import { createDb } from '../../shared/aws.ts';
import { createPublish } from '../../shared/bus.ts';
import { systemClock as clock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { createSender } from '../../shared/sqs.ts';
import { stream } from '../../shared/stream.ts';
import { eventsOf as walletEvents } from '../../wallet/outbox.ts';
import { relay, type Source } from '../use-cases.ts';

const MONEY = { WALLET_TABLE: 'string', PAYMENTS_TABLE: 'string' } as const;
const SALES = { RESERVATIONS_TABLE: 'string', SEATS_TABLE: 'string' } as const;
const env = readEnv({ ...MONEY, ...SALES, EXTERNAL_DATA_TABLE: 'string', BUS_NAME: 'string', PARKED_URL: 'string' });
const publish = createPublish(env);
const park = createSender(env.PARKED_URL);
const store = createReservationStore({ db: createDb(), ...env });

const sources: Record<string, Source> = {
  [env.RESERVATIONS_TABLE]: {
    service: 'reservations',
    eventsOf: reservationEvents,
    expired: (old) => entomb({ store, clock }, old),
  },
  [env.WALLET_TABLE]: { service: 'wallet', eventsOf: walletEvents },
  [env.SEATS_TABLE]: { service: 'seats', eventsOf: seatEvents },
  [env.EXTERNAL_DATA_TABLE]: { service: 'external-data', eventsOf: externalDataEvents },
  [env.PAYMENTS_TABLE]: { service: 'payments', eventsOf: paymentEvents },
};
const sourceOf = (arn: string) => sources[arn.split('/')[1] ?? ''];

export const handler = stream((records) => relay({ sourceOf, publish, park, clock }, records));
