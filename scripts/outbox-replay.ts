// npm run outbox:replay -- --since <time>: tells events again that the relay lost; those that were told do no harm.
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDb } from '../functions/shared/aws.ts';
import { createPublish } from '../functions/shared/bus.ts';
import { createProgress, Failure, orExit } from './progress.mjs';
import { commonRemedyOf } from './remedies.ts';
import { replay, SOURCES, type Told, type Window } from './replay.ts';
import { type ClientConfig, LOCAL_STACK, localStack, outputsOf } from './stack.ts';

const USAGE = `Usage: npm run outbox:replay -- --since <time> [--until <time>] [--stage <stage>] [--dry-run]
A time is ISO 8601 with offset (2026-07-20T19:00:00+09:00), or so long ago: 90s, 15m, 2h, 3d.
Without --stage it is the local stack of npm start. With --dry-run nothing is published, only counted.`;

const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export interface ReplayCommand extends Window {
  readonly stage: string | undefined;
  readonly isRehearsal: boolean;
}

/** @param now epoch milliseconds @throws Failure with a sentence, or the usage */
export function readCommand(args: readonly string[], now: number): ReplayCommand {
  const { since, until, stage, 'dry-run': isRehearsal = false } = parse(args);
  if (since === undefined) throw new Failure(USAGE);
  const window = {
    since: readTime('since', since, now),
    until: until === undefined ? now : readTime('until', until, now),
  };
  if (window.since >= window.until)
    throw new Failure('--since must be earlier than --until, which is now if not given.');
  return { ...window, stage, isRehearsal };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    const flag = { type: 'boolean' } as const;
    const options = { since: text, until: text, stage: text, 'dry-run': flag, help: flag } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new Failure(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
}

function readTime(name: string, text: string, now: number): number {
  const [, amount, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (amount !== undefined) return now - Number(amount) * (UNITS_MS[unit] ?? 0);
  // Without an offset it would mean another time on another machine.
  const at = /T.*(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  // The parser takes the 30th of February for the 2nd of March.
  if (Number.isNaN(at) || !isOnCalendar(text)) {
    throw new Failure(
      `--${name} ${text} is no time: write 2026-07-20T19:00:00+09:00, or 15m, 2h or 3d for so long ago.`,
    );
  }
  return at;
}

function isOnCalendar(text: string): boolean {
  const day = text.slice(0, 'YYYY-MM-DD'.length);
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

interface Target {
  readonly config: ClientConfig;
  readonly busName: string;
  /** Physical names, by output. */
  readonly tables: Readonly<Record<string, string>>;
}

/** @param file of the local stack @throws Failure with what to do when there is no such stack */
export async function findTarget(
  stage: string | undefined,
  file = LOCAL_STACK,
  client?: Parameters<typeof outputsOf>[1],
): Promise<Target> {
  const local = localStack(stage, file);
  if (local) {
    const { tables, busName } = local.stack;
    const named = { ...tables, BusName: busName };
    return targetFrom(named, local.config, `${file} names no`, 'end npm start and start it again');
  }
  const named = await outputsOf(String(stage), client);
  return targetFrom(named, {}, `The stack onsale-${stage} has no output`, 'deploy it again');
}

function targetFrom(
  named: Readonly<Record<string, string>>,
  config: Target['config'],
  lacks: string,
  remedy: string,
): Target {
  const find = (output: string) => {
    const name = named[output];
    if (!name) throw new Failure(`${lacks} ${output}: ${remedy}.`);
    return name;
  };
  const tables = Object.fromEntries(Object.keys(SOURCES).map((output) => [output, find(output)]));
  return { config, busName: find('BusName'), tables };
}

/** What the person at the terminal reads at the end. */
export function summary(told: readonly Told[], isRehearsal: boolean): string {
  const counts = new Map<string, number>();
  for (const [type, events] of told.flatMap(({ byType }) => Object.entries(byType))) {
    counts.set(type, (counts.get(type) ?? 0) + events);
  }
  if (counts.size === 0) return 'Nothing happened in that time.';
  const width = Math.max(...[...counts.keys()].map((type) => type.length));
  const lines = [...counts].sort().map(([type, events]) => `${type.padEnd(width)}  ${events}`);
  return [isRehearsal ? 'Would be published:' : 'Published:', ...lines].join('\n');
}

/** What to do about an error of AWS; undefined for one that nobody foresaw. */
export function remedyOf(error: unknown, { stage }: Pick<ReplayCommand, 'stage'>): string | undefined {
  const { name = '', message = '' } = error as Partial<Error>;
  if (name === 'AccessDeniedException' || name === 'AccessDenied') {
    return `These AWS credentials may not do this; they need cloudformation:DescribeStacks, dynamodb:Scan and events:PutEvents. ${message}`;
  }
  if (name === 'ValidationError' && message.includes('does not exist')) {
    return `There is no stack onsale-${stage} in this account and region: deploy it with npx cdk deploy -c stage=${stage}, or set AWS_REGION.`;
  }
  return commonRemedyOf(error);
}

async function run(command: ReplayCommand): Promise<void> {
  const { config, busName, tables } = await findTarget(command.stage);
  const db = createDb(DynamoDBDocumentClient.from(new DynamoDBClient(config)));
  const bus = createPublish({ BUS_NAME: busName }, new EventBridgeClient(config));
  const publish = command.isRehearsal ? undefined : bus;
  const progress = createProgress({ total: Object.keys(tables).length });
  const told: Told[] = [];
  for (const [source, table] of Object.entries(tables)) {
    await progress.step(`${source} (${table})`, async (note) => {
      note('nothing read yet');
      const onProgress = ({ items, events }: { items: number; events: number }) =>
        note(`${items} items, ${events} events`);
      told.push(await replay({ db, publish, onProgress }, source, table, command));
    });
  }
  console.log(`\n${summary(told, command.isRehearsal)}`);
  const faults = told.flatMap((one) => one.faults);
  if (faults.length > 0) throw new Failure(`${faults.length} could not be told:\n${faults.join('\n')}`);
}

async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2), Date.now());
  try {
    await run(command);
  } catch (error) {
    const remedy = error instanceof Failure ? undefined : remedyOf(error, command);
    throw remedy === undefined ? error : new Failure(remedy);
  }
}

if (process.argv[1] === import.meta.filename) await orExit(main);
