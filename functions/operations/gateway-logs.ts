// Asks CloudWatch Logs what functions logged: of some messages, or of one journey.
import {
  CloudWatchLogsClient,
  type FilteredLogEvent,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { clientConfig } from '../shared/aws.ts';
import { inParallel } from '../shared/batch.ts';
import { log } from '../shared/log.ts';
import type { Failure } from './domain.ts';
import { errorText, type LogLine, type Traces } from './domain-lines.ts';

/** How many lines one answer has, at most. */
const PAGE = 10_000;

/** What one pattern may have in characters. */
const PATTERN = 1_024;

/**
 * From when a message is sent its tries take no longer than this. The longest are those of deliveries: up to 15 minutes
 * until it may be seen, then 20 tries of 3 minutes; other queues try 5 times, of 1 to 3 minutes.
 */
const TRIED_FOR_MS = 2 * 3_600_000;

/** What logs said; not `complete` when they did not answer to the end. */
export interface Lines {
  readonly lines: readonly LogLine[];
  readonly complete: boolean;
}

/** Functions are named `<service>-<handler>`; times are epoch milliseconds; `signal` ends the asking. */
export interface LogGateway {
  /**
   * By message id: the newest error that a consumer logged of each message, as far as the logs answered. What they say
   * nothing of is left out.
   */
  failuresOf(
    worker: string,
    asked: {
      readonly messages: readonly { readonly messageId: string; readonly sentAt: number }[];
      readonly signal: AbortSignal;
    },
  ): Promise<ReadonlyMap<string, Failure>>;
  /** Lines of a time that may be of a journey, and others: which ones are is for the domain to say. */
  linesOf(
    worker: string,
    traces: Traces,
    span: { readonly from: number; readonly until: number; readonly signal: AbortSignal },
  ): Promise<Lines>;
}

type Query = Pick<FilterLogEventsCommandInput, 'filterPattern' | 'startTime' | 'endTime'>;

export function createLogGateway(
  { STAGE }: { STAGE: string },
  client: Pick<CloudWatchLogsClient, 'send'> = new CloudWatchLogsClient(clientConfig),
): LogGateway {
  async function* pages(worker: string, query: Query, abortSignal: AbortSignal) {
    const input = { ...query, logGroupName: `/aws/lambda/onsale-${STAGE}-${worker}`, limit: PAGE };
    for (let nextToken: string | undefined; ; ) {
      const command = new FilterLogEventsCommand({ ...input, ...(nextToken ? { nextToken } : {}) });
      const page = await client.send(command, { abortSignal });
      yield { events: page.events ?? [], hasMore: page.nextToken !== undefined };
      nextToken = page.nextToken;
      if (nextToken === undefined) return;
      abortSignal.throwIfAborted();
    }
  }

  async function ask(worker: string, query: Query, signal: AbortSignal): Promise<Lines> {
    const lines: LogLine[] = [];
    try {
      for await (const { events, hasMore } of pages(worker, query, signal)) {
        lines.push(...events.flatMap((event) => lineOf(worker, event)));
        // An emulator cuts a long answer without saying so.
        if (!hasMore && events.length === PAGE) return { lines, complete: false };
      }
      return { lines, complete: true };
    } catch (error) {
      // A function that was never called may have no log group: it said nothing.
      if (error instanceof ResourceNotFoundException) return { lines, complete: true };
      log.warn('logs did not answer', { error: error as Error, function: worker });
      return { lines, complete: false };
    }
  }

  return {
    async failuresOf(worker, { messages, signal }) {
      if (messages.length === 0) return new Map();
      const sent = messages.map(({ sentAt }) => sentAt);
      const span = { startTime: Math.min(...sent), endTime: Math.max(...sent) + TRIED_FOR_MS };
      const ids = messages.map(({ messageId }) => messageId);
      const terms = ids.map((id): Term => ['messageId', id]);
      const answers = await inParallel(patternsOf(terms), (filterPattern) =>
        ask(worker, { filterPattern, ...span }, signal),
      );
      // Emulators take such a pattern for "everything".
      return newestOf(
        new Set(ids),
        answers.flatMap(({ lines }) => lines),
      );
    },

    async linesOf(worker, traces, { from, until, signal }) {
      const answers: Lines[] = [];
      for (const filterPattern of patternsOf(termsOf(traces))) {
        answers.push(await ask(worker, { filterPattern, startTime: from, endTime: until }, signal));
      }
      return { lines: answers.flatMap(({ lines }) => lines), complete: answers.every(({ complete }) => complete) };
    },
  };
}

function newestOf(messageIds: ReadonlySet<string>, lines: readonly LogLine[]): ReadonlyMap<string, Failure> {
  const newest = new Map<string, Failure>();
  for (const { at, fields } of lines) {
    const messageId = String(fields.messageId);
    const error = messageIds.has(messageId) ? errorText(fields.error) : undefined;
    if (error !== undefined && at >= (newest.get(messageId)?.at ?? 0)) newest.set(messageId, { error, at });
  }
  return newest;
}

/** A field, and what it is: a `*` stands for anything. */
type Term = readonly [field: string, value: string];

/** As few patterns as can be: one holds 17 messages, as SQS names them. */
function patternsOf(terms: readonly Term[]): string[] {
  const parts: Term[][] = [[]];
  for (const term of terms) {
    const longer = [...(parts.at(-1) ?? []), term];
    if (longer.length > 1 && patternOf(longer).length > PATTERN) parts.push([term]);
    else parts.splice(-1, 1, longer);
  }
  return parts.map(patternOf);
}

/**
 * All that a journey is known by, as a rule one question per log group, as CloudWatch answers few of them a second. A
 * consumer's failure names its message alone, so those of all journeys come along.
 */
function termsOf({ reservationId, requestIds, eventIds, paymentIds }: Traces): Term[] {
  return [
    ['reservationId', reservationId],
    ...[reservationId, ...paymentIds].flatMap((id): Term[] => [
      ['eventId', `*${id}*`],
      ['error.message', `*${id}*`],
    ]),
    ...paymentIds.map((paymentId): Term => ['paymentId', paymentId]),
    ...eventIds.map((eventId): Term => ['eventId', eventId]),
    ...requestIds.map((requestId): Term => ['requestId', requestId]),
    ['message', 'message failed'],
  ];
}

function patternOf(terms: readonly Term[]): string {
  return `{ ${terms.map(([field, value]) => `($.${field} = ${JSON.stringify(value)})`).join(' || ')} }`;
}

/** Lines that are no JSON are the platform's own. */
function lineOf(worker: string, { message = '', timestamp = 0 }: FilteredLogEvent): LogLine[] {
  if (!message.startsWith('{')) return [];
  try {
    const fields = JSON.parse(message) as Readonly<Record<string, unknown>>;
    // When it was said, not when it was collected.
    const said = Date.parse(String(fields.timestamp));
    return [{ worker, at: Number.isNaN(said) ? timestamp : said, fields }];
  } catch {
    return [];
  }
}
