// The seats service: what is free, held and sold of each date.
import { Construct } from 'constructs';
import { events as reservations } from '../../functions/reservations/contract.ts';
import { routes } from '../../functions/seats/contract.ts';
import type { InHouse } from '../parts/house.ts';
import { ServiceFunction } from '../parts/service-function.ts';
import { ServiceTable } from '../parts/service-table.ts';
import type { Catalog } from './catalog.ts';

export class Seats extends Construct {
  private readonly store: ServiceTable;

  constructor(scope: Construct, id: string, { house, catalog }: InHouse<{ catalog: Catalog }>) {
    super(scope, id);
    const { stage, api, bus } = house;
    this.store = new ServiceTable(this, { stage, service: 'seats', precious: true });

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
    this.store.allow(release, ['GetItem', 'UpdateItem']);
    bus.deliver(reservations.ReservationFailed, release, { name: 'seats-release', userImpact });
  }

  /** Lets a function read maps and counts. */
  grantRead(fn: ServiceFunction): void {
    this.store.allow(fn, ['Query']);
  }

  /** Lets a function hold seats, and give its own back. */
  grantClaim(fn: ServiceFunction): void {
    this.store.allow(fn, ['GetItem', 'UpdateItem']);
  }

  /** Lets a function turn held seats into sold ones. */
  grantSell(fn: ServiceFunction): void {
    this.store.allow(fn, ['UpdateItem']);
  }
}
