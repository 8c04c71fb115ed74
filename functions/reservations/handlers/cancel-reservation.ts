// DELETE and PATCH /api/v1/reservations/{reservationId}: gives up a hold or some of its seats, or cancels a ticket.
import { createConcertReads } from '../../catalog/reads.ts';
import { createCardReads } from '../../payments/reads-card.ts';
import { createSeatWrites } from '../../seats/writes.ts';
import { createDb } from '../../shared/aws.ts';
import { systemClock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { bind, httpRoutes } from '../../shared/http.ts';
import { type Labelled, transact } from '../../shared/transaction.ts';
import { createWalletReads } from '../../wallet/reads.ts';
import { routes } from '../contract.ts';
import { createReservationStore } from '../store.ts';
import { cancel } from '../use-cases-cancel.ts';
import { keepSeats } from '../use-cases-keep.ts';

const tables = readEnv({
  RESERVATIONS_TABLE: 'string',
  SEATS_TABLE: 'string',
  WALLET_TABLE: 'string',
  PAYMENTS_TABLE: 'string',
  CATALOG_TABLE: 'string',
});
const db = createDb();
const tools = {
  store: createReservationStore({ db, ...tables }),
  seats: createSeatWrites({ db, ...tables }),
  wallet: createWalletReads({ db, ...tables }),
  cards: createCardReads({ db, ...tables }),
  catalog: createConcertReads({ db, ...tables, clock: systemClock }),
  clock: systemClock,
  commit: (writes: readonly Labelled[]) => transact(db, writes),
  tables,
};

export const handler = httpRoutes(
  bind(routes.cancel, (call) => cancel(tools, { ...call, ...call.params, ...call.query, userId: call.buyer.userId })),
  bind(routes.keep, (call) => keepSeats(tools, { ...call, ...call.params, ...call.body, userId: call.buyer.userId })),
);
