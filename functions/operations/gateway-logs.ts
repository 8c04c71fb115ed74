// Asks CloudWatch Logs what functions logged: of one message, or of one journey.
import {
  CloudWatchLogsClient,
  type FilteredLogEvent,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import { clientConfig } from '../shared/aws.ts';
import { log } from '../shared/log.ts';
import type { Failure } from './domain.ts';
import { errorText, type LogLine, type Traces } from './domain-journey.ts';

/** How many lines one answer has, at most. */
const PAGE = 10_000;

/** A message's tries are over within a day: its queue keeps it for longer only while nobody works on it. */
const TRIED_FOR_MS = 86_400_000;

/** Functions are named `<service>-<handler>`; times are epoch milliseconds; `signal` ends the asking. */
export interface LogGateway {
  /** The newest error that a consumer logged of a message, or undefined, also when the logs did not answer. */
  failureOf(
    worker: string,
    message: { readonly messageId: string; readonly from: number; readonly signal: AbortSignal },
  ): Promise<Failure | undefined>;
  /**
   * Lines of a time that may be of a journey, and others: which ones are is for the domain to say.
   * @returns undefined when the logs did not answer, or not to the end
   */
  linesOf(
    worker: string,
    traces: Traces,
    span: { readonly from: number; readonly until: number; readonly signal: AbortSignal },
  ): Promise<LogLine[] | undefined>;
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

  /** @returns undefined when it did not end well */
  async function lines(worker: string, query: Query, signal: AbortSignal): Promise<LogLine[] | undefined> {
    const found: LogLine[] = [];
    try {
      for await (const { events, hasMore } of pages(worker, query, signal)) {
        found.push(...events.flatMap((event) => lineOf(worker, event)));
        // An emulator cuts a long answer without saying so.
        if (!hasMore && events.length === PAGE) return undefined;
      }
      return found;
    } catch (error) {
      log.warn('logs did not answer', { error: error as Error, function: worker });
      return undefined;
    }
  }

  return {
    async failureOf(worker, { messageId, from, signal }) {
      const query = { filterPattern: `"${messageId}"`, startTime: from, endTime: from + TRIED_FOR_MS };
      const found = (await lines(worker, query, signal)) ?? [];
      const failures = found.flatMap(({ at, fields }) => {
        const error = fields.messageId === messageId ? errorText(fields.error) : undefined;
        return error === undefined ? [] : [{ error, at }];
      });
      return failures.toSorted((a, b) => b.at - a.at)[0];
    },

    linesOf(worker, traces, { from, until, signal }) {
      return lines(worker, { filterPattern: patternOf(traces), startTime: from, endTime: until }, signal);
    },
  };
}

/**
 * One question per log group for all that a journey is known by, as CloudWatch answers few of them a second. A consumer's
 * failure names its message alone, so those of all journeys come along. Emulators take such a pattern for "everything".
 */
function patternOf({ reservationId, correlationId, requestIds }: Traces): string {
  const terms = [
    ['correlationId', correlationId],
    ['reservationId', reservationId],
    ['eventId', `*${reservationId}*`],
    ['error.message', `*${reservationId}*`],
    ...requestIds.map((requestId) => ['requestId', requestId]),
    ['message', 'message failed'],
  ];
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
