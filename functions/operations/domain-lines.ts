// Lines of logs: which ones are of a journey, and what an error says.

/** A line that a function logged as JSON. */
export interface LogLine {
  /** `<service>-<handler>` of the function. */
  readonly worker: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What a line of a log is known by as one of a journey's: ids that we made, none that a client chose. */
export interface Traces {
  readonly reservationId: string;
  /** Of HTTP requests that led to a write of the journey: a client may send each with a correlation id of its own. */
  readonly requestIds: readonly string[];
  /** Of events that do not name the reservation in their id: those of its money. */
  readonly eventIds: readonly string[];
  /** Of its card payments; of these whatever names them is of the journey, also where they pay another reservation. */
  readonly paymentIds: readonly string[];
}

/** The service that tells outside platforms. */
export const TELLS = 'external-data';

/**
 * The lines of a journey: by an id in them, or by the message that another of its lines names. A correlation id is no
 * reason: whoever wants to may send that of somebody else. What names another reservation is of that one.
 */
export function belonging(lines: readonly LogLine[], traces: Traces): LogLine[] {
  const candidates = lines.filter((line) => !isOfAnother(line, traces) && !isAttempt(line));
  const isOwn = (line: LogLine) => isNamed(line, traces);
  const messages = new Set(candidates.filter(isOwn).map(({ fields }) => fields.messageId));
  messages.delete(undefined);
  return candidates.filter((line) => isOwn(line) || messages.has(line.fields.messageId));
}

function isOfAnother({ fields }: LogLine, { reservationId, paymentIds }: Traces): boolean {
  if (paymentIds.includes(String(fields.paymentId))) return false;
  return typeof fields.reservationId === 'string' && fields.reservationId !== reservationId;
}

/** Of a delivery all attempts are kept: its steps come from there. */
function isAttempt({ fields }: LogLine): boolean {
  return fields.service === TELLS && fields.message === 'attempt';
}

function isNamed({ fields }: LogLine, { reservationId, requestIds, eventIds, paymentIds }: Traces): boolean {
  const eventId = String(fields.eventId);
  const named = [fields.reservationId, fields.paymentId, ...eventId.split('/')];
  return (
    requestIds.includes(String(fields.requestId)) ||
    eventIds.includes(eventId) ||
    [reservationId, ...paymentIds].some((id) => named.includes(id) || messageOf(fields.error).includes(id))
  );
}

function messageOf(error: unknown): string {
  return String((error as { message?: unknown } | null | undefined)?.message);
}

/** A longer error is cut. */
export const MOST_CHARACTERS = 500;

/** An error as the logger writes it, or a word for one, in one line. */
export function errorText(error: unknown): string | undefined {
  if (typeof error === 'string') return error.slice(0, MOST_CHARACTERS);
  if (typeof error !== 'object' || error === null) return undefined;
  const { name, message } = error as { name?: unknown; message?: unknown };
  const said = [name, message].filter((part) => typeof part === 'string');
  return said.length === 0 ? undefined : said.join(': ').slice(0, MOST_CHARACTERS);
}
