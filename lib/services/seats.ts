// The seats service: what is free, held and sold of each date.
import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import { events as reservations } from '../../functions/reservations/contract.ts';
import { adminRoutes } from '../../functions/seats/contract-admin.ts';
import { routes } from '../../functions/seats/contract-map.ts';
import { ALARM_PERIOD } from '../parts/alarms.ts';
import type { House, InHouse } from '../parts/house.ts';
import { ServiceFunction, type ServiceFunctionProps } from '../parts/service-function.ts';
import { ServiceTable } from '../parts/service-table.ts';
import { Timer } from '../parts/timer.ts';
import type { Auth } from './auth.ts';
import type { Catalog } from './catalog.ts';
import type { Queue } from './queue.ts';

interface Asks {
  readonly auth: Auth;
  readonly catalog: Catalog;
  readonly queue: Queue;
}

/** A change that a map does not show after so long is late. */
const LATE_MS = 60_000;

/** Items of maps, and what keeping them takes. */
const MAPS = ['MAP#*'];
const KEEPING = ['PutItem', 'UpdateItem'] as const;

/** More memory is more of a processor: a map of 50,000 seats is read and drawn by these. */
const MAP_MB = 1_024;

/** Seconds that sales are gathered before a date is counted. */
const GATHER_SECONDS = 2;

export class Seats extends Construct {
  readonly store: ServiceTable;
  private readonly counters: readonly ServiceFunction[];

  constructor(scope: Construct, id: string, { house, ...asks }: InHouse<Asks>) {
    super(scope, id);
    const { stage, bus } = house;
    this.store = new ServiceTable(this, { stage, service: 'seats', precious: true, stream: true });
    this.showing(house, asks);
    this.keepingMaps(house, asks);

    const userImpact = 'Seats of cancelled or refunded tickets stay taken; lapsed holds can be taken all the same.';
    const release = this.part(house, { handler: 'release-seats', userImpact });
    this.grantRelease(release);
    bus.deliver(reservations.ReservationFailed, release, { name: 'seats-release', userImpact });
    this.counters = [this.counting(house, asks), this.blocking(house, asks)];
  }

  private part(house: House, props: Omit<ServiceFunctionProps, 'stage' | 'alarms' | 'service'>): ServiceFunction {
    return new ServiceFunction(this, { ...house, service: 'seats', ...props });
  }

  /** The map, as a whole, as bits, and as a stream with the ticket for it. */
  private showing({ api, ...house }: House, { auth, catalog, queue }: Asks): void {
    const map = this.part(
      { api, ...house },
      {
        handler: 'get-seats',
        userImpact: 'Admitted buyers do not see which seats are free, while their lease runs.',
        memoryMb: MAP_MB,
      },
    );
    const ticket = this.part(
      { api, ...house },
      {
        handler: 'issue-stream-ticket',
        userImpact: 'Maps do not move by themselves; asking for them again still works.',
      },
    );
    const stream = this.part(
      { api, ...house },
      {
        handler: 'stream-seats',
        userImpact: 'Maps do not move by themselves; asking for them again still works.',
      },
    );
    for (const fn of [map, stream]) this.grantRead(fn);
    for (const fn of [map, stream]) catalog.grantRead(fn);
    catalog.grantReadConcerts(ticket);
    for (const fn of [ticket, stream]) queue.grantReadPlace(fn);
    auth.grantSign(ticket);
    auth.grantReadKeys(stream);
    for (const route of [routes.map, routes.bitmap]) api.route(route, map);
    api.route(routes.streamTicket, ticket);
    api.route(routes.stream, stream);
  }

  /** The maps of large dates: who writes what changed, and who looks whether they are true. */
  private keepingMaps(house: House, { catalog }: Asks): void {
    const follow = this.part(house, {
      handler: 'follow-seats',
      userImpact: 'Maps of dates above 2,000 seats stand still; holding and paying still work.',
      memoryMb: MAP_MB,
      timeoutSeconds: 30,
    });
    this.store.allow(follow, ['GetItem', 'Query', ...KEEPING], MAPS);
    follow.fn.addEventSource(
      new DynamoEventSource(this.store.table as ITable, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 1_000,
        retryAttempts: 100,
        // The emulator ends a poison batch by its age alone.
        maxRecordAge: house.stage.emulated ? Duration.minutes(1) : Duration.hours(1),
        filters: [FilterCriteria.filter({ dynamodb: { Keys: { sk: { S: [{ prefix: 'BLOCK#' }] } } } })],
      }),
    );
    const behind = 'Maps of dates above 2,000 seats show seats as they were a minute ago.';
    const age = follow.fn.metric('IteratorAge', { period: ALARM_PERIOD, statistic: Stats.MAXIMUM });
    house.alarms.raise('seats-map-behind', behind, age, LATE_MS);
    const keep = this.part(house, {
      handler: 'keep-maps',
      userImpact: 'A map of a date above 2,000 seats that went wrong stays wrong; holding and paying still work.',
      timeoutSeconds: 55,
      memoryMb: 1_024,
    });
    this.grantRead(keep);
    this.store.allow(keep, KEEPING, MAPS);
    catalog.grantRead(keep);
    house.alarms.raiseOnCount(
      'seats-map-rebuilt',
      'A map of a date above 2,000 seats showed what was not so, until it was made anew.',
      'seats',
      'mapsRebuilt',
    );
    new Timer(this, {
      stage: house.stage,
      name: 'seats-each-minute',
      description: 'Keeps the maps of large dates true',
      every: Duration.minutes(1),
      worker: keep,
      retries: 0,
      maxAge: Duration.minutes(1),
    });
  }

  private blocking(house: House, { catalog }: Asks): ServiceFunction {
    const manage = this.part(house, {
      handler: 'manage-seats',
      userImpact: 'Operators cannot take seats off sale or put them back; buyers notice nothing.',
      timeoutSeconds: 30,
    });
    this.store.allow(manage, ['GetItem', 'Query', 'UpdateItem']);
    this.store.allow(manage, ['PutItem'], ['BLOCKINGS#*']);
    catalog.grantRead(manage);
    for (const route of Object.values(adminRoutes)) house.api.route(route, manage);
    return manage;
  }

  /** Lets the counter of dates know when their last ticket was confirmed; called once reservations exist. */
  knowSales(reservations: { grantReadSales(fn: ServiceFunction): void }): void {
    for (const fn of this.counters) reservations.grantReadSales(fn);
  }

  private counting(house: House, { catalog }: Asks): ServiceFunction {
    const userImpact = 'Nobody is told that a date is sold out; what is left is shown all the same.';
    const count = this.part(house, { handler: 'count-seats', userImpact, timeoutSeconds: 30 });
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
    this.store.allow(fn, ['GetItem', 'BatchGetItem', 'Query']);
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
