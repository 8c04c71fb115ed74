// PaymentCompleted: sells the seats of a paid reservation and confirms it, or gives the money back.
import { events } from '../../payments/contract.ts';
import { createCardReads } from '../../payments/reads-card.ts';
import { createSeatWrites } from '../../seats/writes.ts';
import { createDb } from '../../shared/aws.ts';
import { consumer } from '../../shared/consumer.ts';
import { readEnv } from '../../shared/env.ts';
import { type Labelled, transact } from '../../shared/transaction.ts';
import { createWalletReads } from '../../wallet/reads.ts';
import { createReservationStore } from '../store.ts';
import { confirm } from '../use-cases-confirm.ts';

const tables = readEnv({
  RESERVATIONS_TABLE: 'string',
  SEATS_TABLE: 'string',
  WALLET_TABLE: 'string',
  PAYMENTS_TABLE: 'string',
});
const db = createDb();
const tools = {
  store: createReservationStore({ db, ...tables }),
  seats: createSeatWrites({ db, ...tables }),
  wallet: createWalletReads({ db, ...tables }),
  cards: createCardReads({ db, ...tables }),
  commit: (writes: readonly Labelled[]) => transact(db, writes),
  tables,
};

export const handler = consumer(events.PaymentCompleted, ({ data, now, cause }) =>
  confirm(tools, { reservationId: data.reservationId, now, cause }),
);
