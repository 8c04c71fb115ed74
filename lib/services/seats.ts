// The seats service: what is free, held and sold of each date.
import { Construct } from 'constructs';
import { events as reservations } from '../../functions/reservations/contract.ts';
import { routes } from '../../functions/seats/contract.ts';
import type { House, InHouse } from '../parts/house.ts';
import { ServiceFunction } from '../parts/service-function.ts';
import { ServiceTable } from '../parts/service-table.ts';
import type { Catalog } from './catalog.ts';

/** Seconds that sales are gathered before a date is counted. */
const GATHER_SECONDS = 2;

export class Seats extends Construct {
  readonly store: ServiceTable;
  private readonly counter: ServiceFunction;

  constructor(scope: Construct, id: string, { house, catalog }: InHouse<{ catalog: Catalog }>) {
    super(scope, id);
    const { stage, api, bus } = house;
    this.store = new ServiceTable(this, { stage, service: 'seats', precious: true, stream: true });

    const map = new ServiceFunction(this, {
      ...house,
      service: 'seats',
      handler: 'get-seats',
      userImpact: 'Admitted buyers do not see which seats are free, while their lease runs.',
    });
    this.grantRead(map);
    catalog.grantRead(map);
    api.route(routes.map, map);

    const userImpact = 'Seats of cancelled or refunded tickets stay taken; lapsed holds can be taken all the same.';
    const release = new ServiceFunction(this, { ...house, service: 'seats', handler: 'release-seats', userImpact });
    this.grantRelease(release);
    bus.deliver(reservations.ReservationFailed, release, { name: 'seats-release', userImpact });
    this.counter = this.counting(house, catalog);
  }

  /** Lets the counter of dates know when their last ticket was confirmed; called once reservations exist. */
  knowSales(reservations: { grantReadSales(fn: ServiceFunction): void }): void {
    reservations.grantReadSales(this.counter);
  }

  private counting(house: House, catalog: Catalog): ServiceFunction {
    const userImpact = 'Nobody is told that a date is sold out; what is left is shown all the same.';
    const count = new ServiceFunction(this, {
      ...house,
      service: 'seats',
      handler: 'count-seats',
      userImpact,
      timeoutSeconds: 30,
    });
    this.store.allow(count, ['GetItem', 'Query', 'UpdateItem']);
    catalog.grantRead(count);
    house.bus.deliver(reservations.ReservationCompleted, count, {
      name: 'seats-count',
      userImpact,
      batchSize: 1_000,
      gatherSeconds: GATHER_SECONDS,
      atOnce: 2,
    });
    return count;
  }

  /** Lets a function read maps and counts. */
  grantRead(fn: ServiceFunction): void {
    this.store.allow(fn, ['Query']);
  }

  /** Lets a function hold seats, and give its own back. */
  grantClaim(fn: ServiceFunction): void {
    this.store.allow(fn, ['GetItem', 'UpdateItem']);
  }

  /** Lets a function free what a reservation has. */
  grantRelease(fn: ServiceFunction): void {
    this.store.allow(fn, ['GetItem', 'UpdateItem']);
  }

  /** Lets a function turn held seats into sold ones. */
  grantSell(fn: ServiceFunction): void {
    this.store.allow(fn, ['UpdateItem']);
  }
}
