// The rules of dead letters.
import { describe, expect, it } from 'vitest';
import { byUrgency, deadQueuesOf, isMeant, oldestOf, readable } from '../../../functions/operations/domain.ts';

const message = { messageId: 'm1', sentAt: 1_000, receives: 5, body: '{}' };

describe('the queues of dead letters', () => {
  it('are those of workers, those of bus rules before them, and those that feed nothing', () => {
    const named = 'queue-ticks:queue-admit,reservations-confirm:reservations-confirm-reservation+,outbox-parked';
    const confirm = { queue: 'reservations-confirm', worker: 'reservations-confirm-reservation' };
    expect(deadQueuesOf(named)).toEqual([
      { name: 'queue-ticks-dead', feeds: { queue: 'queue-ticks', worker: 'queue-admit' } },
      { name: 'reservations-confirm-dead', feeds: confirm },
      { name: 'reservations-confirm-rule-dead', feeds: confirm },
      { name: 'outbox-parked' },
    ]);
  });

  it.each(['', 'a,,b', 'a:', ':b', 'a:b:c', 'a b', 'a+'])('are not named by "%s"', (named) => {
    expect(() => deadQueuesOf(named)).toThrow('does not name a queue of dead letters');
  });
});

describe('a redrive', () => {
  it('of one message means that one, however old or new', () => {
    expect(isMeant(message, { messageId: 'm1', at: 0 })).toBe(true);
    expect(isMeant(message, { messageId: 'm2', at: 2_000 })).toBe(false);
  });

  it('of all means those that were sent before it was asked: what fails again meanwhile does not go round', () => {
    expect(isMeant(message, { at: 1_000 })).toBe(true);
    expect(isMeant(message, { at: 999 })).toBe(false);
  });
});

describe('a list of queues', () => {
  it('begins with those that have messages, waiting or taken, and is by name', () => {
    const queues = [
      { name: 'd', messages: 0, inFlight: 0 },
      { name: 'c', messages: 0, inFlight: 1 },
      { name: 'a', messages: 0, inFlight: 0 },
      { name: 'b', messages: 7, inFlight: 0 },
    ];
    expect(byUrgency(queues).map(({ name }) => name)).toEqual(['b', 'c', 'a', 'd']);
  });

  it('says how old the oldest is, where there is one', () => {
    expect(oldestOf([message, { ...message, sentAt: 400 }, { ...message, sentAt: 700 }])).toBe(400);
    expect(oldestOf([])).toBeUndefined();
  });
});

describe('a body', () => {
  it('is shown as JSON where it is some, else as text', () => {
    const shown = ['{"a":[1]}', '{"a":', ''].map(readable);
    expect(shown).toEqual([{ body: { a: [1] } }, { body: '{"a":' }, { body: '' }]);
  });

  it('of up to 64 KB is shown whole', () => {
    const body = JSON.stringify('x'.repeat(65_534));
    expect(readable(body)).toEqual({ body: 'x'.repeat(65_534) });
  });

  it('that is longer is cut there, between two characters, and says so', () => {
    expect(readable(`{${'x'.repeat(70_000)}`)).toEqual({ body: `{${'x'.repeat(65_535)}`, truncated: true });
    const korean = readable('가'.repeat(30_000));
    expect(korean).toEqual({ body: '가'.repeat(21_845), truncated: true });
    expect(readable(`x${'가'.repeat(30_000)}`)).toEqual({ body: `x${'가'.repeat(21_845)}`, truncated: true });
    expect(readable(`xx${'가'.repeat(30_000)}`)).toEqual({ body: `xx${'가'.repeat(21_844)}`, truncated: true });
  });
});
