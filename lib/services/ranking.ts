// The ranking service: which concerts are hot.
import { Construct } from 'constructs';
import { routes } from '../../functions/ranking/contract.ts';
import { events as reservations } from '../../functions/reservations/contract.ts';
import { events as seatEvents } from '../../functions/seats/contract.ts';
import type { InHouse } from '../parts/house.ts';
import { ServiceFunction } from '../parts/service-function.ts';
import { ServiceTable } from '../parts/service-table.ts';
import type { Catalog } from './catalog.ts';
import type { Seats } from './seats.ts';

/** Seconds that events are gathered, so that a rush is a few writes for each concert, and not one for each ticket. */
const GATHER_SECONDS = 10;

export class Ranking extends Construct {
  constructor(scope: Construct, id: string, { house, catalog, seats }: InHouse<{ catalog: Catalog; seats: Seats }>) {
    super(scope, id);
    const { stage, api, bus } = house;
    const store = new ServiceTable(this, { stage, service: 'ranking', precious: false });

    const userImpact = 'The list of hot concerts is old; buying is not affected.';
    const refresh = new ServiceFunction(this, {
      ...house,
      service: 'ranking',
      handler: 'refresh-ranking',
      userImpact,
      timeoutSeconds: 30,
    });
    store.allow(refresh, ['GetItem', 'PutItem']);
    seats.grantRead(refresh);
    catalog.grantRead(refresh);
    bus.deliver([reservations.SeatReserved, reservations.ReservationCompleted, seatEvents.SoldOut], refresh, {
      name: 'ranking-refresh',
      userImpact,
      batchSize: 1_000,
      gatherSeconds: GATHER_SECONDS,
      atOnce: 2,
    });

    const list = new ServiceFunction(this, {
      ...house,
      service: 'ranking',
      handler: 'list-hot-concerts',
      userImpact: 'People do not see which concerts are hot; buying is not affected.',
    });
    store.allow(list, ['Query']);
    catalog.grantReadConcerts(list);
    api.route(routes.hotConcerts, list);
  }
}
