// What changes of the external-data table tell the world.
import { describe, expect, it } from 'vitest';
import { eventsOf } from '../../../functions/external-data/outbox.ts';
import { cause, NOW, webhook } from './samples.ts';

const entry = {
  v: 42,
  type: 'WebhookDisabled',
  at: NOW,
  cause: `${cause.correlationId} ${cause.causationId}`,
  url: 'https://partner.example:8443/hooks/of-a-token?key=a-secret',
  failingSince: NOW - 1,
  lastError: 'TIMED_OUT',
};
const disabled = {
  ...webhook({ enabled: false, disabledReason: 'FAILING', disabledAt: NOW, failingSince: NOW - 1, version: 42 }),
  url: 'https://partner.example:8443/hooks/of-a-token?key=a-secret',
  lastError: 'TIMED_OUT',
  log: [entry],
};
const item = (hook: object) => ({ pk: 'WEBHOOKS', sk: 'WEBHOOK#whk_4k9ZtQ0aB1cD', ...hook });
const told = (now: object | undefined, old?: object) =>
  eventsOf({ now: now && item(now), old: old && item(old), expired: false });

describe('a webhook', () => {
  it('that was disabled for failing is told of, with an id that is the same every time, and without what is secret in its URL', () => {
    expect(told(disabled, webhook())).toEqual([
      {
        source: 'onsale.external-data',
        envelope: {
          id: 'webhook/whk_4k9ZtQ0aB1cD/42/WebhookDisabled',
          type: 'WebhookDisabled',
          version: 1,
          occurredAt: '2025-07-13T10:00:00.000Z',
          ...cause,
          data: {
            webhookId: 'whk_4k9ZtQ0aB1cD',
            url: 'https://partner.example:8443',
            failingSince: NOW - 1,
            disabledAt: NOW,
            lastError: 'TIMED_OUT',
          },
        },
      },
    ]);
  });

  it('is told of once, whatever is written after', () => {
    expect(told({ ...disabled, enabled: true }, disabled)).toEqual([]);
  });

  it('is told of as it was, also after it was enabled again at another address', () => {
    const mended = { ...webhook(), url: 'https://other.example', log: [entry], version: 50 };
    expect(told(mended)).toEqual(told(disabled));
  });

  it('that was made, failed a little or was removed tells nothing', () => {
    expect(told(webhook())).toEqual([]);
    expect(told(webhook({ failures: 1 }), webhook())).toEqual([]);
    expect(told(undefined, disabled)).toEqual([]);
  });

  it('with an entry that nobody knows is refused, so that the relay parks it', () => {
    expect(() => told({ ...disabled, log: [{ ...entry, type: 'WebhookLost' }] }, webhook())).toThrow('WebhookLost');
  });
});

it.each([
  ['the count', { sk: 'COUNT', webhooks: 1 }],
  ['the pulse', { pk: 'PULSE', sk: 'PULSE', at: NOW }],
])('%s tells nothing', (_, now) => {
  expect(eventsOf({ now, old: undefined, expired: false })).toEqual([]);
});
