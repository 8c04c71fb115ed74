// What operators do about dead letters: see where they are, look at them, and send them back.
import { inParallel } from '../shared/batch.ts';
import { type Clock, toIso } from '../shared/clock.ts';
import { log } from '../shared/log.ts';
import { Refusal } from '../shared/refusal.ts';
import { refusals, USUAL_MESSAGES } from './contract.ts';
import { byUrgency, type DeadMessage, type DeadQueue, isMeant, oldestOf, readable } from './domain.ts';
import type { LogGateway } from './gateway-logs.ts';
import type { Held, QueueGateway } from './gateway-queues.ts';

export interface DeadLetterTools {
  readonly clock: Clock;
  readonly dead: readonly DeadQueue[];
  readonly queues: QueueGateway;
  readonly logs: LogGateway;
}

/** SQS gives ten messages at a time. */
const RECEIVED = 10;

/** While somebody looks, and when they died looking, others do not see a message for so long. */
const LOOK_SECONDS = 15;
const LOOK_MS = 5_000;

/** A redrive holds what it received until its end; both stay below the 30 s of API Gateway. */
const REDRIVE_SECONDS = 60;
const REDRIVE_MS = 20_000;
const MOST_REDRIVEN = 2_000;

/** How long the logs may take to say why messages died. */
const LOGS_MS = 6_000;

/** All queues with their depth, and the age of the oldest of up to ten messages. */
export async function listDeadLetters({ dead, queues, clock }: DeadLetterTools) {
  const listed = await inParallel(dead, async ({ name, feeds }) => {
    const depth = await queues.depth(name);
    const seen = depth.messages > 0 ? await look(queues, name, { most: RECEIVED, until: clock(), clock }) : [];
    const oldestAt = oldestOf(seen);
    const age = oldestAt === undefined ? undefined : Math.max(0, Math.floor((clock() - oldestAt) / 1000));
    return {
      name,
      ...depth,
      ...(oldestAt === undefined ? {} : { oldestAt: toIso(oldestAt) }),
      ...(age === undefined ? {} : { oldestAgeSeconds: age }),
      ...(feeds ? { feeds: feeds.queue } : {}),
      redrivable: feeds !== undefined,
    };
  });
  return { queues: byUrgency(listed) };
}

/**
 * Some of a queue's messages with why they died, the oldest first.
 * @throws Refusal DEAD_LETTERS_NOT_FOUND
 */
export async function lookAtMessages(
  { dead, queues, logs, clock }: DeadLetterTools,
  { name, limit = USUAL_MESSAGES }: { readonly name: string; readonly limit?: number | undefined },
) {
  const { feeds } = queueCalled(dead, name);
  const found = await look(queues, name, { most: limit, until: clock() + LOOK_MS, clock });
  const seen = found.toSorted((a, b) => a.sentAt - b.sentAt);
  const asked = { messages: seen, signal: AbortSignal.timeout(LOGS_MS) };
  const failures = feeds && (await logs.failuresOf(feeds.worker, asked));
  const messages = seen.map((message) => {
    const { messageId, sentAt, receives, body } = message;
    const failure = failures?.get(messageId);
    const error = failure?.error ?? message.error;
    return {
      messageId,
      sentAt: toIso(sentAt),
      receives,
      ...readable(body),
      ...(error === undefined ? {} : { error }),
      ...(failure ? { errorAt: toIso(failure.at) } : {}),
    };
  });
  return { messages };
}

/** Receives distinct messages and puts them back: whoever comes next finds them where they were. */
async function look(
  queues: QueueGateway,
  name: string,
  bounds: { readonly most: number; readonly until: number; readonly clock: Clock },
): Promise<DeadMessage[]> {
  const held = new Map<string, Held>();
  try {
    do {
      const most = Math.min(RECEIVED, bounds.most - held.size);
      const received = await queues.receive(name, { most, seconds: LOOK_SECONDS });
      for (const message of received) held.set(message.messageId, message);
      if (received.length === 0) break;
    } while (held.size < bounds.most && bounds.clock() < bounds.until);
  } finally {
    await putBack(queues, name, held);
  }
  return [...held.values()];
}

/**
 * Sends one message, or all that were there when it was asked, to the queue they came from, some at a time: what is left
 * when the time is over is for the next call. Sent first and deleted then, so that none is lost: a crash in between
 * doubles a message, which the consumers' effects take like any repetition.
 * @throws Refusal DEAD_LETTERS_NOT_FOUND, NOT_REDRIVABLE
 */
export async function redrive(
  { dead, queues, clock }: DeadLetterTools,
  asked: { readonly name: string; readonly messageId?: string | undefined; readonly now: number },
) {
  const { name, messageId, now: at } = asked;
  const { feeds } = queueCalled(dead, name);
  if (!feeds) throw new Refusal(refusals.NOT_REDRIVABLE);
  const held = new Map<string, Held>();
  const until = clock() + REDRIVE_MS;
  let [redriven, received] = [0, 0];
  let [wasFound, wasSearched] = [false, false];
  try {
    while (clock() < until && received < MOST_REDRIVEN && !(messageId !== undefined && redriven > 0)) {
      const batch = await queues.receive(name, { most: RECEIVED, seconds: REDRIVE_SECONDS });
      wasSearched = batch.length === 0;
      if (wasSearched) break;
      received += batch.length;
      for (const message of batch) held.set(message.messageId, message);
      const meant = batch.filter((message) => isMeant(message, { messageId, at }));
      if (meant.length === 0) continue;
      wasFound = true;
      const sent = await queues.send(feeds.queue, meant);
      for (const message of sent) held.delete(message.messageId);
      redriven += sent.length;
      if (sent.length > 0) await queues.remove(name, sent);
      if (sent.length < meant.length) break;
    }
  } finally {
    await putBack(queues, name, held);
    log.info('redriven', { queue: name, redriven, messageId });
  }
  const { messages, inFlight } = await queues.depth(name);
  // Of what somebody else holds at this moment nothing is known.
  const searched = wasSearched && inFlight === 0 ? ('all' as const) : ('part' as const);
  return { redriven, left: messages + inFlight, ...(messageId === undefined || wasFound ? {} : { searched }) };
}

/** Best effort: what is not put back comes back by itself. */
async function putBack(queues: QueueGateway, name: string, held: ReadonlyMap<string, Held>): Promise<void> {
  if (held.size === 0) return;
  try {
    await queues.putBack(name, [...held.values()]);
  } catch (error) {
    log.warn('messages not put back', { error: error as Error, queue: name });
  }
}

function queueCalled(dead: readonly DeadQueue[], name: string): DeadQueue {
  const found = dead.find((queue) => queue.name === name);
  if (!found) throw new Refusal(refusals.DEAD_LETTERS_NOT_FOUND);
  return found;
}
