// Whether the time of a login says that an address has an account: wrong passwords for a known and for an unknown one.
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { routes as auth } from '../functions/auth/contract.ts';
import { routes as sessions } from '../functions/auth/contract-sessions.ts';
import { counterOf } from '../functions/auth/domain-attempts.ts';
import { attemptsKey } from '../functions/auth/keys.ts';
import { routes as catalog } from '../functions/catalog/contract.ts';
import { createClient } from '../functions/shared/client.ts';
import { apiPathUrl, type Cloud, clientConfig } from '../localstack/cloud.ts';
import { bootstrap, type Deployed, deploy, readDeployed } from '../localstack/deploy.ts';
import { verifyIdentity } from '../localstack/portone/client.ts';
import { startPortone } from '../localstack/portone/server.ts';
import { logsDir } from '../scripts/setup.mjs';
import { eventOf } from '../test/support/http-event.ts';
import { withCloud } from './cloud.ts';
import { round, table } from './table.ts';

const WARM_UP = 10;
const PAIRS = 200;
const STAGE = 'local';
const KNOWN = 'known@example.com';
const UNKNOWN = 'other@example.com';

interface Times {
  readonly known: number[];
  readonly unknown: number[];
}

export async function login(): Promise<string> {
  const portone = await startPortone(0);
  const times = await withCloud(async (cloud, dir) => {
    const logFile = join(logsDir, 'bench-deploy.log');
    const options = { cloud, stage: STAGE, portoneUrl: portone.url, dir, logFile };
    await bootstrap(options);
    await deploy(options);
    const deployed = await readDeployed(cloud, STAGE);
    await signUp(apiPathUrl(cloud, deployed.apiId), portone.url);
    return measure(cloud, deployed);
  }).finally(portone.close);
  const what = `${PAIRS} wrong passwords for an address that has an account and as many for one that has none, in turns, each as the first failure of its counters, by calls of the function. In milliseconds`;
  const rows = Object.entries(times).map(([name, ms]) => [
    name,
    ...[0.25, 0.5, 0.75, 0.95].map((share) => round(quantile(ms, share), 1)),
  ]);
  return `${what}:\n\n${table(['address', 'p25', 'p50', 'p75', 'p95'], rows)}\n\n${verdict(times)}`;
}

async function signUp(origin: string, portoneUrl: string): Promise<void> {
  const client = createClient(origin);
  const { terms } = await client.call(catalog.config, {});
  const identityVerificationId = await verifyIdentity(portoneUrl, { name: 'Known', birthDate: '1990-01-01' });
  const body = { email: KNOWN, password: 'bench-buyer-1', identityVerificationId, termsVersion: terms.version };
  await client.call(auth.signUp, { body });
}

async function measure(cloud: Cloud, { stackName, tables }: Deployed): Promise<Times> {
  const lambda = new LambdaClient(clientConfig(cloud));
  const db = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(cloud)));
  const guess = async (email: string): Promise<number> => {
    const event = eventOf(sessions.logIn, { body: { email, password: 'a wrong password' } });
    const Payload = JSON.stringify(event);
    const before = performance.now();
    const { Payload: answer } = await lambda.send(
      new InvokeCommand({ FunctionName: `${stackName}-auth-log-in`, Payload }),
    );
    const ms = performance.now() - before;
    const { statusCode } = JSON.parse(answer?.transformToString() ?? '{}') as { statusCode?: number };
    if (statusCode !== 401) throw new Error(`a wrong password was answered ${statusCode}`);
    for (const { kind, hash } of [
      counterOf('ACCOUNT', email),
      counterOf('ADDRESS', event.requestContext.http.sourceIp),
    ]) {
      await db.send(new DeleteCommand({ TableName: tables.AuthTable, Key: attemptsKey(kind, hash) }));
    }
    return ms;
  };

  const times: Times = { known: [], unknown: [] };
  for (let i = 0; i < WARM_UP + PAIRS; i++) {
    // Each goes first in every second pair, so that nothing but the address differs.
    for (const name of i % 2 === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const)) {
      const ms = await guess(name === 'known' ? KNOWN : UNKNOWN);
      if (i >= WARM_UP) times[name].push(ms);
    }
  }
  lambda.destroy();
  db.destroy();
  return times;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
}

/** Of all pairs, in how many the known one took longer; chance alone keeps within the band 95 times of 100 (Mann-Whitney). */
function verdict({ known, unknown }: Times): string {
  const longer = known.flatMap((a) => unknown.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
  const share = longer.reduce<number>((sum, one) => sum + one, 0) / longer.length;
  const band = 1.96 * Math.sqrt((known.length + unknown.length + 1) / (12 * known.length * unknown.length));
  const within = Math.abs(share - 0.5) <= band;
  return `A login of the known address took longer than one of the unknown in ${round(share * 100, 1)} % of all pairs; where nothing differs, chance gives ${round((0.5 - band) * 100, 1)} to ${round((0.5 + band) * 100, 1)} %: ${within ? 'within noise' : 'OUTSIDE noise'}.`;
}
