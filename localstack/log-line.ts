// Turns one line of a function's log into one line for a person, or into nothing.
import { styleText } from 'node:util';

const LEVEL_COLOURS = { WARN: 'yellow', ERROR: 'red', CRITICAL: 'red' } as const;
const PLATFORM_LINE = /^(INIT_START|START|END|REPORT|EXTENSION) /;
const NOTHING_NEW = /^\(?(node:\d+\)|Use `node --trace)/;
const SERVICE_WIDTH = 14;
const ROUTE_WIDTH = 52;

interface Entry {
  level?: string;
  message?: string;
  service?: string;
  route?: string;
  status?: number;
  code?: string;
  latencyMs?: number;
  requestId?: string;
  /** Of a security event. */
  kind?: string;
  error?: { name?: string; message?: string };
  [key: string]: unknown;
}

function parse(line: string): Entry | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return undefined;
  }
}

const clock = (timeMs: number) => new Date(timeMs).toTimeString().slice(0, 8);

function statusColour(status: number): 'green' | 'yellow' | 'red' {
  if (status < 400) return 'green';
  return status < 500 ? 'yellow' : 'red';
}

function requestLine(prefix: string, { route = '', status = 0, code, latencyMs, level }: Entry, colour: boolean) {
  const paint = (format: Parameters<typeof styleText>[0], text: string) => (colour ? styleText(format, text) : text);
  const refused = code && code !== 'OK' ? `  ${code}` : '';
  const time = latencyMs === undefined ? '' : `${Math.round(latencyMs)} ms`.padStart(9);
  const severe = level !== undefined && level in LEVEL_COLOURS ? `  ${level}` : '';
  return `${prefix}${route.padEnd(ROUTE_WIDTH)} ${paint(statusColour(status), String(status))}${time}${refused}${severe}`;
}

/** One readable line for a log event of the function `functionName`; undefined when it says nothing to a person. */
export function readable(line: string, functionName: string, timeMs: number, colour: boolean): string | undefined {
  const text = line.trim();
  if (text === '' || PLATFORM_LINE.test(text) || NOTHING_NEW.test(text)) return undefined;
  const entry = parse(text);
  const prefix = `${clock(timeMs)}  ${(entry?.service ?? functionName).padEnd(SERVICE_WIDTH)} `;
  if (!entry) return `${prefix}${text}`;
  if (entry.route !== undefined && entry.status !== undefined) return requestLine(prefix, entry, colour);
  const levelColour = LEVEL_COLOURS[entry.level as keyof typeof LEVEL_COLOURS];
  if (!levelColour) return undefined;
  const cause = entry.error ? `: ${entry.error.name ?? 'Error'}: ${entry.error.message ?? ''}` : '';
  const where = [entry.route, entry.requestId].filter(Boolean).join(' ');
  const kind = entry.kind ? ` ${entry.kind}` : '';
  const said = `${entry.level} ${entry.message ?? ''}${kind}${cause}${where ? `  (${where})` : ''}`;
  return `${prefix}${colour ? styleText(levelColour, said) : said}`;
}
