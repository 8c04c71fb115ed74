// The relay: everything reaches the bus, and a record that can't does not stop those behind it.
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { relay } from '../../../functions/outbox/use-cases.ts';
import { createPublish } from '../../../functions/shared/bus.ts';
import type { Published } from '../../../functions/shared/event.ts';
import { common, Refusal } from '../../../functions/shared/refusal.ts';
import type { StreamRecord } from '../../../functions/shared/stream.ts';

const client = mockClient(EventBridgeClient);
const publish = createPublish({ BUS_NAME: 'bus' }, client as unknown as EventBridgeClient);
beforeEach(() => client.reset());

const event = (id: string): Published => ({
  source: 'onsale.wallet',
  envelope: {
    id,
    type: 'ChargeCompleted',
    version: 1,
    occurredAt: '2025-07-13T10:00:00.000Z',
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

function run(records: StreamRecord[], failure?: Error) {
  const parked: string[] = [];
  const expired: unknown[] = [];
  const take = async (old: unknown) => {
    if (failure) throw failure;
    expired.push(old);
  };
  const eventsOf = ({ now }: { now: Record<string, unknown> | undefined }) => {
    if (now?.id === 'poison') throw new Error('cannot be told');
    return [event(String(now?.id))];
  };
  const done = relay(
    {
      sourceOf: (stream) => (stream === 'wallets' ? { eventsOf, expired: take } : undefined),
      publish,
      park: async ({ sequenceNumber }) => void parked.push(sequenceNumber),
    },
    records,
  );
  return done.then(() => ({ parked, expired }));
}

const sent = () =>
  client
    .commandCalls(PutEventsCommand)
    .map(({ args }) =>
      (args[0].input.Entries ?? []).map(({ Detail }) => (JSON.parse(Detail ?? '') as { id: string }).id),
    );

describe('the relay', () => {
  it('publishes ten at a time, in the order of the stream', async () => {
    client.on(PutEventsCommand).callsFake(({ Entries }) => ({ Entries: Entries.map(() => ({ EventId: 'e' })) }));
    await run(Array.from({ length: 12 }, (_, i) => record(`e${i}`)));
    expect(sent()).toEqual([
      ['e0', 'e1', 'e2', 'e3', 'e4', 'e5', 'e6', 'e7', 'e8', 'e9'],
      ['e10', 'e11'],
    ]);
  });

  it('sends an entry that the bus refused again, alone', async () => {
    client
      .on(PutEventsCommand)
      .resolvesOnce({ Entries: [{ EventId: 'e' }, { ErrorCode: 'ThrottlingException' }, { EventId: 'e' }] })
      .resolves({ Entries: [{ EventId: 'e' }] });
    await run([record('a'), record('b'), record('c')]);
    expect(sent()).toEqual([['a', 'b', 'c'], ['b']]);
  });

  it('gives the batch back when the bus goes on refusing', async () => {
    client.on(PutEventsCommand).resolves({ Entries: [{ ErrorCode: 'InternalFailure' }] });
    await expect(run([record('a')])).rejects.toThrow('InternalFailure');
  });

  it('parks a record that cannot be told, and goes on', async () => {
    client.on(PutEventsCommand).callsFake(({ Entries }) => ({ Entries: Entries.map(() => ({ EventId: 'e' })) }));
    expect(await run([record('a'), record('poison'), record('b')])).toEqual({ parked: ['poison'], expired: [] });
    expect(sent()).toEqual([['a', 'b']]);
  });

  it('parks a record of a stream that nobody has', async () => {
    expect(await run([{ ...record('x'), source: 'elsewhere' }])).toEqual({ parked: ['x'], expired: [] });
    expect(sent()).toEqual([]);
  });

  it('parks a record whose images cannot be read', async () => {
    expect(await run([{ ...record('x'), now: undefined, unreadable: 'SyntaxError' }])).toMatchObject({ parked: ['x'] });
  });

  it('gives the batch back when the table is busy, and parks a deleted item that nobody can read', async () => {
    const busy = new Refusal(common.TRY_AGAIN);
    await expect(run([record('gone', true)], busy)).rejects.toBe(busy);
    expect(await run([record('gone', true)], new TypeError('not a reservation'))).toMatchObject({ parked: ['gone'] });
  });

  it('hands an item that time deleted to its service, and publishes nothing for it', async () => {
    expect(await run([record('gone', true)])).toEqual({ parked: [], expired: [{ id: 'gone' }] });
    expect(sent()).toEqual([]);
  });
});
