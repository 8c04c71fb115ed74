// p50 and p95 of each route as a ratio to a hello-world route, both measured in turns in the same run.
import { join } from 'node:path';
import { routes as auth } from '../functions/auth/contract.ts';
import { routes as sessions } from '../functions/auth/contract-sessions.ts';
import { routes as catalog } from '../functions/catalog/contract.ts';
import { routes as payments } from '../functions/payments/contract.ts';
import { routes as queue } from '../functions/queue/contract.ts';
import { routes as reservations } from '../functions/reservations/contract.ts';
import { routes as seats } from '../functions/seats/contract-map.ts';
import type { Sent } from '../functions/shared/client.ts';
import { defineRoute, type Route, routeKey } from '../functions/shared/route.ts';
import { routes as wallet } from '../functions/wallet/contract.ts';
import { apiPathUrl, type Cloud } from '../localstack/cloud.ts';
import { bootstrap, deploy, readDeployed } from '../localstack/deploy.ts';
import { operatorGranter } from '../localstack/operator.ts';
import { verifyIdentity } from '../localstack/portone/client.ts';
import { type Portone, startPortone } from '../localstack/portone/server.ts';
import { createCaller } from '../scripts/onsale/caller.ts';
import { DEFAULT_OPTIONS } from '../scripts/onsale/options.ts';
import { makeSale, PRICES, type Sale } from '../scripts/onsale/sale.ts';
import { createStats, type Stats } from '../scripts/onsale/stats.ts';
import { logsDir } from '../scripts/setup.mjs';
import { withCloud } from './cloud.ts';
import { deployHello } from './hello.ts';
import { round, table } from './table.ts';

const WARM_UP = 3;
const BUYERS = 40;
const STAGE = 'local';

const hello = defineRoute({ method: 'GET', path: '/hello', who: 'open', summary: 'Nothing at all' });

type Call = ReturnType<typeof createCaller>['call'];

export async function routes(): Promise<string> {
  const portone = await startPortone(0);
  const stats = await withCloud(async (cloud, dir) => {
    const logFile = join(logsDir, 'bench-deploy.log');
    const options = { cloud, stage: STAGE, portoneUrl: portone.url, dir, logFile };
    await bootstrap(options);
    await deploy(options);
    const { apiId, tables } = await readDeployed(cloud, STAGE);
    return measure(cloud, { apiId, tables, hello: await deployHello(cloud), portone });
  }).finally(portone.close);
  const times = stats.routes();
  const base = times.find(({ route }) => route === routeKey(hello));
  if (!base) throw new Error('the hello-world route was not measured');
  const rows = times.map(({ route, calls, p50Ms, p95Ms }) => [
    route,
    calls,
    round(p50Ms / base.p50Ms, 1),
    round(p95Ms / base.p95Ms, 1),
  ]);
  const what = `One request at a time, ${BUYERS} buyers through every route, and a hello-world route after each request. Ratios to hello-world; here it took ${round(base.p50Ms, 1)} ms (p50) and ${round(base.p95Ms, 1)} ms (p95). Sign-up and log-in hash a password`;
  return `${what}:\n\n${table(['route', 'calls', 'p50', 'p95'], rows)}`;
}

interface Origins {
  readonly apiId: string;
  readonly tables: Record<string, string>;
  /** Of the hello-world route. */
  readonly hello: string;
  readonly portone: Portone;
}

async function measure(cloud: Cloud, { apiId, tables, hello: helloOrigin, portone }: Origins): Promise<Stats> {
  const { signal } = new AbortController();
  const origin = apiPathUrl(cloud, apiId);
  const quiet = createCaller({ origin, mostInFlight: 1, stats: createStats(), signal });
  const operator = { email: 'operator@example.com', password: 'bench-operator-1' };
  const { terms } = (await quiet.call(catalog.config, {})).answer;
  const identify = async (name: string) => ({
    identityVerificationId: await verifyIdentity(portone.url, { name, birthDate: '1990-01-01' }),
    termsVersion: terms.version,
  });
  await quiet.call(auth.signUp, { body: { ...operator, ...(await identify('Operator')) } });
  await operatorGranter(cloud, { tables })(operator.email);
  const crowd = { ...DEFAULT_OPTIONS, seats: 100, capacity: 1_000, ratePerSecond: 100, holdSeconds: 300 };
  const sale = await makeSale(quiet, operator, crowd, 'bench');

  const measured = async (stats: Stats, count: number, first: number) => {
    const product = createCaller({ origin, mostInFlight: 1, stats, signal });
    const trivial = createCaller({ origin: helloOrigin, mostInFlight: 1, stats, signal });
    const call = async <R extends Route>(route: R, sent: Sent<R>) => {
      const answered = await product.call(route, sent);
      await trivial.call(hello, {});
      return answered;
    };
    for (let i = first; i < first + count; i++) {
      const body = { email: `buyer-${i}@example.com`, password: 'bench-buyer-1', ...(await identify(`Buyer ${i}`)) };
      await call(auth.signUp, { body });
      await walk(call as Call, product.wait, sale, i);
    }
    return stats;
  };
  await measured(createStats(), WARM_UP, 1);
  return measured(createStats(), BUYERS, WARM_UP + 1);
}

/** One buyer with an account, from log-in to the ticket, by every route of the way. */
async function walk(call: Call, wait: (ms: number) => Promise<void>, sale: Sale, seatNo: number): Promise<void> {
  const { concertId, scheduleId } = sale;
  const login = { email: `buyer-${seatNo}@example.com`, password: 'bench-buyer-1' };
  const { accessToken } = (await call(sessions.logIn, { body: login })).answer;
  await call(auth.me, { accessToken });
  await call(catalog.config, {});
  await call(catalog.listAvailable, {});
  await call(catalog.getConcert, { params: { concertId } });
  await call(catalog.listSchedules, { params: { concertId } });
  await call(wallet.charge, { accessToken, body: { amount: PRICES.VIP }, idempotencyKey: `charge-${seatNo}` });
  await call(wallet.balance, { accessToken });

  const { token: queueToken } = (await call(queue.join, { accessToken, body: { concertId } })).answer;
  while ((await call(queue.status, { accessToken, queueToken })).answer.status !== 'ACTIVE') await wait(500);
  const admitted = { accessToken, queueToken };
  await call(seats.map, { ...admitted, params: { concertId }, query: { scheduleId } });
  const held = await call(reservations.reserve, {
    ...admitted,
    params: { concertId, seatNo: String(seatNo) },
    query: { scheduleId },
    idempotencyKey: `hold-${seatNo}`,
  });
  const { reservationId } = held.answer;
  await call(payments.pay, { ...admitted, body: { reservationId } });
  await call(reservations.one, { accessToken, params: { reservationId } });
  await call(reservations.list, { accessToken });
  await call(payments.list, { accessToken });
  await call(queue.leave, admitted);
}
