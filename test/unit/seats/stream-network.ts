// A real client of server-sent events, a server, and the network between them, with what it does to answers.
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIGatewayProxyStructuredResultV2 as Result } from 'aws-lambda';
import { EventSource } from 'eventsource';
import fc from 'fast-check';
import { SEAT_STATUSES } from '../../../functions/seats/contract.ts';
import { routes } from '../../../functions/seats/contract-map.ts';
import type { Init, Update } from '../../../functions/seats/domain-stream.ts';
import type { StreamTools } from '../../../functions/seats/use-cases-stream.ts';
import { eventOf } from '../../support/http-event.ts';
import { streamHandler, ticketWith } from './stream-samples.ts';

/** What happens to an answer; `again`: the one before it comes once more in its place, late. */
export type Fault = 'none' | 'refused' | 'twice' | 'again' | { readonly cutAt: number };

export interface Step {
  /** Statuses by index, set before the connection. */
  readonly changes: Readonly<Record<number, number>>;
  readonly fault: Fault;
  /** How much later it is than the connection before. */
  readonly afterMs?: number;
}

const anyFault = fc.oneof(
  fc.constantFrom<Fault>('none', 'none', 'refused', 'twice', 'again'),
  fc.record({ cutAt: fc.nat(400) }),
);

/** What HTTP may do: an answer is lost, cut off or doubled, and never given to another request. */
export const byHttp = ({ fault }: Step) => fault !== 'again';

/** Connections one after the other, with changes of so many seats between them. */
export const anySteps = (seats: number): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.record({
      changes: fc.dictionary(fc.nat(seats - 1).map(String), fc.nat(3), { maxKeys: 12 }),
      fault: anyFault,
      afterMs: fc.constantFrom(0, 100, 499, 700, 1_000, 3_000, 10_000),
    }),
    { minLength: 1, maxLength: 14 },
  );

/** Before its first answer a client waits for three seconds, so the beginning of that one arrives. */
function faultFor(step: Step | undefined, lastEventId: string | undefined): Fault {
  const { fault = 'none' } = step ?? {};
  if (lastEventId !== undefined) return fault;
  if (typeof fault === 'object') return { cutAt: Math.max(fault.cutAt, 'retry: 1\n\n'.length) };
  return fault === 'refused' ? 'none' : fault;
}

export const FIRST: Step = { changes: { 0: 1 }, fault: 'none' };

/** So many connections after the last fault a client has come back, been told what it missed, and taken it. */
const QUIET = 3;

const open: (() => Promise<unknown>)[] = [];

/** Ends every client and every server. */
export async function closeNetworks(): Promise<void> {
  for (const close of open.splice(0)) await close();
}

async function served(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  open.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/**
 * A viewer as a page would be written: `init` sets the map, `update` changes the one that it was made for. Who is told of
 * another begins anew.
 * @param trusts whether it takes every update for the next one, without comparing
 */
export function watch(url: string, trusts = false) {
  const viewer = { seats: [] as number[], areas: {} as Record<string, number>, inits: 0, updates: 0 };
  let version: string | undefined;

  const listen = (source: EventSource): EventSource => {
    source.addEventListener('init', ({ data }: MessageEvent) => {
      const init = JSON.parse(data) as Init;
      const bytes = Buffer.from(init.bits, 'base64');
      viewer.seats = Array.from({ length: init.seats }, (_, i) => ((bytes[i >> 2] ?? 0) >> (6 - 2 * (i & 3))) & 3);
      viewer.areas = Object.fromEntries(init.areas.map(({ section, available }) => [section, available]));
      viewer.inits += 1;
      version = init.version;
    });
    source.addEventListener('update', ({ data }: MessageEvent) => {
      const update = JSON.parse(data) as Update;
      if (update.version === version && !trusts) return;
      if (update.since !== version && !trusts) {
        source.close();
        version = undefined;
        listen(new EventSource(url));
        return;
      }
      for (const { seatNo, status } of update.seats) viewer.seats[seatNo - 1] = SEAT_STATUSES.indexOf(status);
      for (const { section, available } of update.areas ?? []) viewer.areas[section] = available;
      viewer.updates += 1;
      version = update.version;
    });
    open.push(async () => source.close());
    return source;
  };
  return { viewer, source: listen(new EventSource(url)) };
}

/** What a viewer of these statuses should see: seats by number, and the free places of the standing room. */
export function truthOf(plan: { readonly seats: readonly { readonly seatNo?: number }[] }, statuses: Iterable<number>) {
  const all = [...statuses];
  const isSeat = (_: number, index: number) => plan.seats[index]?.seatNo !== undefined;
  const places = all.filter((status, index) => !isSeat(status, index));
  return { seats: all.filter(isSeat), areas: { floor: places.filter((status) => status === 0).length } };
}

/** What is watched: by instances of the function that answer in turn. */
export interface Watchable {
  readonly instances: readonly Omit<StreamTools, 'pause'>[];
  readonly change: (changes: Step['changes'], afterMs?: number) => void;
}

/** `settled`: the client came back often enough after the last fault; `seen`: the Last-Event-ID of each connection. */
export async function networkOf({ instances, change }: Watchable, steps: readonly Step[]) {
  const handlers = instances.map(streamHandler);
  const ticket = await ticketWith();
  const seen: (string | undefined)[] = [];
  let settle = () => {};
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });

  const answerTo = async (lastEventId: string | undefined, acceptEncoding: string) => {
    const given = { 'accept-encoding': acceptEncoding, ...(lastEventId ? { 'last-event-id': lastEventId } : {}) };
    const asked = { headers: given, params: { concertId: 'con_1' }, query: { ticket }, gate: null };
    const handler = handlers[seen.length % handlers.length] as (typeof handlers)[0];
    const { headers = {}, body = '', ...rest } = (await handler(eventOf(routes.stream, asked), {} as never)) as Result;
    const plain = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    // A second is long for a test.
    const bytes = rest.isBase64Encoded
      ? Buffer.from(body, 'base64')
      : Buffer.from(body.replace('retry: 1000', 'retry: 1'));
    return { status: rest.statusCode ?? 500, headers: plain, bytes };
  };
  let before: Awaited<ReturnType<typeof answerTo>> | undefined;

  const origin = await served(async (request, response) => {
    const step = steps[seen.length];
    seen.push(request.headers['last-event-id']?.toString());
    if (seen.length > steps.length + QUIET) settle();
    else change(step?.changes ?? {}, step?.afterMs);
    const fault = faultFor(step, seen.at(-1));
    if (fault === 'refused') return void request.socket.destroy();
    const sent = await answerTo(seen.at(-1), String(request.headers['accept-encoding']));
    const { status, headers, bytes } = (fault === 'again' && before) || sent;
    before = sent;
    response.writeHead(status, headers);
    if (fault === 'twice' && !headers['content-encoding']) response.write(bytes);
    if (typeof fault !== 'object') return void response.end(bytes);
    response.write(bytes.subarray(0, fault.cutAt), () => request.socket.destroy());
  });
  return { seen, settled, url: `${origin}/x?ticket=${ticket}` };
}
