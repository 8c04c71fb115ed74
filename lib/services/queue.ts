// The queue service: the line of each sale, the ticks that move it, and the schedule behind them.
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { routes } from '../../functions/queue/contract.ts';
import { adminRoutes } from '../../functions/queue/contract-admin.ts';
import { routes as lineRoutes } from '../../functions/queue/contract-line.ts';
import { events } from '../../functions/reservations/contract.ts';
import { events as seats } from '../../functions/seats/contract.ts';
import type { House, InHouse } from '../parts/house.ts';
import { ServiceFunction } from '../parts/service-function.ts';
import { ServiceTable, type TableAction } from '../parts/service-table.ts';
import { Timer } from '../parts/timer.ts';
import { WorkerQueue } from '../parts/worker-queue.ts';
import { lineCeilings } from '../stage.ts';
import type { Auth } from './auth.ts';
import type { Catalog } from './catalog.ts';
import type { Reservations } from './reservations.ts';

interface Part {
  readonly handler: string;
  readonly userImpact: string;
  readonly actions: readonly TableAction[];
  readonly sendsToItself?: boolean;
}

/** What counting the line, and taking the right to send its ticks, need. */
const TICKING: readonly TableAction[] = ['BatchGetItem', 'UpdateItem'];

export class Queue extends Construct {
  readonly store: ServiceTable;
  private readonly house: House;
  private readonly catalog: Catalog;
  private readonly endPlace: ServiceFunction;

  constructor(scope: Construct, id: string, { house, auth, catalog }: InHouse<{ auth: Auth; catalog: Catalog }>) {
    super(scope, id);
    this.house = house;
    this.catalog = catalog;
    const { stage, api, bus } = house;
    this.store = new ServiceTable(this, { stage, service: 'queue', precious: true });

    const join = this.part({
      handler: 'join-line',
      userImpact: 'Nobody new gets a place in line; those who have one keep it.',
      actions: [...TICKING, 'GetItem', 'PutItem'],
    });
    auth.grantSign(join);
    api.route(routes.join, join);

    const status = this.part({
      handler: 'get-status',
      userImpact: 'People do not see their position, and the admitted cannot claim their place before it goes on.',
      actions: ['BatchGetItem', 'GetItem', 'UpdateItem'],
    });
    auth.grantReadKeys(status);
    api.route(routes.status, status);

    const leave = this.part({
      handler: 'leave-line',
      userImpact: 'Who leaves keeps a place until its lease ends, so the others wait longer.',
      actions: TICKING,
    });
    auth.grantReadKeys(leave);
    api.route(routes.leave, leave);

    const look = this.part({
      handler: 'get-line',
      userImpact:
        'People who watch the line through a cache do not see it move; asking for their own place still works.',
      actions: ['BatchGetItem'],
    });
    api.route(lineRoutes.line, look);

    const operate = this.part({
      handler: 'operate-line',
      userImpact: 'Operators cannot see how a line does, nor pause or steer it; buyers notice nothing.',
      actions: [...TICKING, 'GetItem', 'PutItem', 'Query'],
    });
    operate.name('LINE_CEILINGS', lineCeilings(stage));
    for (const route of Object.values(adminRoutes)) api.route(route, operate);

    this.endPlace = this.part({
      handler: 'end-place',
      userImpact: 'Buyers who are done keep their places until the leases end, so the others wait longer.',
      actions: TICKING,
    });
    bus.deliver(events.ReservationCompleted, this.endPlace, {
      name: 'queue-end-place',
      userImpact: 'Buyers who are done keep their places until the leases end, so the others wait longer.',
    });

    const soldOut = this.part({
      handler: 'note-sold-out',
      userImpact: 'People who wait are not told that all is sold.',
      actions: ['UpdateItem'],
    });
    bus.deliver(seats.SoldOut, soldOut, {
      name: 'queue-sold-out',
      userImpact: 'People who wait are not told that all is sold.',
    });

    const ticks = this.ticks();
    for (const fn of [join, leave, operate, this.endPlace]) ticks.grantSend(fn, 'TICK_QUEUE_URL');
  }

  /** Ticks, who works on them, and the schedule that starts them again each minute. */
  private ticks(): WorkerQueue {
    const { stage } = this.house;
    const admit = this.part({
      handler: 'admit',
      userImpact: 'Nobody is admitted: the line stands still.',
      actions: TICKING,
      sendsToItself: true,
    });
    admit.name('OVERLOAD_PERCENT', String(stage.overloadPercent));
    const ticks = new WorkerQueue(this, {
      ...this.house,
      name: 'queue-ticks',
      userImpact: 'The line moves in jerks, or stands still.',
      worker: admit,
      // A tick that failed is a second old: the next one does its work, so it is not worth many tries.
      tries: 2,
    });
    const start = this.part({
      handler: 'start-ticks',
      userImpact: 'A line whose ticks were lost stands still until somebody joins or leaves.',
      actions: [...TICKING, 'Query', 'DeleteItem'],
    });
    for (const fn of [admit, start]) ticks.grantSend(fn, 'TICK_QUEUE_URL');
    const impact = 'The line moves in jerks, or stands still.';
    this.house.alarms.raiseOnCount('queue-ticks-lost', impact, 'queue', 'ticksLost');
    const slower = 'Holds and payments fail, so fewer people are let in until they do not.';
    this.house.alarms.raiseOnCount('queue-pace-halved', slower, 'queue', 'paceHalved');
    new Timer(this, {
      stage,
      name: 'queue-start-ticks',
      description: 'Starts the ticks of every open sale again',
      every: Duration.minutes(1),
      worker: start,
      // A missed minute is made up for by the next one, not by an old one.
      retries: 0,
      maxAge: Duration.minutes(1),
    });
    return ticks;
  }

  private part({ actions, ...part }: Part): ServiceFunction {
    const fn = new ServiceFunction(this, { ...this.house, service: 'queue', ...part });
    this.store.allow(fn, actions);
    this.catalog.grantReadConcerts(fn);
    return fn;
  }

  /** Lets the line know how many a person bought from one place. */
  knowPurchases(reservations: Reservations): void {
    reservations.grantRead(this.endPlace);
  }

  /** Lets a function count how its calls went: the line slows down when too many fail. */
  grantCount(fn: ServiceFunction): void {
    this.store.allow(fn, ['UpdateItem'], ['HEALTH#*']);
  }

  /** Lets a job look at many places in line. */
  grantReadPlaces(fn: ServiceFunction): void {
    this.store.allow(fn, ['BatchGetItem'], ['PLACES#*']);
  }

  /** Lets a function look at places in line, and at nothing else of the queue. */
  grantReadPlace(fn: ServiceFunction): void {
    this.store.allow(fn, ['GetItem'], ['PLACES#*']);
  }
}
