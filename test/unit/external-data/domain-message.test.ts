// What is derived of a delivery: its place, its ids, and the secrets that sign it.
import { describe, expect, it } from 'vitest';
import {
  deliveryIdOf,
  messageIdOf,
  PLACE,
  placeIn,
  placeOf,
  secretOf,
  secretsAt,
} from '../../../functions/external-data/domain-message.ts';
import { parseKeyRing } from '../../../functions/shared/key-ring.ts';
import { NOW, webhook } from './samples.ts';

describe('a place', () => {
  const event = { id: 'reservation/rsv_1/3/ReservationCompleted', occurredAt: NOW };

  it('is the same whenever the event comes again, and another for another event', () => {
    expect(placeOf(event)).toMatch(PLACE);
    expect(placeOf({ ...event })).toBe(placeOf(event));
    expect(placeOf({ ...event, id: 'reservation/rsv_2/3/ReservationCompleted' })).not.toBe(placeOf(event));
  });

  it('sorts by time', () => {
    const earlier = placeOf({ id: 'z', occurredAt: NOW - 1 });
    expect([placeOf(event), earlier].toSorted()[0]).toBe(earlier);
  });

  it('is what the id of a delivery says', () => {
    expect(deliveryIdOf(placeOf(event))).toMatch(/^dlv_\d{13}_[0-9A-Za-z]{12}$/);
    expect(placeIn(deliveryIdOf(placeOf(event)))).toBe(placeOf(event));
  });

  it.each(['dlv_1', 'dlv_1752400800000_0123456789a', 'whk_1752400800000_0123456789ab', ''])('is not in "%s"', (id) => {
    expect(placeIn(id)).toBeUndefined();
  });
});

describe('a message id', () => {
  it('has nothing that a header or a signature would stumble over', () => {
    expect(messageIdOf('reservation/rsv_1/3/ReservationCompleted')).toBe('reservation-rsv_1-3-ReservationCompleted');
    expect(messageIdOf('a.b\r\nc: d/é')).toMatch(/^[\w-]+$/);
  });
});

describe('a secret', () => {
  const ring = parseKeyRing(`${'a'.repeat(64)}\n${'b'.repeat(64)}`);

  it('is 32 bytes as the Standard Webhooks scheme writes them, the same each time', () => {
    const secret = secretOf(ring.newest, 'whk_1', 1);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(secretOf(ring.newest, 'whk_1', 1)).toBe(secret);
  });

  it('is another one for each webhook, each number and each key of the ring', () => {
    const secrets = [
      secretOf(ring.newest, 'whk_1', 1),
      secretOf(ring.newest, 'whk_2', 1),
      secretOf(ring.newest, 'whk_1', 2),
      secretOf(ring.oldest, 'whk_1', 1),
    ];
    expect(new Set(secrets).size).toBe(4);
  });

  it('signs alone, but with the one before for as long as that is valid', () => {
    const rotated = webhook({ secretNo: 3, kid: 'new', previousKid: 'old', previousUntil: NOW });
    const both = [
      { secretNo: 3, kid: 'new' },
      { secretNo: 2, kid: 'old' },
    ];
    expect(secretsAt(rotated, NOW - 1)).toEqual(both);
    expect(secretsAt(rotated, NOW)).toEqual(both.slice(0, 1));
    expect(secretsAt(webhook(), NOW)).toEqual([{ secretNo: 1, kid: 'key00001' }]);
  });
});
