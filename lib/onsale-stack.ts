// The stack: its table of contents, in the order a ticket goes.
import { type App, NestedStack, Stack, Tags } from 'aws-cdk-lib';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { Alarms } from './parts/alarms.ts';
import { Api } from './parts/api.ts';
import { bundleHandlers } from './parts/bundles.ts';
import { Bus } from './parts/bus.ts';
import { Edge } from './parts/edge.ts';
import { PortOne } from './parts/portone.ts';
import { Auth } from './services/auth.ts';
import { Catalog } from './services/catalog.ts';
import { ExternalData } from './services/external-data.ts';
import { Gate } from './services/gate.ts';
import { Operations } from './services/operations.ts';
import { Outbox } from './services/outbox.ts';
import { Payments } from './services/payments.ts';
import { Queue } from './services/queue.ts';
import { Ranking } from './services/ranking.ts';
import { Reservations } from './services/reservations.ts';
import { Seats } from './services/seats.ts';
import { Settlement } from './services/settlement.ts';
import { Shop } from './services/shop.ts';
import { Wallet } from './services/wallet.ts';
import { WalletHistory } from './services/wallet-history.ts';
import type { Stage } from './stage.ts';

export interface OnsaleStackProps {
  readonly stage: Stage;
  /** The folder of the built shop; without one (the emulator knows no CDN) there is the API alone. */
  readonly shop: string | undefined;
}

export class OnsaleStack extends Stack {
  constructor(app: App, id: string, { stage, shop }: OnsaleStackProps) {
    super(app, id, {
      description: 'onsale: a fair line, held seats, one ticket per seat',
      terminationProtection: stage.protectsData,
    });
    bundleHandlers();
    const alarms = new Alarms(this, 'Alarms', { stage });
    const bus = new Bus(this, 'Bus', { stage, alarms });
    const gate = new Gate(this, 'Gate', { stage, alarms });
    const api = new Api(this, 'Api', { stage, alarms, ...gate });
    const house = { stage, alarms, bus, api };

    const portone = new PortOne(this, 'PortOne', { stage });
    const edge = new Edge(this, 'Edge', { stage, stands: shop !== undefined });
    const auth = new Auth(this, 'Auth', { house, portone, edge });
    const catalog = new Catalog(this, 'Catalog', { house });
    const queue = new Queue(this, 'Queue', { house, auth, catalog });
    const seats = new Seats(this, 'Seats', { house, auth, catalog, queue });
    catalog.showCounts(seats);
    const wallet = new Wallet(this, 'Wallet', { house });
    const reservations = new Reservations(this, 'Reservations', { house, catalog, queue, seats, wallet });
    seats.knowSales(reservations);
    queue.knowPurchases(reservations);
    const payments = new Payments(this, 'Payments', { house, portone, catalog, queue, reservations, wallet });

    const after = afterSale(this, stage);
    const shops = { portone, catalog, seats, reservations, wallet, payments };
    const { settling } = new Settlement(after, 'Settlement', { house, ...shops });
    payments.settleBy(settling);
    reservations.knowPayments(payments, settling);
    new WalletHistory(after, 'WalletHistory', { house, wallet });
    new Ranking(after, 'Ranking', { house, catalog, seats });
    const externalData = new ExternalData(after, 'ExternalData', { house });
    new Outbox(this, 'Outbox', { house, reservations, wallet, seats, payments, externalData });
    new Operations(after, 'Operations', { house, auth, reservations, wallet, payments, externalData });
    gate.trust({ auth, queue });
    if (shop !== undefined) new Shop(pages(this, api), 'Shop', { stage, api, edge, folder: shop });
    if (stage.emulated) withoutPermissions(this);
    Tags.of(this).add('app', 'onsale');
  }
}

/** The emulator asks nobody for leave to call a function: there these need not be of the stack's 500 resources. */
function withoutPermissions(stack: OnsaleStack): void {
  for (const part of stack.node.findAll()) {
    if (part instanceof CfnPermission) part.node.scope?.node.tryRemoveChild(part.node.id);
  }
}

/**
 * Where the services are that follow a sale: a nested stack, because a stack may have 500 resources
 * (docs/adr/015-five-hundred-resources.md). The emulator has none; its stack has no alarms and no functions' log groups.
 */
function afterSale(stack: OnsaleStack, stage: Stage): Construct {
  return stage.emulated ? new Construct(stack, 'AfterSale') : new NestedStack(stack, 'AfterSale');
}

/** Where the shop is: a nested stack that comes after the API, as pages may ask for what only its new version knows. */
function pages(stack: OnsaleStack, api: Api): NestedStack {
  const nested = new NestedStack(stack, 'Pages');
  nested.node.addDependency(api);
  return nested;
}
