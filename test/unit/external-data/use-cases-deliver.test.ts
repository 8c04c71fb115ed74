// One look at a delivery: what is counted, and what is said of a receiver by an attempt at its old address.
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Delivery, Health, Webhook } from '../../../functions/external-data/domain.ts';
import { type Deliver, deliver } from '../../../functions/external-data/use-cases-deliver.ts';
import { parseKeyRing } from '../../../functions/shared/key-ring.ts';
import { count } from '../../../functions/shared/log.ts';
import { delivery, NOW, webhook } from './samples.ts';

vi.mock('../../../functions/shared/log.ts', () => ({ log: { info: vi.fn(), warn: vi.fn() }, count: vi.fn() }));
afterEach(() => vi.mocked(count).mockClear());

const ring = parseKeyRing('r'.repeat(64));
const counted = () => vi.mocked(count).mock.calls.map(([name]) => name);

/** A worker on a delivery as it is, whose ends are `written` or come too late. */
function workerOn(hook: Webhook, seen: Delivery, { written = true, found = hook } = {}) {
  const saved: Health[] = [];
  const sent: number[] = [];
  const tools: Deliver = {
    webhooks: {
      saveHealth: async ({ version }, next) => {
        if (version !== found.version) return found;
        saved.push(next);
        return 'saved';
      },
    },
    store: {
      webhook: async () => hook,
      delivery: async () => seen,
      deliveries: async () => ({ read: [], more: false }),
      attempts: async () => [],
      add: async (added) => added,
      claim: async () => ({ ...seen, attempts: seen.attempts + 1, dueAt: NOW + 30_000 }),
      note: async () => {},
      finish: async () => written,
      end: async () => written,
      restart: async () => seen,
    },
    receiver: { post: async () => ({ status: 503, latencyMs: 5 }) },
    ring: async () => ring,
    send: async (messages) => void sent.push(...messages.map(({ delaySeconds }) => delaySeconds)),
    clock: () => NOW,
    chance: () => 0,
  };
  return { run: () => deliver(tools, { webhookId: hook.webhookId, place: seen.place }), saved, sent };
}

const kid = ring.newest.kid;
const failing = webhook({ kid, failures: 9, failingSince: NOW - 1, lastFailedAt: NOW - 1, retryAt: NOW + 60_000 });
const dayOld = delivery({ startedAt: NOW - 86_400_000 });
const lastTry = delivery({ attempts: 10 });

describe('a delivery that is given up', () => {
  it('is counted when it waited a day for a receiver that was left alone', async () => {
    await workerOn(failing, dayOld).run();
    expect(counted()).toEqual(['deliveriesGivenUp']);
  });

  it('is counted when its last try failed', async () => {
    await workerOn(webhook({ kid }), lastTry).run();
    expect(counted()).toEqual(['deliveriesGivenUp']);
  });

  it('is not counted by those who came too late to end it', async () => {
    await workerOn(failing, dayOld, { written: false }).run();
    await workerOn(webhook({ kid }), lastTry, { written: false }).run();
    expect(counted()).toEqual([]);
  });

  it('as its webhook was disabled is not counted: that was told already', async () => {
    await workerOn(webhook({ kid, enabled: false }), delivery()).run();
    expect(counted()).toEqual([]);
  });
});

describe('an attempt that fails', () => {
  it('is looked at again when the pause that it began is over, not only when it is due', async () => {
    const four = webhook({ kid, failures: 4, failingSince: NOW - 1, lastFailedAt: NOW - 1 });
    const { run, sent } = workerOn(four, delivery({ attempts: 6 }));
    await run();
    expect(sent).toEqual([30]);
  });

  it('at an address that was changed meanwhile does not count against the new one', async () => {
    const changed = webhook({ kid, url: 'https://partner.example/other', recoveredAt: NOW, version: 2 });
    const { run, saved } = workerOn(webhook({ kid, failures: 4, failingSince: NOW - 1 }), delivery(), {
      found: changed,
    });
    await run();
    expect(saved).toEqual([]);
  });

  it('while others write the webhook is counted on what they wrote', async () => {
    const { run, saved } = workerOn(webhook({ kid }), delivery(), {
      found: webhook({ kid, failures: 2, failingSince: NOW - 1, version: 2 }),
    });
    await run();
    expect(saved).toMatchObject([{ failures: 3 }]);
  });
});
