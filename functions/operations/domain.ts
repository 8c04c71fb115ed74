// The rules of dead letters: which queues there are, where each goes back to, and what an operator's wish means.

/** A queue of dead letters. Names are without `onsale-<stage>-`. */
export interface DeadQueue {
  readonly name: string;
  /** The queue that its messages go back to, and the function (`<service>-<handler>`) that works on that queue. */
  readonly feeds?: { readonly queue: string; readonly worker: string };
}

const ENTRY = /^(?<queue>[\w-]+)(?::(?<worker>[\w-]+)(?<rule>\+)?)?$/;

/**
 * The queues that a deployment names, comma separated: `<queue>:<service>-<handler>` stands for `<queue>-dead`, and with
 * a `+` behind it for `<queue>-rule-dead` too; a name alone is a queue that feeds nothing.
 * @throws for an entry that is neither
 */
export function deadQueuesOf(named: string): DeadQueue[] {
  return named.split(',').flatMap((entry): DeadQueue[] => {
    const { queue, worker, rule } = ENTRY.exec(entry)?.groups ?? {};
    if (queue === undefined) throw new Error(`"${entry}" does not name a queue of dead letters`);
    if (worker === undefined) return [{ name: queue }];
    const feeds = { queue, worker };
    return [{ name: `${queue}-dead`, feeds }, ...(rule ? [{ name: `${queue}-rule-dead`, feeds }] : [])];
  });
}

/** A message as its queue has it. Times are epoch milliseconds. */
export interface DeadMessage {
  readonly messageId: string;
  /** When it was sent the first time: to the queue that it died in. */
  readonly sentAt: number;
  readonly receives: number;
  readonly body: string;
  /** Why the bus could not deliver it; consumers log their errors instead. */
  readonly error?: string;
}

/** Why a message died, as found in logs. `at`: epoch milliseconds. */
export interface Failure {
  readonly error: string;
  readonly at: number;
}

/**
 * Whether a message is to go back now. Of "all" it is those that were sent before the operator asked: what fails again
 * meanwhile has a later time, and would go round for ever.
 */
export function isMeant(message: DeadMessage, asked: { readonly messageId?: string | undefined; readonly at: number }) {
  return asked.messageId === undefined ? message.sentAt <= asked.at : message.messageId === asked.messageId;
}

/** The time of the oldest of some messages. */
export function oldestOf(messages: readonly DeadMessage[]): number | undefined {
  return messages.length === 0 ? undefined : Math.min(...messages.map(({ sentAt }) => sentAt));
}

/** So much of a body is shown: 50 of them fit into one answer. */
const SHOWN_BYTES = 64 * 1_024;

/** A body as operators read it: JSON where it is some; what is too long is cut between two characters. */
export function readable(body: string): { readonly body: unknown; readonly truncated?: true } {
  const bytes = new TextEncoder().encode(body);
  if (bytes.length > SHOWN_BYTES) {
    // A stream's end may be within a character, which is then left out.
    return { body: new TextDecoder().decode(bytes.subarray(0, SHOWN_BYTES), { stream: true }), truncated: true };
  }
  try {
    return { body: JSON.parse(body) as unknown };
  } catch {
    return { body };
  }
}

/** Those with messages first, then by name. */
export function byUrgency<Q extends { readonly name: string; readonly messages: number; readonly inFlight: number }>(
  queues: readonly Q[],
): Q[] {
  const isIdle = ({ messages, inFlight }: Q) => Number(messages + inFlight === 0);
  return queues.toSorted((a, b) => isIdle(a) - isIdle(b) || (a.name < b.name ? -1 : 1));
}
