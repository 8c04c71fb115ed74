// Publishing: what may pass is tried again alone, what never can is given back, and all else throws.
import { EventBridgeClient, EventBridgeServiceException, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createPublish, MOST_BYTES } from '../../../functions/shared/bus.ts';
import type { Published } from '../../../functions/shared/event.ts';

const client = mockClient(EventBridgeClient);
const publish = createPublish({ BUS_NAME: 'bus' }, client as unknown as EventBridgeClient);
beforeEach(() => client.reset());

function event(id: string, note = ''): Published {
  const head = { type: 'ChargeCompleted', version: 1, occurredAt: '2025-07-13T10:00:00.000Z' };
  const envelope = { id, ...head, correlationId: 'c', causationId: 'r', data: { note } };
  return { source: 'onsale.wallet', envelope };
}

interface Sent {
  readonly Entries: readonly { readonly Detail: string }[];
}
const idOf = ({ Detail }: { readonly Detail?: string | undefined }) => (JSON.parse(Detail ?? '') as { id: string }).id;
const sent = () => client.commandCalls(PutEventsCommand).map(({ args }) => (args[0].input.Entries ?? []).map(idOf));

/** The bus answers each entry with a code of its own, the n-th time with the n-th; none when it takes it. */
function busSays(codes: Readonly<Record<string, readonly (string | undefined)[]>>): void {
  const asked: Record<string, number> = {};
  client.on(PutEventsCommand).callsFake(({ Entries }: Sent) => ({
    Entries: Entries.map((entry) => {
      const id = idOf(entry);
      const times = asked[id] ?? 0;
      asked[id] = times + 1;
      const code = codes[id]?.[times];
      return code === undefined ? { EventId: 'e' } : { ErrorCode: code };
    }),
  }));
}

const fault = (name: string, status: number) =>
  new EventBridgeServiceException({ name, $fault: 'client', $metadata: { httpStatusCode: status } });

describe('entries that may pass', () => {
  it.each(['ThrottlingException', 'InternalFailure', 'InternalException', 'SomethingNew'])(
    'are sent again alone after %s',
    async (code) => {
      busSays({ b: [code, code] });
      expect(await publish([event('a'), event('b'), event('c')])).toEqual([]);
      expect(sent()).toEqual([['a', 'b', 'c'], ['b'], ['b']]);
    },
  );

  it('throw when the bus goes on refusing them', async () => {
    busSays({ a: Array.from({ length: 9 }, () => 'ThrottlingException') });
    await expect(publish([event('a')])).rejects.toThrow('the bus refused 1 events: ThrottlingException');
    expect(sent()).toHaveLength(4);
  });

  it('are sent again when the bus said nothing of them', async () => {
    client
      .on(PutEventsCommand)
      .resolvesOnce({ Entries: [{ EventId: 'e' }] })
      .resolves({ Entries: [{ EventId: 'e' }] });
    expect(await publish([event('a'), event('b')])).toEqual([]);
    expect(sent()).toEqual([['a', 'b'], ['b']]);
  });

  it.each(['AccessDeniedException', 'InvalidAccountIdException'])(
    'are those refused for %s: an operator can mend it while the stream still has them',
    async (code) => {
      busSays({ a: Array.from({ length: 9 }, () => code) });
      await expect(publish([event('a')])).rejects.toThrow(code);
    },
  );
});

describe('entries that never can', () => {
  it.each([
    'MalformedDetail',
    'InvalidArgument',
    'RedactionFailure',
    'NotAuthorizedForSourceException',
    'NotAuthorizedForDetailTypeException',
  ])('are given back after %s, not tried again, and the others go', async (code) => {
    const poison = event('b');
    busSays({ b: [code] });
    expect(await publish([event('a'), poison, event('c')])).toEqual([{ event: poison, reason: `the bus: ${code}` }]);
    expect(sent()).toEqual([['a', 'b', 'c']]);
  });

  it('are given back while others are tried again', async () => {
    const poison = event('b');
    busSays({ a: ['InternalFailure'], b: ['MalformedDetail'] });
    expect(await publish([event('a'), poison])).toMatchObject([{ event: poison }]);
    expect(sent()).toEqual([['a', 'b'], ['a']]);
  });

  it('are found alone when the whole call was invalid', async () => {
    const poison = event('b');
    client.on(PutEventsCommand).callsFake(({ Entries }: Sent) => {
      if (Entries.some((entry) => idOf(entry) === 'b')) throw fault('ValidationException', 400);
      return { Entries: Entries.map(() => ({ EventId: 'e' })) };
    });
    expect(await publish([event('a'), poison, event('c')])).toEqual([
      { event: poison, reason: 'the bus: InvalidArgument' },
    ]);
    expect(sent()).toEqual([['a', 'b', 'c'], ['a'], ['b'], ['c']]);
  });

  it('are those too large for the bus, which are not even sent', async () => {
    const large = event('large', '가'.repeat(MOST_BYTES / 3));
    busSays({});
    const [poison, ...others] = await publish([event('a'), large, event('b')]);
    expect(others).toEqual([]);
    expect(poison?.event).toBe(large);
    expect(poison?.reason).toMatch(/^\d+ bytes are more than the bus takes$/);
    expect(sent()).toEqual([['a', 'b']]);
  });
});

describe('the whole call', () => {
  it.each([
    ['access is denied', fault('AccessDeniedException', 403)],
    ['the bus is gone', fault('ResourceNotFoundException', 404)],
    ['the call is throttled', fault('ThrottlingException', 429)],
    ['the bus is broken', fault('InternalException', 500)],
    ['the network is down', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })],
  ])('throws when %s', async (_, error) => {
    client.on(PutEventsCommand).rejects(error);
    await expect(publish([event('a'), event('b')])).rejects.toBe(error);
  });

  it('takes ten entries', async () => {
    busSays({});
    await publish(Array.from({ length: 21 }, (_, i) => event(`e${i}`)));
    expect(sent().map((ids) => ids.length)).toEqual([10, 10, 1]);
  });

  it('takes 256 KB, however few entries that are', async () => {
    busSays({});
    const third = 'x'.repeat(MOST_BYTES / 3);
    await publish([event('a', third), event('b', third), event('c', third), event('d')]);
    expect(sent()).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });
});
