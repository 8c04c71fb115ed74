// The stack that a crowd goes to: where it answers, its tables for the audit, and an operator's login.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Cloud, clientConfig, cloudAt } from '../../localstack/cloud.ts';
import type { Login, StackFile } from '../../localstack/stack-file.ts';
import { Failure } from '../progress.mjs';
import { localDir } from '../setup.mjs';

export interface Target {
  /** The origin that routes (`/api/v1/…`) are appended to. */
  readonly apiUrl: string;
  /** The stand-in for PortOne, where everybody verifies who they are, and cards are checked out. */
  readonly portoneUrl: string;
  readonly operator: Login;
  readonly db: DynamoDBDocumentClient;
  readonly logs: CloudWatchLogsClient;
  readonly lambda: LambdaClient;
  /** Physical names. */
  readonly tables: Readonly<Record<'seats' | 'reservations' | 'wallet' | 'payments', string>>;
  /** Where the admitter logs. */
  readonly admitLogGroup: string;
  /** What looks at payments that are not settled. */
  readonly reconcileFunction: string;
}

export interface StackFacts {
  readonly apiUrl: string;
  readonly portoneUrl: string;
  readonly operator: Login;
  readonly cloud: Cloud;
  /** Physical table names by output id, such as `WalletTable`. */
  readonly tables: Readonly<Record<string, string>>;
  readonly functionPrefix: string;
}

/** @throws Failure when the stack has not told the names of its tables */
export function targetOf(facts: StackFacts): Target {
  const { apiUrl, portoneUrl, operator, cloud, tables, functionPrefix } = facts;
  const table = (id: string) => {
    const name = tables[id];
    if (!name) throw new Failure(`The stack names no ${id}: end npm start and start it again.`);
    return name;
  };
  const config = clientConfig(cloud);
  return {
    apiUrl,
    portoneUrl,
    operator,
    db: DynamoDBDocumentClient.from(new DynamoDBClient(config)),
    logs: new CloudWatchLogsClient(config),
    lambda: new LambdaClient(config),
    tables: {
      seats: table('SeatsTable'),
      reservations: table('ReservationsTable'),
      wallet: table('WalletTable'),
      payments: table('PaymentsTable'),
    },
    admitLogGroup: `/aws/lambda/${functionPrefix}queue-admit`,
    reconcileFunction: `${functionPrefix}payments-reconcile-payments`,
  };
}

/** The stack of `npm start`, or of another stack file. @throws Failure with what to do when there is none */
export function readTarget(stackFile: string | undefined, env: NodeJS.ProcessEnv): Target {
  const file = stackFile ?? env.ONSALE_STACK ?? join(localDir, 'stack.json');
  if (!existsSync(file)) {
    throw new Failure(
      `There is no ${file}: start the stack with npm start in another terminal, and wait for its addresses.`,
    );
  }
  const { endpoint, region, logins, ...rest } = readStack(file);
  return targetOf({ ...rest, operator: logins.operator, cloud: { ...cloudAt(endpoint, env), region } });
}

function readStack(file: string): StackFile {
  const unreadable = new Failure(`${file} does not describe a stack: start one with npm start, which writes it.`);
  try {
    const stack = JSON.parse(readFileSync(file, 'utf8')) as Partial<StackFile> | null;
    if (!stack?.apiUrl || !stack.endpoint || !stack.tables || !stack.logins?.operator) throw unreadable;
    if (!stack.portoneUrl) {
      throw new Failure(`${file} names no portoneUrl, where people sign up: end npm start and start it again.`);
    }
    return stack as StackFile;
  } catch (error) {
    throw error instanceof Failure ? error : unreadable;
  }
}
