// npm run payments -- reconcile|report|tasks: card payments looked at again, compared with the gateway's books, and refunds
// that wait for an operator.
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { TaskView } from '../functions/payments/contract-card.ts';
import type { Report, Side } from '../functions/payments/domain-report.ts';
import { createPaymentStore } from '../functions/payments/store.ts';
import type { Reconciled } from '../functions/payments/use-cases-reconcile.ts';
import { listTasks } from '../functions/payments/use-cases-tasks.ts';
import { createDb } from '../functions/shared/aws.ts';
import { invoke } from './invoke.ts';
import { Failure, orExit } from './progress.mjs';
import { commonRemedyOf } from './remedies.ts';
import { type ClientConfig, LOCAL_STACK, localStack, outputsOf } from './stack.ts';

const USAGE = `Usage: npm run payments -- reconcile|report|tasks [--date <yyyy-MM-dd>] [--stage <stage>]
  reconcile  has every card payment that is not settled looked at now; the timer does so every five minutes
  report     compares a day in Seoul with the gateway's books, yesterday unless --date says; exits with 1 if they differ
  tasks      lists refunds that the gateway refused and an operator has to bring on
Without --stage it is the local stack of npm start.`;

const VERBS = ['reconcile', 'report', 'tasks'] as const;

export interface PaymentsCommand {
  readonly verb: (typeof VERBS)[number];
  readonly date: string | undefined;
  readonly stage: string | undefined;
}

/** @throws Failure with a sentence, or the usage */
export function readCommand(args: string[]): PaymentsCommand {
  const { values, positionals } = parse(args);
  const [asked, ...more] = positionals;
  const verb = VERBS.find((one) => one === asked);
  const { date, stage } = values;
  if (verb === undefined || more.length > 0 || (date !== undefined && verb !== 'report')) throw new Failure(USAGE);
  if (date !== undefined && !isDay(date)) throw new Failure(`--date ${date} is no day: write one such as 2026-07-20.`);
  return { verb, date, stage };
}

function parse(args: string[]) {
  try {
    const text = { type: 'string' } as const;
    return parseArgs({ args, options: { date: text, stage: text }, allowPositionals: true });
  } catch {
    throw new Failure(USAGE);
  }
}

/** The parser takes the 30th of February for the 2nd of March. */
function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

interface Target {
  readonly config: ClientConfig;
  /** Functions are called `<functionPrefix>payments-<handler>`. */
  readonly functionPrefix: string;
  /** Physical name. @throws Failure when the stack names none */
  readonly table: () => Promise<string>;
}

const TABLE = 'PaymentsTable';

/** @param file of the local stack @throws Failure with what to do when there is no such stack */
export function findTarget(
  { stage }: Pick<PaymentsCommand, 'stage'>,
  file = LOCAL_STACK,
  client?: Parameters<typeof outputsOf>[1],
): Target {
  const local = localStack(stage, file);
  const named = (names: Readonly<Record<string, string>>, lacks: string) => {
    const name = names[TABLE];
    if (!name) throw new Failure(lacks);
    return name;
  };
  if (local) {
    const { functionPrefix, tables } = local.stack;
    const lacks = `${file} names no ${TABLE}: end npm start and start it again.`;
    return { config: local.config, functionPrefix, table: async () => named(tables, lacks) };
  }
  const lacks = `The stack onsale-${stage} has no output ${TABLE}: deploy it again.`;
  const table = async () => named(await outputsOf(String(stage), client), lacks);
  return { config: {}, functionPrefix: `onsale-${stage}-`, table };
}

/** What the person at the terminal reads, and whether all is as it should be. */
export interface Told {
  readonly lines: readonly string[];
  readonly isGood: boolean;
}

export function reconciledTold({ looked, sent }: Reconciled): Told {
  if (looked === 0) return { lines: ['Every card payment is settled.'], isGood: true };
  const rows = [
    ['not settled', String(looked)],
    ['looked at now', String(sent)],
    ['may still be completed', String(looked - sent)],
  ];
  return { lines: tableOf(rows), isGood: true };
}

