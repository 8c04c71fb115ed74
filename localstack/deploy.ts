// Brings the stack into a cloud: bootstrap, deploy when something changed, and the settings an emulator leaves out.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { Failure } from '../scripts/progress.mjs';
import { bin, childEnv, root } from '../scripts/setup.mjs';
import { accountOf, type Cloud, clientConfig, cloudEnv } from './cloud.ts';
import { fingerprint } from './fingerprint.ts';
import {
  API_SECRET,
  browserSdkUrl,
  CARD_CHANNEL_KEY,
  CARD_PG_PROVIDER,
  IDENTITY_CHANNEL_KEY,
  STORE_ID,
  WEBHOOK_SECRET,
} from './portone/account.ts';
import { applySettings } from './settings.ts';

export interface DeployOptions {
  cloud: Cloud;
  stage: string;
  /** Where the functions reach the stand-in for PortOne. */
  portoneUrl: string;
  /** Where browsers reach it, unless that is the same. */
  browserPortoneUrl?: string;
  /** Folder for the synthesized template and the record of the last deployment. */
  dir: string;
  logFile: string;
  signal?: AbortSignal;
}

/** What a deployed stack tells about itself. */
export interface Deployed {
  stackName: string;
  stage: string;
  apiId: string;
  busName: string;
  /** Physical names by output id, such as `WalletTable`. */
  tables: Record<string, string>;
  outputs: Record<string, string>;
}

const SETTLED = /^(CREATE|UPDATE|IMPORT)_COMPLETE$/;
const TAIL_LINES = 15;

async function describe(cloud: Cloud, stackName: string): Promise<Stack | undefined> {
  const client = new CloudFormationClient(clientConfig(cloud));
  try {
    return (await client.send(new DescribeStacksCommand({ StackName: stackName }))).Stacks?.[0];
  } catch (error) {
    if (error instanceof Error && error.message.includes('does not exist')) return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}

async function runCdk(options: DeployOptions, args: string[], cwd = root): Promise<void> {
  for (const folder of [dirname(options.logFile), options.dir]) mkdirSync(folder, { recursive: true });
  const log = openSync(options.logFile, 'w');
  const env = childEnv({ ...cloudEnv(options.cloud), CDK_DISABLE_CLI_TELEMETRY: 'true', CI: 'true' });
  const code = await new Promise<number | null>((done, fail) => {
    const child = spawn(bin('cdk'), [...args, '--no-notices', '--no-version-reporting'], {
      cwd,
      env,
      stdio: ['ignore', log, log],
      ...(options.signal ? { signal: options.signal } : {}),
    });
    child.on('error', fail);
    child.on('exit', done);
  });
  if (code === 0) return;
  const tail = readFileSync(options.logFile, 'utf8').trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
  throw new Failure(`${tail}\n\ncdk ${args[0]} failed: the lines above and ${options.logFile} say why.`);
}

/** Runs `cdk bootstrap` when the cloud has no bootstrap stack. Answers whether it did. */
export async function bootstrap(options: DeployOptions): Promise<boolean> {
  const { cloud, dir } = options;
  if (SETTLED.test((await describe(cloud, 'CDKToolkit'))?.StackStatus ?? '')) return false;
  // Away from cdk.json the CDK does not run the whole app just to learn the account and region.
  await runCdk(options, ['bootstrap', `aws://${accountOf(cloud)}/${cloud.region}`], dir);
  return true;
}

/** What the stack is told, beside what it is made from. */
function contextOf({ stage, portoneUrl, browserPortoneUrl = portoneUrl }: DeployOptions): string[] {
  const given = {
    stage,
    emulated: 'true',
    portoneUrl,
    portoneSdkUrl: browserSdkUrl(browserPortoneUrl),
    portoneStoreId: STORE_ID,
    portoneIdentityChannel: IDENTITY_CHANNEL_KEY,
    portoneCardChannel: CARD_CHANNEL_KEY,
    portoneCardPg: CARD_PG_PROVIDER,
    portoneManualApproval: 'true',
    portoneSecret: API_SECRET,
    portoneWebhookSecret: WEBHOOK_SECRET,
    webhookAllow: '127.0.0.1,::1',
  };
  return Object.entries(given).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

const stampOf = (stack: Stack, sources: string) =>
  [stack.StackId, stack.LastUpdatedTime?.toISOString() ?? stack.CreationTime?.toISOString(), sources].join('\n');

/** Deploys and sets what is missing, unless neither the sources nor the stack changed. Answers whether it did. */
export async function deploy(options: DeployOptions): Promise<boolean> {
  const { cloud, stage, portoneUrl, browserPortoneUrl = portoneUrl, dir } = options;
  const stackName = `onsale-${stage}`;
  const stampFile = join(dir, 'deployed.txt');
  const sources = fingerprint(root, `${stage} ${cloud.endpoint} ${portoneUrl} ${browserPortoneUrl}`);
  const before = await describe(cloud, stackName);
  const settled = before && SETTLED.test(before.StackStatus ?? '');
  const unchanged = settled && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stampOf(before, sources);
  if (unchanged) return false;
  const out = join(dir, 'cdk.out');
  await runCdk(options, ['deploy', stackName, ...contextOf(options), '--require-approval', 'never', '--output', out]);
  await applySettings(cloud, stackName);
  const after = await describe(cloud, stackName);
  if (after) writeFileSync(stampFile, stampOf(after, sources));
  return true;
}

/** Reads the outputs of the deployed stack. */
export async function readDeployed(cloud: Cloud, stage: string): Promise<Deployed> {
  const stackName = `onsale-${stage}`;
  const stack = await describe(cloud, stackName);
  const pairs = (stack?.Outputs ?? []).map((o): [string, string] => [o.OutputKey ?? '', o.OutputValue ?? '']);
  const outputs = Object.fromEntries(pairs);
  const { ApiId: apiId, BusName: busName = '' } = outputs;
  if (!apiId) throw new Failure(`The stack ${stackName} has no output ApiId: run npm start -- --reset.`);
  const tables = Object.fromEntries(pairs.filter(([id]) => id.endsWith('Table')));
  return { stackName, stage, apiId, busName, tables, outputs };
}
