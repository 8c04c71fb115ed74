// A desk where tickets are cancelled, on a mocked table: one concert in two days, whose tickets cost 30 % to give back.
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { DEFAULT_SETTINGS } from '../../../functions/catalog/contract.ts';
import type { ConcertFacts } from '../../../functions/catalog/reads.ts';
import { createCardReads } from '../../../functions/payments/reads-card.ts';
import type { Reservation } from '../../../functions/reservations/domain.ts';
import { itemOf } from '../../../functions/reservations/keys.ts';
import { createReservationStore } from '../../../functions/reservations/store.ts';
import { createSeatWrites } from '../../../functions/seats/writes.ts';
import { type Labelled, transact } from '../../../functions/shared/transaction.ts';
import { createWalletReads } from '../../../functions/wallet/reads.ts';
import { heldReservation, NOW } from './samples.ts';

export const DAY = 86_400_000;
export const client = mockClient(DynamoDBDocumentClient);
const db = client as unknown as DynamoDBDocumentClient;
const tables = {
  RESERVATIONS_TABLE: 'reservations',
  WALLET_TABLE: 'wallets',
  PAYMENTS_TABLE: 'payments',
  SEATS_TABLE: 'seats',
};
export const concert: ConcertFacts = {
  concertId: 'con_1',
  code: 'SHOW',
  name: 'Show',
  enabled: true,
  bookingStartAt: NOW,
  bookingEndAt: NOW,
  settings: { ...DEFAULT_SETTINGS, refundPolicy: [{ untilHoursBefore: 24, feePercent: 30 }] },
  schedules: [
    {
      scheduleId: 'sch_1',
      concertId: 'con_1',
      layoutId: 'lay_1',
      startAt: NOW + 2 * DAY,
      endAt: NOW + 3 * DAY,
      saleStartAt: NOW,
      saleEndAt: NOW,
      prices: {},
    },
  ],
};
export const time = { now: NOW };
export const tools = {
  store: createReservationStore({ db, ...tables }),
  seats: createSeatWrites({ db, ...tables }),
  wallet: createWalletReads({ db, ...tables }),
  cards: createCardReads({ db, ...tables }),
  catalog: { concert: async () => concert },
  clock: () => time.now,
  commit: (writes: readonly Labelled[]) => transact(db, writes),
  tables,
};
const cause = { correlationId: 'other', causationId: 'request-2' };
export const held = heldReservation();
export const sold = heldReservation({
  status: 'CONFIRMED',
  version: 3,
  paymentId: 'pay_1',
  walletVersion: 4,
  paidAt: NOW,
});
export const request = { reservationId: held.reservationId, userId: 'user-1', cause };
export const OWN = { E: '~aaaaaaaaaaaa' };

/** As it is before every test. */
export function freshDesk(): void {
  client.reset();
  time.now = NOW;
  client.on(GetCommand, { TableName: 'wallets' }).resolves({ Item: { balance: 500, version: 4 } });
  client.on(GetCommand, { TableName: 'seats' }).resolves({ Item: { version: 1, ...OWN } });
  client.on(UpdateCommand).resolves({});
  client.on(TransactWriteCommand).resolves({});
}

export const given = (...reservations: (Reservation | undefined)[]) => {
  const mock = client.on(GetCommand, { TableName: 'reservations' });
  for (const reservation of reservations) mock.resolvesOnce(reservation ? { Item: itemOf(reservation) } : {});
  const last = reservations.at(-1);
  mock.resolves(last ? { Item: itemOf(last) } : {});
};
export const updatesOf = (TableName: string) =>
  client.commandCalls(UpdateCommand, { TableName }).map(({ args }) => args[0].input);
export const transactions = () =>
  client.commandCalls(TransactWriteCommand).map(({ args }) => args[0].input.TransactItems);
export const refusedBy = (...codes: string[]) =>
  new TransactionCanceledException({
    $metadata: {},
    message: 'cancelled',
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
