// POST /api/v1/payments: pays a held reservation from the wallet.
import { createReservationReads } from '../../reservations/reads.ts';
import { createReservationWrites } from '../../reservations/writes.ts';
import { createDb } from '../../shared/aws.ts';
import { systemClock } from '../../shared/clock.ts';
import { readEnv } from '../../shared/env.ts';
import { http } from '../../shared/http.ts';
import { createWalletReads } from '../../wallet/reads.ts';
import { routes } from '../contract.ts';
import { pay } from '../use-cases.ts';

const table = { db: createDb(), ...readEnv({ RESERVATIONS_TABLE: 'string', WALLET_TABLE: 'string' }) };
const reservations = { ...createReservationReads(table), ...createReservationWrites(table) };
const tools = { ...table, clock: systemClock, reservations, wallets: createWalletReads(table) };

export const handler = http(routes.pay, ({ buyer, place, body, cause }) =>
  pay(tools, {
    userId: buyer.userId,
    concertId: place.concertId,
    reservationId: body.reservationId,
    amount: body.amount,
    cause,
  }),
);
