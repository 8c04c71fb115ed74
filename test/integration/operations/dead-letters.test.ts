// Dead letters on real queues: looking changes nothing, and redriving moves what was meant, once.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Held, QueueGateway } from '../../../functions/operations/gateway-queues.ts';
import { listDeadLetters, lookAtMessages, redrive } from '../../../functions/operations/use-cases-dead-letters.ts';
import { newStage, type TestStage } from './own-queues.ts';

let stage: TestStage;
beforeEach(async () => {
  stage = await newStage();
});
afterEach(() => stage.end());

const numbered = (count: number) => Array.from({ length: count }, (_, n) => JSON.stringify({ n }));
const redriveNow = (messageId?: string) => redrive(stage.tools, { name: 'work-dead', messageId, now: Date.now() });

async function die(bodies: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const body of bodies) ids.push(await stage.dies(body));
  return ids;
}

describe('looking', () => {
  it('changes nothing: every message can be received right after it', async () => {
    await die(numbered(23));
    const { messages } = await lookAtMessages(stage.tools, { name: 'work-dead', limit: 50 });
    expect(new Set(messages.map(({ body }) => JSON.stringify(body)))).toEqual(new Set(numbered(23)));
    const { queues } = await listDeadLetters(stage.tools);
    expect(queues[0]).toMatchObject({ name: 'work-dead', messages: 23, inFlight: 0, feeds: 'work', redrivable: true });
    expect((await stage.visible()).toSorted()).toEqual(numbered(23).toSorted());
    expect(await stage.works()).toEqual([]);
  });

  it('by two operators at one time loses and doubles nothing', async () => {
    await die(numbered(8));
    const look = () => lookAtMessages(stage.tools, { name: 'work-dead', limit: 50 });
    await Promise.all([look(), look(), listDeadLetters(stage.tools)]);
    expect((await stage.visible()).toSorted()).toEqual(numbered(8).toSorted());
  });

  it('says why a message died, by the newest error under its id', async () => {
    const [first = '', second = ''] = await die(['{"n":1}', 'no JSON']);
    const failed = (messageId: string, message: string) => {
      return { message: 'message failed', messageId, error: { name: 'Error', message } };
    };
    const now = Date.now();
    await stage.says(now + 1, 'START RequestId: 1', failed(first, 'at first'), failed(second, 'of another'));
    await stage.says(now + 2, failed(first, 'at last'), `not JSON, but it names ${second}`);
    const { messages } = await lookAtMessages(stage.tools, { name: 'work-dead' });
    const shown = messages.map(({ messageId, body, error }) => [messageId, body, error]);
    expect(shown.toSorted()).toEqual(
      [
        [first, { n: 1 }, 'Error: at last'],
        [second, 'no JSON', 'Error: of another'],
      ].toSorted(),
    );
  });
});

describe('redriving', () => {
  it('one of several moves that one, and the others can be received at once', async () => {
    const ids = await die(numbered(14));
    expect(await redriveNow(ids[12])).toEqual({ redriven: 1, left: 13 });
    expect(await stage.works()).toEqual(['{"n":12}']);
    expect((await stage.visible()).toSorted()).toEqual(numbered(14).toSpliced(12, 1).toSorted());
  });

  it('one that is not there moves nothing, and says that all were looked at', async () => {
    await die(numbered(2));
    expect(await redriveNow('00000000-0000-4000-8000-000000000000')).toEqual({ redriven: 0, left: 2, searched: 'all' });
    expect([await stage.works(), (await stage.visible()).length]).toEqual([[], 2]);
  });

  it('one that somebody else looks at says that not all were', async () => {
    const [id = ''] = await die(numbered(1));
    expect(await stage.visible()).toHaveLength(1);
    expect(await redriveNow(id)).toEqual({ redriven: 0, left: 1, searched: 'part' });
  });

  it('messages that are heavier than one batch may be together moves all of them', async () => {
    const heavy = Array.from({ length: 3 }, (_, n) => `${n}${'x'.repeat(200_000)}`);
    await die(heavy);
    expect(await redriveNow()).toEqual({ redriven: 3, left: 0 });
    expect((await stage.works()).toSorted()).toEqual(heavy);
  });

  it('keeps whose each message is', async () => {
    await stage.dies('{"n":0}', 'whk_1');
    await stage.dies('{"n":1}');
    expect(await redriveNow()).toEqual({ redriven: 2, left: 0 });
    const moved = await stage.tools.queues.receive('work', { most: 10, seconds: 15 });
    expect(moved.map(({ body, group }) => [body, group]).toSorted()).toEqual([
      ['{"n":0}', 'whk_1'],
      ['{"n":1}', undefined],
    ]);
  });

  it('all while new ones arrive moves those that were there, and leaves the new ones to be seen at once', async () => {
    await die(numbered(12));
    const now = Date.now();
    await vi.waitUntil(() => Date.now() > now);
    const late: string[] = [];
    const queues: QueueGateway = {
      ...stage.tools.queues,
      async send(queue, messages) {
        late.push(`late ${late.length}`);
        await stage.dies(late.at(-1));
        return stage.tools.queues.send(queue, messages);
      },
    };
    const { redriven, left } = await redrive({ ...stage.tools, queues }, { name: 'work-dead', now });
    expect([redriven, left]).toEqual([12, late.length]);
    expect((await stage.works()).toSorted()).toEqual(numbered(12).toSorted());
    expect((await stage.visible()).toSorted()).toEqual(late);
  });

  it('by two operators at one time moves every message once', async () => {
    await die(numbered(25));
    const answers = await Promise.all([redriveNow(), redriveNow()]);
    expect(answers.reduce((sum, { redriven }) => sum + redriven, 0)).toBe(25);
    expect((await stage.works()).toSorted()).toEqual(numbered(25).toSorted());
  });

  it('a message twice, after a death between sending and deleting, doubles it and loses nothing', async () => {
    await die(['{"n":0}', '{"n":1}']);
    let undeleted: readonly Held[] = [];
    const queues: QueueGateway = {
      ...stage.tools.queues,
      async remove(_, held) {
        undeleted = held;
        throw new Error('killed');
      },
    };
    const dies = redrive({ ...stage.tools, queues }, { name: 'work-dead', now: Date.now() });
    await expect(dies).rejects.toThrow('killed');
    expect((await stage.works()).toSorted()).toEqual(numbered(2));
    expect(await stage.tools.queues.depth('work-dead')).toEqual({ messages: 0, inFlight: 2 });
    // As if the time were over for which the dead one hid them.
    await stage.tools.queues.putBack('work-dead', undeleted);
    expect(await redriveNow()).toEqual({ redriven: 2, left: 0 });
    expect((await stage.works()).toSorted()).toEqual(numbered(2));
  });

  it('what the queue refuses leaves it where it was, to be seen at once', async () => {
    await die(numbered(3));
    const queues = { ...stage.tools.queues, send: () => Promise.reject(new Error('refused')) };
    await expect(redrive({ ...stage.tools, queues }, { name: 'work-dead', now: Date.now() })).rejects.toThrow();
    expect([await stage.works(), (await stage.visible()).length]).toEqual([[], 3]);
  });
});
