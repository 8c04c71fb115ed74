// Write units per operation and per ticket, and store round trips per route: a sale in virtual time, metered.
import { log } from '../functions/shared/log.ts';
import { createTable } from '../test/support/table.ts';
import { withCloud } from './cloud.ts';
import { createMeter, type Meter, type Reading } from './meter.ts';
import { openShop, type Shop } from './shop.ts';
import { round, table } from './table.ts';

/** What one ticket consists of, in its order (design/data-model.md). */
const BEFORE = ['join', 'admit', 'claim', 'hold'] as const;
const PAYING = { wallet: ['pay'], card: ['intent', 'complete', 'look'] } as const;
const AFTER = ['confirm', 'depart'] as const;
/** Aimed at for a ticket that is paid from the wallet. */
const MOST_UNITS = 16;

/** Round trips of one request, beside the gate's; the aims of the design. */
const ROUTES = [
  ['join', 'POST /queue/token', undefined],
  ['poll', 'GET /queue/status, waiting', undefined],
  ['watch', 'GET /concerts/{concertId}/queue', undefined],
  ['claim', 'GET /queue/status, admitted: claims the place', undefined],
  ['leave', 'DELETE /queue/token', undefined],
  ['map', 'GET /concerts/{concertId}/seats', undefined],
  ['hold', 'POST …/seats/{seatNo}/reserve', 4],
  ['see', 'GET /reservations/{reservationId}', undefined],
  ['balance', 'GET /me/balance', undefined],
  ['charge', 'POST /me/balance/charge', undefined],
  ['pay', 'POST /payments', 3],
] as const;

const SAYS_TRIPS =
  "Store round trips of one request, at most (catalogue facts and keys of tokens are cached per instance; a gated route adds the gate's one)";

const CARD_ROUTES = [
  ['intent', 'POST /payments, by card', undefined],
  ['complete', 'POST /payments/{paymentId}/complete', undefined],
  ['look', 'a webhook, or the queue, once it is paid', undefined],
] as const;

type Method = keyof typeof PAYING;

const SALES = [
  { name: 'rate 1 a second (default)', ratePerSecond: 1, method: 'wallet' },
  { name: 'rate 50 a second', ratePerSecond: 50, method: 'wallet' },
  { name: 'rate 1 a second (default)', ratePerSecond: 1, method: 'card' },
  { name: 'rate 50 a second', ratePerSecond: 50, method: 'card' },
] as const;
const BUYERS = 50;

interface Sale {
  readonly name: string;
  readonly method: Method;
  readonly readings: ReadonlyMap<string, Reading>;
}

export async function units(): Promise<string> {
  log.setLogLevel('WARN');
  const sales = await withCloud(async (cloud) => {
    const own = await createTable(cloud);
    const sales: Sale[] = [];
    for (const { name, ratePerSecond, method } of SALES) {
      const meter = createMeter(own.db);
      await sell(meter, await openShop({ db: meter.db, table: own.name, ratePerSecond }), method);
      sales.push({ name, method, readings: meter.readings() });
    }
    return sales;
  });
  const by = (method: Method) => sales.filter((sale) => sale.method === method);
  const [wallet, card] = [by('wallet'), by('card')];
  return [
    ticketTable(wallet),
    otherTable(wallet),
    routeTable(SAYS_TRIPS, wallet, ROUTES),
    cardTable(card),
    routeTable('Those of paying by card', card, CARD_ROUTES),
  ].join('\n\n');
}

/** Takes every seat to a buyer, one after the other; one hold lapses, and one person leaves. */
async function sell(meter: Meter, shop: Shop, method: Method): Promise<void> {
  const { during } = meter;
  const { concertId, time } = shop;
  const people = Array.from({ length: BUYERS }, (_, i) => `person-${concertId}-${i + 1}`);
  const quitter = `quitter-${concertId}`;
  const tokens: string[] = [];
  for (const [i, person] of people.entries()) {
    // The first join also makes the sale's state.
    tokens.push((await during(i === 0 ? 'first join' : 'join', () => shop.join(person))).token);
  }
  const quit = await shop.join(quitter);
  await during('poll', () => shop.status(quitter, quit.token));
  await during('watch', () => shop.look());
  await during('leave', () => shop.leave(quitter, quit.token));
  await during('poll', () => shop.status(people.at(-1) ?? '', tokens.at(-1) ?? ''));

  for (let tick = 0; tick < BUYERS + 5; tick++) {
    time.now += 1_000;
    await during('admit', () => shop.tick());
  }
  for (const [i, person] of people.entries()) await during('claim', () => shop.status(person, tokens[i] ?? ''));

  const lapsing = await shop.reserve(quitter, 1, 1);
  time.now += 400_000;
  await during('lapse', () => shop.lapse(quitter, lapsing.reservationId));
  for (const [i, person] of people.entries()) await buy(meter, shop, { person, seatNo: i + 1, method });
}

