// The relay: what the tables' streams say, the bus hears. Nothing else publishes.
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { eventsOf as reservationEvents } from '../../reservations/outbox.ts';
import { createReservationStore } from '../../reservations/store.ts';
import { entomb } from '../../reservations/use-cases.ts';
import { clientConfig, createDb } from '../../shared/aws.ts';
import { createPublish } from '../../shared/bus.ts';
import { systemClock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { stream } from '../../shared/stream.ts';
import { eventsOf as walletEvents } from '../../wallet/outbox.ts';
import { relay, type Source } from '../use-cases.ts';

const env = readEnv({ BUS_NAME: 'string', PARKED_URL: 'string', RESERVATIONS_TABLE: 'string', WALLET_TABLE: 'string' });
const sqs = new SQSClient(clientConfig);
const publish = createPublish(env);
const store = createReservationStore({ db: createDb(), ...env });

const sources: Record<string, Source> = {
  [env.WALLET_TABLE]: { eventsOf: walletEvents },
  [env.RESERVATIONS_TABLE]: {
    eventsOf: reservationEvents,
    expired: (old) => entomb({ store, clock: systemClock }, old),
  },
};

export const handler = stream((records) =>
  relay(
    {
      sourceOf: (arn) => sources[arn.split('/')[1] ?? ''],
      publish,
      park: async (record, reason) => {
        const MessageBody = JSON.stringify({ reason, record });
        await sqs.send(new SendMessageCommand({ QueueUrl: env.PARKED_URL, MessageBody }));
      },
    },
    records,
  ),
);
