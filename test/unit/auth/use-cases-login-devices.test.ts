// Signing in on a device that did so before: what counts there, and what makes it known.
import { randomBytes } from 'node:crypto';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { refusals as accountRefusals } from '../../../functions/auth/contract.ts';
import { refusals } from '../../../functions/auth/contract-sessions.ts';
import { deviceToken } from '../../../functions/auth/domain-device.ts';
import { logIn } from '../../../functions/auth/use-cases-login.ts';
import { parseKeyRing } from '../../../functions/shared/key-ring.ts';
import {
  begin,
  device,
  failedBefore,
  kim,
  ofAccount,
  ofAddress,
  ofDevice,
  ofDevices,
  ring,
  tools,
  written,
  wrong,
} from './login-world.ts';

const elsewhere = deviceToken(ring, { ...device, userId: '11111111-1111-4111-8111-111111111111' });

beforeEach(begin);

describe('a device that signed in before', () => {
  const known = [deviceToken(ring, device)];

  it('has a count of its own, and one with the others of its account: a wrong password counts there, and nowhere else', async () => {
    failedBefore({ [ofAccount]: 2_000, [ofAddress]: 2_000 });
    await expect(logIn(tools, { ...wrong, deviceTokens: known })).rejects.toMatchObject({
      kind: refusals.BAD_CREDENTIALS,
    });
    expect(written(UpdateCommand)).toEqual([ofDevice, ofDevices]);
  });

  it('signs in however much a stranger guessed, and takes back what failed on it alone', async () => {
    failedBefore({ [ofAccount]: 2_000, [ofAddress]: 2_000, [ofDevice]: 4, [ofDevices]: 49 });
    expect(await logIn(tools, { ...kim, deviceTokens: known })).toMatchObject({ accessToken: 'signed' });
    expect(written(DeleteCommand)).toEqual([ofDevice]);
  });

  it.each([
    ['its own failures', { [ofDevice]: 5 }],
    ['fifty on all devices of the account', { [ofDevices]: 50 }],
  ])('is blocked by %s', async (_, failures) => {
    failedBefore(failures);
    await expect(logIn(tools, { ...kim, deviceTokens: known })).rejects.toMatchObject({
      kind: accountRefusals.TOO_MANY_ATTEMPTS,
    });
  });

  it('is known by whichever of its tokens is of this account', async () => {
    await logIn(tools, { ...wrong, deviceTokens: [elsewhere, ...known] }).catch(() => {});
    expect(written(UpdateCommand)).toEqual([ofDevice, ofDevices]);
  });

  it.each([
    ['of another account', elsewhere],
    ['that is altered', `${known[0]?.slice(0, -1)}${known[0]?.endsWith('A') ? 'B' : 'A'}`],
    ['whose nonce is another', known[0]?.replace(device.nonce, '0123456789Ac') ?? ''],
    ['made with a key that is not ours', deviceToken(parseKeyRing('k'.repeat(64)), device)],
    ['that is no token at all', randomBytes(60).toString('base64url')],
  ])('with a token %s is an unknown one', async (_, token) => {
    await logIn(tools, { ...wrong, deviceTokens: [token] }).catch(() => {});
    expect(written(UpdateCommand)).toEqual([ofAccount, ofAddress]);
  });
});
