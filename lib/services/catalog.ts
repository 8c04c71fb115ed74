// The catalogue service: categories, concerts, their dates and layouts.
import { Construct } from 'constructs';
import { routes } from '../../functions/catalog/contract.ts';
import { adminRoutes } from '../../functions/catalog/contract-admin.ts';
import { routes as layoutRoutes } from '../../functions/catalog/contract-layout.ts';
import type { InHouse } from '../parts/house.ts';
import { ServiceFunction, type ServiceFunctionProps } from '../parts/service-function.ts';
import { ServiceTable } from '../parts/service-table.ts';
import { chargeLimits } from '../stage.ts';

/** What the lists of dates ask of the seats service. */
interface SeatCounts {
  grantRead(fn: ServiceFunction): void;
}

export class Catalog extends Construct {
  readonly store: ServiceTable;
  private readonly counting: readonly ServiceFunction[];

  constructor(scope: Construct, id: string, { house }: InHouse) {
    super(scope, id);
    const { stage, api } = house;
    this.store = new ServiceTable(this, { stage, service: 'catalog', precious: true });
    const make = (
      handler: string,
      userImpact: string,
      more: Partial<Pick<ServiceFunctionProps, 'memoryMb' | 'timeoutSeconds' | 'environment'>> = {},
    ) => new ServiceFunction(this, { ...house, service: 'catalog', handler, userImpact, ...more });

    const available = make('list-available', 'Buyers do not see which concerts they can book.');
    this.store.allow(available, ['Query', 'BatchGetItem']);
    api.route(routes.listAvailable, available);

    const concert = make('get-concert', 'Buyers cannot open the page of a concert.');
    this.store.allow(concert, ['Query']);
    api.route(routes.getConcert, concert);

    const schedules = make('list-schedules', 'Buyers do not see the dates of a concert, nor what is left of them.');
    this.store.allow(schedules, ['Query', 'GetItem']);
    api.route(routes.listSchedules, schedules);

    const layout = make('get-layout', 'Maps cannot be drawn; seats can still be had by number.');
    this.store.allow(layout, ['GetItem'], ['LAYOUT#*']);
    api.route(layoutRoutes.getLayout, layout);

    const config = make('get-config', 'Clients do not learn what this deployment allows; buying still works.', {
      environment: {
        DIRECT_TOP_UP: stage.directTopUp ? 'on' : 'off',
        PORTONE_STORE_ID: stage.portoneStoreId,
        PORTONE_IDENTITY_CHANNEL: stage.portoneIdentityChannel,
        PORTONE_CARD_CHANNEL: stage.portoneCardChannel,
        PORTONE_SDK_URL: stage.portoneSdkUrl,
        CHARGE_KRW: chargeLimits(stage),
        TERMS_VERSION: stage.termsVersion,
        TERMS_URL: stage.termsUrl ?? 'none',
        MINIMUM_AGE: String(stage.minimumAge),
      },
    });
    api.route(routes.config, config);

    const manage = make('manage-catalog', 'Operators cannot make or change concerts; buyers notice nothing.', {
      // A file of 50,000 seats is read, checked and packed: with a whole processor within a few seconds.
      memoryMb: 1_769,
      timeoutSeconds: 25,
    });
    this.store.allow(manage, [
      'Query',
      'GetItem',
      'BatchGetItem',
      'PutItem',
      'UpdateItem',
      'DeleteItem',
      'ConditionCheckItem',
    ]);
    for (const route of Object.values(adminRoutes)) api.route(route, manage);
    this.counting = [schedules, manage];
  }

  /** Lets a function read concerts, dates and layouts. */
  grantRead(fn: ServiceFunction): void {
    this.store.allow(fn, ['GetItem', 'Query']);
  }

  /** Lets a function read concerts and dates. */
  grantReadConcerts(fn: ServiceFunction): void {
    this.store.allow(fn, ['Query']);
  }

  /** Lets the lists of dates say what is left; called once seats exist, which themselves read the catalogue. */
  showCounts(seats: SeatCounts): void {
    for (const fn of this.counting) seats.grantRead(fn);
  }
}
