// npm run keys -- list|rotate: the keys that sign tokens, for whoever may invoke the function that rotates them.
import { parseArgs } from 'node:util';
import { InvokeCommand, LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';
import { FOREVER } from '../functions/auth/domain-keys.ts';
import type { KeyReport, KeyState, Rotation } from '../functions/auth/use-cases-keys.ts';
import { Failure, orExit } from './progress.mjs';
import { commonRemedyOf } from './remedies.ts';
import { LOCAL_STACK, localStack } from './stack.ts';

const USAGE = `Usage: npm run keys -- list|rotate [--stage <stage>]
Without --stage it is the local stack of npm start.`;

const FUNCTION = 'auth-rotate-keys';

export interface KeysCommand {
  readonly verb: 'list' | 'rotate';
  readonly stage: string | undefined;
}

/** @throws Failure with the usage */
export function readCommand(args: string[]): KeysCommand {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { stage: { type: 'string' } },
      allowPositionals: true,
    });
    const [verb, ...more] = positionals;
    if ((verb === 'list' || verb === 'rotate') && more.length === 0) return { verb, stage: values.stage };
  } catch {
    // An unknown option is answered like an unknown word.
  }
  throw new Failure(USAGE);
}

interface Target {
  readonly config: LambdaClientConfig;
  readonly functionName: string;
}

/** @param file of the local stack */
export function findTarget({ stage }: KeysCommand, file = LOCAL_STACK): Target {
  const local = localStack(stage, file);
  if (local) return { config: local.config, functionName: `${local.stack.functionPrefix}${FUNCTION}` };
  return { config: {}, functionName: `onsale-${stage}-${FUNCTION}` };
}

/** Has the function list or rotate the keys. @throws Failure when the function failed */
export async function invoke(
  client: Pick<LambdaClient, 'send'>,
  functionName: string,
  verb: KeysCommand['verb'],
): Promise<KeyReport | Rotation> {
  const event = verb === 'list' ? { list: true } : { force: true };
  const answer = await client.send(new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) }));
  const text = new TextDecoder().decode(answer.Payload);
  if (answer.FunctionError !== undefined) {
    const { errorMessage = text } = JSON.parse(text) as { errorMessage?: string };
    throw new Failure(`The keys could not be ${verb === 'list' ? 'listed' : 'rotated'}: ${errorMessage}
The log /aws/lambda/${functionName} says more. What was begun is finished when it runs again.`);
  }
  return JSON.parse(text) as KeyReport | Rotation;
}

/** What the person at the terminal reads. */
export function described(report: KeyReport | Rotation, nowMs: number): string {
  const table = keyTable(report.keys, nowMs);
  return 'outcome' in report ? `${rotationLine(report)}\n\n${table}` : table;
}

function rotationLine({ outcome, kid, keys, removed }: Rotation): string {
  const signsFrom = keys.find((key) => key.kid === kid)?.signsFrom ?? 0;
  const gone = removed.length === 0 ? '' : ` Removed, as their last tokens are over: ${removed.join(', ')}.`;
  switch (outcome) {
    case 'published':
      return `${kid} is published, and signs from ${time(signsFrom)}; nobody is signed out.${gone}`;
    case 'waiting':
      return `${kid} was published before, and signs from ${time(signsFrom)}: until then there is no other new key.${gone}`;
    case 'kept':
      return `${kid} goes on signing.${gone}`;
    default:
      return outcome satisfies never;
  }
}

const HEAD = ['kid', 'published', 'signs from', 'accepted until', 'now'];

function keyTable(keys: readonly KeyState[], nowMs: number): string {
  if (keys.length === 0) return 'No key is published yet: the first log-in publishes one.';
  const rows = keys.map(({ kid, publishedAt, signsFrom, acceptedUntil, signs }) => [
    kid,
    time(publishedAt),
    time(signsFrom),
    acceptedTill({ kid, publishedAt, signsFrom, acceptedUntil, signs }),
    stateOf(signs, signsFrom > nowMs),
  ]);
  const widths = HEAD.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
  return [HEAD, ...rows]
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => line.trimEnd())
    .join('\n');
}

/** One that has signed nothing yet has no token to be accepted for, and one that signs will have later ones. */
function acceptedTill({ signs, signsFrom, acceptedUntil }: KeyState): string {
  if (acceptedUntil === FOREVER) return 'it is deleted';
  return !signs && acceptedUntil > signsFrom ? time(acceptedUntil) : '-';
}

function stateOf(signs: boolean, waits: boolean): string {
  if (signs) return 'signs';
  return waits ? 'waits' : 'is accepted';
}

/** UTC, to the second; keys of an older version have no times. */
function time(atMs: number): string {
  return atMs === 0 ? '-' : new Date(atMs).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** What to do about an error of AWS; undefined for one that nobody foresaw. */
export function remedyOf(error: unknown, { stage }: KeysCommand): string | undefined {
  const { name = '', message = '' } = error as Partial<Error>;
  if (name === 'AccessDeniedException') {
    return `These AWS credentials may not do this; they need lambda:InvokeFunction. ${message}`;
  }
  if (name === 'ResourceNotFoundException') {
    return stage === undefined
      ? 'The local stack does not rotate keys: end npm start and start it again.'
      : `There is no stack onsale-${stage} with keys in this account and region: deploy it with npx cdk deploy -c stage=${stage}, or set AWS_REGION.`;
  }
  return commonRemedyOf(error);
}

async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2));
  const { config, functionName } = findTarget(command);
  try {
    const report = await invoke(new LambdaClient(config), functionName, command.verb);
    console.log(described(report, Date.now()));
  } catch (error) {
    const remedy = remedyOf(error, command);
    throw remedy === undefined ? error : new Failure(remedy);
  }
}

if (process.argv[1] === import.meta.filename) await orExit(main);
