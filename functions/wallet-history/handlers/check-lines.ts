// ChargeCompleted, PaymentCompleted, PaymentRefunded: checks that the wallet did what the event tells.
import { events as payments } from '../../payments/contract.ts';
import { createDb } from '../../shared/aws.ts';
import { consumers, on } from '../../shared/consumer.ts';
import { readEnv } from '../../shared/env.ts';
import { events as wallets } from '../../wallet/contract.ts';
import { createWalletReads } from '../../wallet/reads.ts';
import { checkCharge, checkPayment, checkRefund } from '../use-cases-check.ts';

const reads = createWalletReads({ db: createDb(), ...readEnv({ WALLET_TABLE: 'string' }) });

export const handler = consumers(
  on(wallets.ChargeCompleted, async ({ envelope, data }) => void (await checkCharge(reads, envelope, data))),
  on(payments.PaymentCompleted, async ({ envelope, data }) => void (await checkPayment(reads, envelope, data))),
  on(payments.PaymentRefunded, async ({ envelope, data }) => void (await checkRefund(reads, envelope, data))),
);
