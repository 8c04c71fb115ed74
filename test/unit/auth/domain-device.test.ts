// Device tokens: ours, of one account, and worthless when anything of them is changed.
import { describe, expect, it } from 'vitest';
import { deviceName, deviceOf, deviceToken } from '../../../functions/auth/domain-device.ts';
import { parseKeyRing } from '../../../functions/shared/key-ring.ts';

const OLD = 'the older key of a ring that was made for a test';
const NEW = 'the-younger-key-of-a-ring-that-was-made-for-a-test'.replaceAll('-', '_');
const oldLine = OLD.replaceAll(' ', '_');
const ring = parseKeyRing(oldLine);
const rotated = parseKeyRing(`${oldLine}\n${NEW}`);
const device = { userId: '0b6f1f0e-8f0c-4c57-9e3f-6a1f0c9d2e11', nonce: '0123456789Ab' };
const token = deviceToken(ring, device);
const found = (keys: typeof ring, text: string, userId = device.userId) => deviceOf(keys, text, userId);

describe('a device token', () => {
  it('names the account and the device', () => {
    expect(token).toMatch(/^odt_0b6f1f0e8f0c4c579e3f6a1f0c9d2e110123456789Ab[0-9A-Za-z]{8}[\w-]{22}$/);
    expect(found(ring, token)).toEqual(device);
  });

  it('is good while its key is in the ring, and renewed with the newest', () => {
    const renewed = deviceToken(rotated, device);
    expect([found(rotated, token), found(rotated, renewed)]).toEqual([device, device]);
    expect(renewed).not.toBe(token);
    expect(found(parseKeyRing(NEW), token)).toBeUndefined();
    expect(found(parseKeyRing(NEW), renewed)).toEqual(device);
  });

  it('names no device of another account, also with the id of that one put into it', () => {
    const other = '11111111-1111-4111-8111-111111111111';
    const [own, others] = [device.userId, other].map((userId) => userId.replaceAll('-', ''));
    const forged = token.replace(own ?? '', others ?? '');
    expect(forged).not.toBe(token);
    expect([found(ring, token, other), found(ring, forged, other)]).toEqual([undefined, undefined]);
  });

  it('is worthless with any one character changed', () => {
    const altered = [...token].map((char, i) => {
      return `${token.slice(0, i)}${char === 'a' ? 'b' : 'a'}${token.slice(i + 1)}`;
    });
    expect(altered.map((text) => found(ring, text)).filter((one) => one !== undefined)).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['longer', `${token}A`],
    ['in capitals', token.toUpperCase()],
    ['of another key', deviceToken(parseKeyRing(NEW), device)],
    ['followed by a line', `${token}\n`],
  ])('that is %s names no device', (_, text) => {
    expect(found(ring, text)).toBeUndefined();
  });
});

it('counts each device of an account alone', () => {
  expect(deviceName(device)).not.toBe(deviceName({ ...device, nonce: 'BA9876543210' }));
});
