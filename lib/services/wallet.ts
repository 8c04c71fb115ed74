// The wallet service: balances, and the lines that moved them.
import { Construct } from 'constructs';
import { routes } from '../../functions/wallet/contract.ts';
import type { InHouse } from '../parts/house.ts';
import { ServiceFunction } from '../parts/service-function.ts';
import { ServiceTable } from '../parts/service-table.ts';

export class Wallet extends Construct {
  readonly store: ServiceTable;
  /** Who tops up also begins to by card: the payments service lets it. */
  readonly charging: ServiceFunction;

  constructor(scope: Construct, id: string, { house }: InHouse) {
    super(scope, id);
    const { stage, api } = house;
    this.store = new ServiceTable(this, { stage, service: 'wallet', precious: true, stream: true });

    const balance = new ServiceFunction(this, {
      ...house,
      service: 'wallet',
      handler: 'get-balance',
      userImpact: 'Buyers cannot see their balance; paying still works.',
    });
    this.store.allow(balance, ['GetItem']);
    api.route(routes.balance, balance);

    this.charging = new ServiceFunction(this, {
      ...house,
      service: 'wallet',
      handler: 'charge-wallet',
      userImpact: 'Buyers cannot top up, so those with too little money lose their seats when the hold ends.',
      environment: { DIRECT_TOP_UP: stage.directTopUp ? 'on' : 'off' },
    });
    this.store.allow(this.charging, ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem']);
    api.route(routes.charge, this.charging);
  }

  /** Lets a function read balances and lines. */
  grantRead(fn: ServiceFunction): void {
    this.store.allow(fn, ['GetItem']);
  }

  /** Lets a function read all lines of a wallet. */
  grantReadLines(fn: ServiceFunction): void {
    this.store.allow(fn, ['Query'], ['USER#*']);
  }

  /** Lets a job read all wallets. */
  grantScan(fn: ServiceFunction): void {
    this.store.allow(fn, ['Scan', 'GetItem', 'Query']);
  }

  /** Lets a function move money in a transaction. */
  grantMove(fn: ServiceFunction): void {
    this.store.allow(fn, ['GetItem', 'PutItem', 'UpdateItem']);
  }
}
