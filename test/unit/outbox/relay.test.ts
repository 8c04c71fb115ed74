// The relay: everything reaches the bus, and a record that can't does not stop those behind it.
import { EventBridgeClient, EventBridgeServiceException, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { relay } from '../../../functions/outbox/use-cases.ts';
import { createPublish } from '../../../functions/shared/bus.ts';
import type { Published } from '../../../functions/shared/event.ts';
import { seconds } from '../../../functions/shared/log.ts';
import type { Change } from '../../../functions/shared/outbox.ts';
import { common, Refusal } from '../../../functions/shared/refusal.ts';
import type { SendMessages } from '../../../functions/shared/sqs.ts';
import type { StreamRecord } from '../../../functions/shared/stream.ts';

vi.mock('../../../functions/shared/log.ts', () => ({
  log: { info: vi.fn(), error: vi.fn() },
  count: vi.fn(),
  seconds: vi.fn(),
}));

const NOW = 1_752_400_500_000;
const client = mockClient(EventBridgeClient);
const publish = createPublish({ BUS_NAME: 'bus' }, client as unknown as EventBridgeClient);
beforeEach(() => {
  client.reset();
  vi.mocked(seconds).mockClear();
});

const takesAll = () =>
  client.on(PutEventsCommand).callsFake(({ Entries }) => ({ Entries: Entries.map(() => ({ EventId: 'e' })) }));

const event = (id: string, at = NOW): Published => ({
  source: 'onsale.wallet',
  envelope: {
    id,
    type: 'ChargeCompleted',
    version: 1,
    occurredAt: new Date(at).toISOString(),
    correlationId: 'c',
    causationId: 'r',
    data: {},
  },
});
const record = (id: string, expired = false): StreamRecord => ({
  source: 'wallets',
  sequenceNumber: id,
  old: expired ? { id } : undefined,
  now: expired ? undefined : { id },
  expired,
  unreadable: undefined,
});
const pulse = (at: number): StreamRecord => ({ ...record('p'), now: { pk: 'PULSE', sk: 'PULSE', at } });

interface Parcel {
  readonly reason: string;
  readonly record: { readonly sequenceNumber: string };
}

/**
 * A record called `poison` cannot be told, one with an `at` tells of that time, and `two` carries two events. A log tells
 * of what it names.
 */
const eventsOf = ({ now }: Change) => {
  const { id = '', at = NOW, log } = now as { id?: string; at?: number; log?: { type: string }[] };
  if (log) {
    return log.map(({ type }) => {
      if (type === 'poison') throw new Error('cannot be told');
      return event(`${id}/${type}`);
    });
  }
  if (id === 'poison') throw new Error('cannot be told');
  return id === 'two' ? [event('two/1'), event('two/2')] : [event(id, at)];
};

async function run(records: StreamRecord[], failures: { expired?: Error; park?: Error } = {}) {
  const parked: Parcel[] = [];
  const gone: unknown[] = [];
  const expired = async (old: unknown) => {
    if (failures.expired) throw failures.expired;
    gone.push(old);
  };
  const park: SendMessages = async (messages) => {
    if (failures.park) throw failures.park;
    parked.push(...messages.map(({ body }) => body as Parcel));
  };
  const sourceOf = (stream: string) => (stream === 'wallets' ? { service: 'wallet', eventsOf, expired } : undefined);
  await relay({ sourceOf, publish, park, clock: () => NOW }, records);
  return { parked: parked.map(({ record: { sequenceNumber } }) => sequenceNumber), gone, parcels: parked };
}

const sent = () =>
  client
    .commandCalls(PutEventsCommand)
    .map(({ args }) =>
      (args[0].input.Entries ?? []).map(({ Detail }) => (JSON.parse(Detail ?? '') as { id: string }).id),
    );

describe('the relay', () => {
  it('publishes ten at a time, in the order of the stream', async () => {
    takesAll();
    await run(Array.from({ length: 12 }, (_, i) => record(`e${i}`)));
    expect(sent()).toEqual([
      ['e0', 'e1', 'e2', 'e3', 'e4', 'e5', 'e6', 'e7', 'e8', 'e9'],
      ['e10', 'e11'],
    ]);
  });

  it('gives the batch back when the bus goes on refusing, and parks nothing', async () => {
    client.on(PutEventsCommand).resolves({ Entries: [{ ErrorCode: 'InternalFailure' }] });
    const parked: object[] = [];
    const park: SendMessages = async (messages) => void parked.push(...messages);
    const sourceOf = () => ({ service: 'wallet', eventsOf });
    const going = relay({ sourceOf, publish, park, clock: () => NOW }, [record('a'), record('poison')]);
    await expect(going).rejects.toThrow('InternalFailure');
    expect(parked).toEqual([]);
  });

  it('parks a record that cannot be told with its reason, and goes on', async () => {
    takesAll();
    const { parcels } = await run([record('a'), record('poison'), record('b')]);
    expect(parcels).toMatchObject([{ reason: 'Error: cannot be told', record: { sequenceNumber: 'poison' } }]);
    expect(sent()).toEqual([['a', 'b']]);
  });

  it('parks a record of whose events one cannot be told, and publishes the others', async () => {
    takesAll();
    const entry = (v: number, type: string) => ({ v, type, at: NOW, cause: 'c r' });
    const before = [entry(1, 'known')];
    const log = [...before, entry(2, 'first'), entry(2, 'poison'), entry(2, 'last')];
    const mixed = { ...record('r'), old: { id: 'r', log: before }, now: { id: 'r', log } };
    const { parcels } = await run([mixed, record('b')]);
    expect(sent()).toEqual([['r/first', 'r/last', 'b']]);
    expect(parcels).toEqual([{ reason: 'Error: cannot be told', record: mixed }]);
  });

  it('publishes nothing for a change that added nothing to its log', async () => {
    const log = [{ v: 1, type: 'known', at: NOW, cause: 'c r' }];
    expect(await run([{ ...record('r'), old: { id: 'r', log }, now: { id: 'r', log } }])).toMatchObject({ parked: [] });
    expect(sent()).toEqual([]);
  });

  it('parks a record whose event the bus can never take, once, and publishes those before and behind it', async () => {
    client.on(PutEventsCommand).callsFake(({ Entries }: { Entries: { Detail: string }[] }) => ({
      Entries: Entries.map(({ Detail }) =>
        Detail.includes('"two/') ? { ErrorCode: 'MalformedDetail' } : { EventId: 'e' },
      ),
    }));
    const { parcels } = await run([record('a'), record('two'), record('b')]);
    expect(parcels).toMatchObject([{ reason: 'the bus: MalformedDetail', record: { sequenceNumber: 'two' } }]);
    expect(sent()).toEqual([['a', 'two/1', 'two/2', 'b']]);
  });

  it('gives the batch back when a record cannot be parked, so that none is lost', async () => {
    takesAll();
    const full = new Error('the queue is gone');
    await expect(run([record('a'), record('poison')], { park: full })).rejects.toBe(full);
  });

  it('parks of a record that is too large for a message where it is', async () => {
    takesAll();
    const large = {
      ...record('x'),
      source: 'elsewhere',
      now: { pk: 'USER#1', sk: 'LINE#1', note: 'x'.repeat(300_000) },
    };
    const { parcels } = await run([large]);
    expect(parcels[0]?.record).toEqual({
      source: 'elsewhere',
      sequenceNumber: 'x',
      expired: false,
      pk: 'USER#1',
      sk: 'LINE#1',
    });
  });

  it('parks a record of a stream that nobody has', async () => {
    expect(await run([{ ...record('x'), source: 'elsewhere' }])).toMatchObject({ parked: ['x'] });
    expect(sent()).toEqual([]);
  });

  it('parks a record whose images cannot be read', async () => {
    expect(await run([{ ...record('x'), now: undefined, unreadable: 'SyntaxError' }])).toMatchObject({ parked: ['x'] });
  });

  it('gives the batch back when the table is busy, and parks a deleted item that nobody can read', async () => {
    const busy = new Refusal(common.TRY_AGAIN);
    await expect(run([record('gone', true)], { expired: busy })).rejects.toBe(busy);
    const unreadable = new TypeError('not a reservation');
    expect(await run([record('gone', true)], { expired: unreadable })).toMatchObject({ parked: ['gone'] });
  });

  it('hands an item that time deleted to its service, and publishes nothing for it', async () => {
    expect(await run([record('gone', true)])).toMatchObject({ parked: [], gone: [{ id: 'gone' }] });
    expect(sent()).toEqual([]);
  });
});

describe('how old the oldest unpublished change is', () => {
  it('is told of each batch that was published, by the service whose table it is', async () => {
    takesAll();
    const aged = { ...record('a'), now: { id: 'a', at: NOW - 42_000 } };
    await run([record('b'), aged]);
    expect(vi.mocked(seconds).mock.calls).toEqual([['unpublishedAgeSeconds', 42, { table: 'wallet' }]]);
  });

  it('is told by a pulse alone, which is no event', async () => {
    await run([pulse(NOW - 61_000)]);
    expect(vi.mocked(seconds).mock.calls).toEqual([['unpublishedAgeSeconds', 61, { table: 'wallet' }]]);
    expect(sent()).toEqual([]);
  });

  it('is not told while the bus is down', async () => {
    const down = new EventBridgeServiceException({ name: 'InternalException', $fault: 'server', $metadata: {} });
    client.on(PutEventsCommand).rejects(down);
    await expect(run([record('a')])).rejects.toBe(down);
    expect(vi.mocked(seconds)).not.toHaveBeenCalled();
  });
});
