// npm run operator -- grant|revoke <email>: operator rights, given by whoever holds AWS credentials, never over HTTP.
import { parseArgs } from 'node:util';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ACCESS_TOKEN_SECONDS, normalAddress, type Role } from '../functions/auth/domain.ts';
import { createAccountStore } from '../functions/auth/store.ts';
import { createDb, type Db } from '../functions/shared/aws.ts';
import { Failure, orExit } from './progress.mjs';
import { commonRemedyOf } from './remedies.ts';
import { LOCAL_STACK, localStack, outputsOf } from './stack.ts';

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
  const local = localStack(stage);
  if (local) {
    const name = local.stack.tables[TABLE_OUTPUT];
    if (!name) throw new Failure(`${LOCAL_STACK} names no ${TABLE_OUTPUT}: end npm start and start it again.`);
    return { config: local.config, table: name };
  }
  const output = (await outputsOf(String(stage)))[TABLE_OUTPUT];
  if (!output) throw new Failure(`The stack onsale-${stage} has no output ${TABLE_OUTPUT}: deploy it again.`);
  return { config: {}, table: output };
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
