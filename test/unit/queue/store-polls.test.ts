// What an instance remembers of who asked.
import { describe, expect, it } from 'vitest';
import { createPollMemory } from '../../../functions/queue/store-polls.ts';
import { NOW } from './samples.ts';

const asks = (memory: ReturnType<typeof createPollMemory>, poller: string, times: number) => {
  for (let i = 0; i < times; i++) memory.polled(poller, 20, NOW);
};

describe('the memory of polls', () => {
  it('is of each place apart', () => {
    const memory = createPollMemory();
    asks(memory, 'con_1/1', 8);
    expect(['con_1/1', 'con_1/2', 'con_2/1'].map((poller) => memory.tooEarly(poller, NOW))).toEqual([
      20,
      undefined,
      undefined,
    ]);
  });

  it('is not changed by those who are turned away', () => {
    const memory = createPollMemory();
    asks(memory, 'con_1/1', 8);
    for (let i = 0; i < 100; i++) memory.tooEarly('con_1/1', NOW);
    expect(memory.tooEarly('con_1/1', NOW + 5_000)).toBeUndefined();
  });

  it('forgets who asked longest ago when it is full', () => {
    const memory = createPollMemory(2);
    asks(memory, 'first', 8);
    asks(memory, 'second', 8);
    asks(memory, 'first', 1);
    asks(memory, 'third', 8);
    expect(['first', 'second', 'third'].map((poller) => memory.tooEarly(poller, NOW) !== undefined)).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('is gone for who waits no more', () => {
    const memory = createPollMemory();
    asks(memory, 'con_1/1', 8);
    memory.forget('con_1/1');
    expect(memory.tooEarly('con_1/1', NOW)).toBeUndefined();
  });

  it('is of another instance apart: best effort', () => {
    asks(createPollMemory(), 'con_1/1', 8);
    expect(createPollMemory().tooEarly('con_1/1', NOW)).toBeUndefined();
  });
});
