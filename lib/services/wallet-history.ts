// The wallet-history service: what happened to a wallet, and whether the books balance.
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { events as payments } from '../../functions/payments/contract.ts';
import { events as wallets } from '../../functions/wallet/contract.ts';
import { adminRoutes, routes } from '../../functions/wallet-history/contract.ts';
import type { House, InHouse } from '../parts/house.ts';
import { ServiceFunction } from '../parts/service-function.ts';
import { ServiceTable } from '../parts/service-table.ts';
import { Timer } from '../parts/timer.ts';
import type { Wallet } from './wallet.ts';

/** A day, and what a retry may take. */
const SILENT_HOURS = 26;

/** A whole processor: every line is read. */
const BOOKS_MEMORY_MB = 1_769;

export class WalletHistory extends Construct {
  private readonly store: ServiceTable;

  constructor(scope: Construct, id: string, { house, wallet }: InHouse<{ wallet: Wallet }>) {
    super(scope, id);
    this.store = new ServiceTable(this, { stage: house.stage, service: 'wallet-history', precious: true });
    this.telling(house, wallet);
    this.checking(house, wallet);
    this.balancing(house, wallet);
  }

  private telling(house: House, wallet: Wallet): void {
    const history = new ServiceFunction(this, {
      ...house,
      service: 'wallet-history',
      handler: 'get-history',
      userImpact: 'Buyers cannot see what their money was spent on; paying still works.',
    });
    wallet.grantReadLines(history);
    this.store.allow(history, ['Query'], ['USER#*']);
    house.api.route(routes.history, history);

    const userImpact = 'Buyers do not see payments that failed in their history.';
    const failures = new ServiceFunction(this, {
      ...house,
      service: 'wallet-history',
      handler: 'keep-failures',
      userImpact,
    });
    this.store.allow(failures, ['PutItem'], ['USER#*']);
    const kinds = [payments.PaymentFailed, wallets.ChargeFailed];
    house.bus.deliver(kinds, failures, { name: 'wallet-history-failures', userImpact });
  }

  private checking(house: House, wallet: Wallet): void {
    const userImpact = 'Events of money go unchecked against the wallets; nobody is affected yet.';
    const check = new ServiceFunction(this, {
      ...house,
      service: 'wallet-history',
      handler: 'check-lines',
      userImpact,
    });
    wallet.grantRead(check);
    const kinds = [wallets.ChargeCompleted, payments.PaymentCompleted, payments.PaymentRefunded];
    house.bus.deliver(kinds, check, { name: 'wallet-history-check', userImpact });
    house.alarms.raiseOnCount(
      'wallet-history-line-faults',
      'An event says that money moved otherwise than a wallet does: somebody may have the wrong balance.',
      'wallet-history',
      'walletLineFaults',
    );
  }

  private balancing(house: House, wallet: Wallet): void {
    const { stage, alarms, api } = house;
    const books = new ServiceFunction(this, {
      ...house,
      service: 'wallet-history',
      handler: 'balance-books',
      userImpact: 'Nobody knows today whether all wallets add up; nobody is affected yet.',
      timeoutSeconds: 900,
      memoryMb: BOOKS_MEMORY_MB,
    });
    wallet.grantScan(books);
    this.store.allow(books, ['PutItem'], ['TRIAL_BALANCE']);
    new Timer(this, {
      stage,
      name: 'wallet-history-each-day',
      description: 'Sees whether all wallets add up',
      every: Duration.days(1),
      worker: books,
      retries: 2,
      maxAge: Duration.hours(2),
    });
    alarms.raiseOnCount(
      'wallet-history-books-off',
      'Money is missing or too much in the wallets: somebody has the wrong balance.',
      'wallet-history',
      'trialBalanceFaults',
    );
    alarms.raiseOnSilence(
      'wallet-history-books-missing',
      'The books were not balanced for more than a day: nobody would notice if money were missing.',
      'wallet-history',
      'trialBalances',
      SILENT_HOURS,
    );

    const list = new ServiceFunction(this, {
      ...house,
      service: 'wallet-history',
      handler: 'list-trial-balances',
      userImpact: 'Operators cannot see whether the books balanced; buyers notice nothing.',
    });
    this.store.allow(list, ['Query'], ['TRIAL_BALANCE']);
    api.route(adminRoutes.trialBalances, list);
  }
}