async function buy(
  meter: Meter,
  shop: Shop,
  { person, seatNo, method }: { readonly person: string; readonly seatNo: number; readonly method: Method },
): Promise<void> {
  const { during } = meter;
  const seq = seatNo;
  await during('gate', () => shop.gate(seq));
  await during('map', () => shop.map());
  const held = await during('hold', () => shop.reserve(person, seq, seatNo));
  const { reservationId } = held;
  await (method === 'card' ? payByCard : payFromWallet)(meter, shop, { person, reservationId });
  await during('confirm', () => shop.confirm(reservationId));
  await during('see', () => shop.reservation(person, reservationId));
  await during('depart', () => shop.endPlace(person, seq));
}

interface Held {
  readonly person: string;
  readonly reservationId: string;
}

async function payFromWallet({ during }: Meter, shop: Shop, { person, reservationId }: Held): Promise<void> {
  await during('charge', () => shop.charge(person, shop.price * 2));
  await during('balance', () => shop.balance(person));
  await during('pay', () => shop.pay(person, shop.concertId, reservationId));
}

async function payByCard({ during }: Meter, shop: Shop, { person, reservationId }: Held): Promise<void> {
  const { paymentId } = await during('intent', () => shop.beginCard(person, shop.concertId, reservationId));
  await during('complete', () => shop.completeCard(person, paymentId));
  await during('look', () => shop.lookAtCard(paymentId));
}

function reading({ readings }: Sale, operation: string): Reading {
  const found = readings.get(operation);
  if (!found) throw new Error(`nothing was measured for ${operation}`);
  return found;
}

/** A sale is opened once, and admission is shared: both are spread over the tickets. */
function perTicket(sale: Sale, operation: string): number {
  const opening = operation === 'join' ? reading(sale, 'first join').writeUnits : 0;
  return (reading(sale, operation).writeUnits + opening) / BUYERS;
}

/** @returns the name, the units of each part, and their sum */
function ticketRow(sale: Sale): { readonly cells: readonly (string | number)[]; readonly sum: number } {
  const parts = partsOf(sale.method).map((operation) => perTicket(sale, operation));
  const sum = parts.reduce((all, part) => all + part, 0);
  return { cells: [sale.name, ...parts.map((part) => round(part)), round(sum)], sum };
}

function partsOf(method: Method): readonly string[] {
  return [...BEFORE, ...PAYING[method], ...AFTER];
}

function ticketTable(sales: readonly Sale[]): string {
  const rows = sales.map((sale) => {
    const { cells, sum } = ticketRow(sale);
    return [...cells, sum <= MOST_UNITS ? 'met' : 'MISSED'];
  });
  return `Write units per ticket sold from the wallet (${BUYERS} tickets each; \`admit\` has every tick, \`join\` the opening of the sale):\n\n${table(
    ['', ...partsOf('wallet'), 'sum', `aim <= ${MOST_UNITS}`],
    rows,
  )}`;
}

function cardTable(sales: readonly Sale[]): string {
  const rows = sales.map((sale) => ticketRow(sale).cells);
  return `Write units per ticket sold by card (without those of the index of payments that are not settled, which a payment enters, moves in and leaves: three more writes of it):\n\n${table(
    ['', ...partsOf('card'), 'sum'],
    rows,
  )}`;
}

function otherTable([sale]: readonly Sale[]): string {
  if (!sale) return '';
  const operations = [...sale.readings].map(([operation, { runs, writeUnits, roundTrips }]) => [
    operation,
    runs,
    round(writeUnits / runs),
    round(roundTrips / runs),
  ]);
  const head = ['operation', 'runs', 'write units', 'round trips'];
  return `Each operation on average (rate 1 a second; \`admit\` is one tick, most of which admit one person; \`gate\` is what the authorizer reads):\n\n${table(head, operations)}`;
}

type Routes = readonly (readonly [operation: string, route: string, aim: number | undefined])[];

function routeTable(says: string, [sale]: readonly Sale[], routes: Routes): string {
  if (!sale) return '';
  const rows = routes.map(([operation, route, aim]) => {
    const { mostRoundTrips } = reading(sale, operation);
    const verdict = aim === undefined ? '' : `<= ${aim}: ${mostRoundTrips <= aim ? 'met' : 'MISSED'}`;
    return [route, mostRoundTrips, verdict];
  });
  return `${says}:\n\n${table(['route', 'round trips', 'aim'], rows)}`;
}
