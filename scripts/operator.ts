// npm run operator -- grant|revoke <email>: operator rights, given by whoever holds AWS credentials, never over HTTP.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ACCESS_TOKEN_SECONDS, normalAddress, type Role } from '../functions/auth/domain.ts';
import { createAccountStore } from '../functions/auth/store.ts';
import { createDb, type Db } from '../functions/shared/aws.ts';
import { type Cloud, clientConfig, cloudAt } from '../localstack/cloud.ts';
import type { StackFile } from '../localstack/stack-file.ts';
import { Failure, orExit } from './progress.mjs';
import { commonRemedyOf } from './remedies.ts';
import { localDir } from './setup.mjs';

const USAGE = `Usage: npm run operator -- grant|revoke <email> [--stage <stage> | --table <name of the auth table>]
Without --stage it is the local stack of npm start.`;

const TABLE_OUTPUT = 'AuthTable';

/** What to do, and to whom. */
export interface OperatorCommand {
  readonly role: Role;
  readonly email: string;
  readonly stage: string | undefined;
  readonly table: string | undefined;
}

/** @throws Failure with the usage */
export function readCommand(args: string[]): OperatorCommand {
  const options = { stage: { type: 'string' }, table: { type: 'string' } } as const;
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [verb, email, ...more] = positionals;
    const role = verb === 'grant' ? 'operator' : verb === 'revoke' ? 'buyer' : undefined;
    if (role && email?.includes('@') && more.length === 0) {
      return { role, email, stage: values.stage, table: values.table };
    }
  } catch {
    // An unknown option is answered like an unknown word.
  }
  throw new Failure(USAGE);
}

/** Gives (`operator`) or takes (`buyer`) the rights of an account. @throws Failure when nobody has that address */
export async function setRole(given: { db: Db; table: string; email: string; role: Role }): Promise<void> {
  const { db, table, email, role } = given;
  const store = createAccountStore({ db, AUTH_TABLE: table });
  const known = await store.login(normalAddress(email));
  const outcome = known ? await store.setRole(known.account.userId, role, Date.now()) : 'NO_ACCOUNT';
  if (outcome === 'NO_ACCOUNT') {
    throw new Failure(`No account has the address ${email}: sign up with it first (POST /api/v1/auth/signup).`);
  }
}

interface Target {
  readonly config: DynamoDBClientConfig;
  readonly table: string;
}

async function findTarget({ stage, table }: OperatorCommand): Promise<Target> {
  if (table !== undefined) return { config: {}, table };
  const local = readLocalStack();
  if (local && (stage === undefined || stage === local.stage)) return local;
  if (stage === undefined) {
    throw new Failure(
      'No local stack is running: begin one with npm start, or name a deployed one with --stage <stage>.',
    );
  }
  const client = new CloudFormationClient({});
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: `onsale-${stage}` }));
  const output = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === TABLE_OUTPUT)?.OutputValue;
  if (!output) throw new Failure(`The stack onsale-${stage} has no output ${TABLE_OUTPUT}: deploy it again.`);
  return { config: {}, table: output };
}

function readLocalStack(): (Target & { stage: string }) | undefined {
  const file = join(localDir, 'stack.json');
  if (!existsSync(file)) return undefined;
  const { stage, region, endpoint, tables } = JSON.parse(readFileSync(file, 'utf8')) as StackFile;
  const cloud: Cloud = { ...cloudAt(endpoint, process.env), region };
  const table = tables[TABLE_OUTPUT];
  if (!table) throw new Failure(`${file} names no ${TABLE_OUTPUT}: end npm start and start it again.`);
  return { config: clientConfig(cloud), table, stage };
}

/** What to do about an error of AWS; undefined for one that nobody foresaw. */
export function remedyOf(error: unknown, { stage, table }: OperatorCommand): string | undefined {
  const { name = '', message = '' } = error as Partial<Error>;
  if (name === 'AccessDeniedException' || name === 'AccessDenied') {
    return `These AWS credentials may not do this; they need cloudformation:DescribeStacks, dynamodb:GetItem and dynamodb:UpdateItem. ${message}`;
  }
  if (name === 'ValidationError' && message.includes('does not exist')) {
    return `There is no stack onsale-${stage} in this account and region: deploy it with npx cdk deploy -c stage=${stage}, or set AWS_REGION.`;
  }
  if (name === 'ResourceNotFoundException') {
    return `There is no table ${table ?? 'of that stack'} in this account and region: check --table and AWS_REGION.`;
  }
  return commonRemedyOf(error);
}

async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2));
  const { email, role } = command;
  try {
    const { config, table } = await findTarget(command);
    await setRole({ db: createDb(DynamoDBDocumentClient.from(new DynamoDBClient(config))), table, email, role });
  } catch (error) {
    const remedy = remedyOf(error, command);
    throw remedy === undefined ? error : new Failure(remedy);
  }
  const minutes = ACCESS_TOKEN_SECONDS / 60;
  console.log(
    role === 'operator'
      ? `${email} is an operator now: log in again, or refresh, to get a token that says so.`
      : `${email} is no operator any more; a token that still says so ends within ${minutes} minutes.`,
  );
}

if (process.argv[1] === import.meta.filename) await orExit(main);