export function reportTold({ date, payments, ours, theirs, differences, different }: Report): Told {
  const sums = [
    [date, 'ours', 'the gateway', 'difference'],
    ...(['captured', 'returned'] as const).map((of) => {
      return [of, won(ours[of]), won(theirs[of]), won(theirs[of] - ours[of])];
    }),
  ];
  const compared = `${payments} payment${payments === 1 ? '' : 's'} compared`;
  if (differences === 0) return { lines: [...tableOf(sums), '', `${compared}: no difference.`], isGood: true };
  const rows = different.map(({ paymentId, ...sides }) => [paymentId, sideOf(sides.ours), sideOf(sides.theirs)]);
  const left = differences - different.length;
  return {
    lines: [
      ...tableOf(sums),
      '',
      `${compared}: ${differences} differ${differences === 1 ? 's' : ''}.`,
      ...tableOf([['payment', 'ours', 'the gateway'], ...rows]),
      ...(left > 0 ? [`and ${left} more`] : []),
    ],
    isGood: false,
  };
}

function sideOf({ status, captured, returned }: Side): string {
  return `${status}, ${won(captured)} taken, ${won(returned)} given back`;
}

export function tasksTold(tasks: readonly TaskView[]): Told {
  if (tasks.length === 0) return { lines: ['No refund waits for an operator.'], isGood: true };
  const rows = tasks.map(({ paymentId, since, amount, refundAmount = amount, code, message = '', ...task }) => [
    paymentId,
    since,
    `${won(refundAmount)} of ${won(amount)}`,
    task.reservationId ?? task.purpose,
    `${code} ${message}`.trim(),
  ]);
  return { lines: tableOf([['payment', 'since', 'to go back', 'for', 'why'], ...rows]), isGood: true };
}

function won(amount: number): string {
  return `${amount.toLocaleString('en')} won`;
}

function tableOf(rows: readonly (readonly string[])[]): string[] {
  const columns = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(columns[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** What to do about an error of AWS; undefined for one that nobody foresaw. */
export function remedyOf(error: unknown, { stage }: Pick<PaymentsCommand, 'stage'>): string | undefined {
  const { name = '', message = '' } = error as Partial<Error>;
  if (name === 'AccessDeniedException' || name === 'AccessDenied') {
    return `These AWS credentials may not do this; they need lambda:InvokeFunction, and for tasks cloudformation:DescribeStacks and dynamodb:Query. ${message}`;
  }
  const isMissing =
    name === 'ResourceNotFoundException' || (name === 'ValidationError' && message.includes('does not exist'));
  if (!isMissing) return commonRemedyOf(error);
  return stage === undefined
    ? 'The local stack takes no cards: end npm start and start it again.'
    : `There is no stack onsale-${stage} with card payments in this account and region: deploy it with npx cdk deploy -c stage=${stage}, or set AWS_REGION.`;
}

/** A report of a busy day takes minutes. */
const ANSWERS_WITHIN_MS = 900_000;

async function run({ verb, date, stage }: PaymentsCommand): Promise<Told> {
  const { config, functionPrefix, table } = findTarget({ stage });
  const lambda = new LambdaClient({ ...config, maxAttempts: 1, requestHandler: { requestTimeout: ANSWERS_WITHIN_MS } });
  const ask = (handler: string, event: object) => invoke(lambda, `${functionPrefix}payments-${handler}`, event);
  switch (verb) {
    case 'reconcile':
      return reconciledTold((await ask('reconcile-payments', {})) as Reconciled);
    case 'report':
      return reportTold((await ask('report-payments', date === undefined ? {} : { date })) as Report);
    case 'tasks': {
      const db = createDb(DynamoDBDocumentClient.from(new DynamoDBClient(config)));
      const { tasks } = await listTasks(createPaymentStore({ db, PAYMENTS_TABLE: await table() }));
      return tasksTold(tasks);
    }
    default:
      return verb satisfies never;
  }
}

async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2));
  try {
    const { lines, isGood } = await run(command);
    console.log(lines.join('\n'));
    process.exitCode = isGood ? 0 : 1;
  } catch (error) {
    const remedy = error instanceof Failure ? undefined : remedyOf(error, command);
    throw remedy === undefined ? error : new Failure(remedy);
  }
}

if (process.argv[1] === import.meta.filename) await orExit(main);
