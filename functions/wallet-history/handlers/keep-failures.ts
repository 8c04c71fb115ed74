// PaymentFailed, ChargeFailed: keeps the attempt for the history of its wallet, if it is about one.
import { events as payments } from '../../payments/contract.ts';
import { createDb } from '../../shared/aws.ts';
import { consumers, on } from '../../shared/consumer.ts';
import { readEnv } from '../../shared/env.ts';
import { events as wallets } from '../../wallet/contract.ts';
import { createHistoryStore } from '../store.ts';
import { keepFailure } from '../use-cases.ts';

const store = createHistoryStore({ db: createDb(), ...readEnv({ WALLET_HISTORY_TABLE: 'string' }) });

export const handler = consumers(
  on(payments.PaymentFailed, (event) => keepFailure(store, 'PAYMENT_FAILED', event)),
  on(wallets.ChargeFailed, (event) => keepFailure(store, 'CHARGE_FAILED', event)),
);
