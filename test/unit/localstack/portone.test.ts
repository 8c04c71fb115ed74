// The stand-in speaks PortOne's REST API, as PortOne's own SDK reads it.
import { describe, expect, it } from 'vitest';
import { API_SECRET, IDENTITY_CHANNEL_KEY, STORE_ID } from '../../../localstack/portone/account.ts';
import { verifyIdentity } from '../../../localstack/portone/client.ts';
import { KIM, useStandIn } from './portone-support.ts';

const { url, newId, send, play, open, fault, read } = useStandIn();

const customerOf = async (id: string) => {
  const found = await read(id);
  if (found.status !== 'VERIFIED' || !('verifiedCustomer' in found))
    throw new Error(`${id} is ${String(found.status)}`);
  return found.verifiedCustomer;
};

describe('an identity verification', () => {
  it('that was played is read as VERIFIED, with every field of PortOne', async () => {
    const id = newId();
    const answer = await (await play(id, { ...KIM, gender: 'FEMALE', phoneNumber: '01012345678' })).json();
    expect(await read(id, { storeId: STORE_ID })).toEqual(answer);
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(answer).toEqual({
      status: 'VERIFIED',
      id,
      channel: {
        type: 'TEST',
        id: 'channel-id-onsale-local-identity',
        key: IDENTITY_CHANNEL_KEY,
        name: '본인인증 (local stand-in)',
        pgProvider: 'DANAL',
        pgMerchantId: 'onsale-local',
      },
      verifiedCustomer: {
        ...KIM,
        gender: 'FEMALE',
        phoneNumber: '01012345678',
        isForeigner: false,
        ci: expect.stringMatching(/^[A-Za-z0-9+/]{86}==$/),
        di: expect.stringMatching(/^[A-Za-z0-9+/]{64}$/),
      },
      requestedAt: time,
      updatedAt: time,
      statusChangedAt: time,
      verifiedAt: time,
      pgTxId: expect.stringMatching(/^stand-in-/),
      pgRawResponse: expect.stringContaining('"RETURNCODE":"0000"'),
      version: 'V2',
    });
  });

  it('is READY once its window was opened', async () => {
    const id = newId();
    await open(id);
    expect(await read(id)).toMatchObject({ status: 'READY', id, requestedCustomer: {}, version: 'V2' });
  });

  it.each(['fail', 'cancel'])('is FAILED after %s, and can be tried again', async (action) => {
    const id = newId();
    await play(id, { action });
    expect(await read(id)).toMatchObject({
      status: 'FAILED',
      id,
      failure: { pgCode: expect.stringMatching(/^STAND_IN_/) },
    });
    await play(id, KIM);
    expect(await read(id)).toMatchObject({ status: 'VERIFIED' });
  });

  it('that is VERIFIED stays so', async () => {
    const id = newId();
    await play(id, KIM);
    const before = await read(id);
    const again = await play(id, { name: '이바다', birthDate: '1991-02-03' });
    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({ type: 'IDENTITY_VERIFICATION_ALREADY_VERIFIED' });
    await open(id);
    expect(await read(id)).toEqual(before);
  });

  it('was at the time and by the channel that a test asks for, with the keys it asks for', async () => {
    const id = newId();
    const verifiedAt = '2026-03-01T00:00:00.000Z';
    await play(id, { ...KIM, verifiedAt, channelKey: 'channel-key-of-another', withCi: false });
    const found = await read(id);
    expect(found).toMatchObject({
      verifiedAt,
      statusChangedAt: verifiedAt,
      channel: { key: 'channel-key-of-another' },
    });
    expect(Object.keys(await customerOf(id)).sort()).toEqual(['birthDate', 'di', 'gender', 'isForeigner', 'name']);
    const without = newId();
    await play(without, { ...KIM, withCi: false, withDi: false });
    expect(Object.keys(await customerOf(without)).sort()).toEqual(['birthDate', 'gender', 'isForeigner', 'name']);
  });

  it('has an id of its own for each person who is verified from code', async () => {
    const first = await verifyIdentity(url(), KIM);
    expect(await verifyIdentity(url(), KIM)).not.toBe(first);
    expect(await read(first)).toMatchObject({ status: 'VERIFIED', id: first });
  });
});

describe('the keys of a person', () => {
  const keysOf = async (person: object) => {
    const id = newId();
    await play(id, { ...KIM, ...person });
    const { ci, di } = await customerOf(id);
    return { ci, di };
  };

  it('are the same at every verification, in either spelling of Unicode', async () => {
    const keys = await keysOf({});
    expect(await keysOf({ gender: 'MALE', phoneNumber: '01000000000' })).toEqual(keys);
    expect(await keysOf({ name: ` ${KIM.name.normalize('NFD')} ` })).toEqual(keys);
  });

  it.each([[{ name: '김하눌' }], [{ birthDate: '1990-01-02' }]])('are others for %j', async (other) => {
    const [keys, others] = [await keysOf({}), await keysOf(other)];
    expect(others.ci).not.toBe(keys.ci);
    expect(others.di).not.toBe(keys.di);
  });
});

describe('the API refuses', () => {
  it('a verification that nobody asked for', async () => {
    await expect(read('unknown')).rejects.toMatchObject({ data: { type: 'IDENTITY_VERIFICATION_NOT_FOUND' } });
  });

  it('another secret', async () => {
    const id = await verifyIdentity(url(), KIM);
    await expect(read(id, { secret: 'guessed' })).rejects.toMatchObject({ data: { type: 'UNAUTHORIZED' } });
  });

  it('another store', async () => {
    const id = await verifyIdentity(url(), KIM);
    await expect(read(id, { storeId: 'store-other' })).rejects.toMatchObject({ data: { type: 'FORBIDDEN' } });
  });

  it('no Authorization, and routes it does not have', async () => {
    const id = await verifyIdentity(url(), KIM);
    const withoutSecret = await send('GET', `/identity-verifications/${id}`);
    expect([withoutSecret.status, await withoutSecret.json()]).toMatchObject([401, { type: 'UNAUTHORIZED' }]);
    const unknown = await send('GET', '/billing-keys', undefined, { authorization: `PortOne ${API_SECRET}` });
    expect(unknown.status).toBe(404);
    expect((await send('GET', '/play/nothing')).status).toBe(404);
  });

  it.each([
    [{}],
    [{ name: '김하늘' }],
    [{ ...KIM, birthDate: '1990-02-30' }],
    [{ ...KIM, birthDate: '2990-01-01' }],
    [{ ...KIM, name: '  ' }],
    [{ ...KIM, nmae: 'misspelt' }],
    [{ ...KIM, phoneNumber: '010-1234-5678' }],
    [{ ...KIM, redirectUrl: 'javascript:alert(1)' }],
    [{ action: 'explode' }],
    ['text'],
  ])('to play %j', async (body) => {
    const response = await play(newId(), body);
    expect([response.status, await response.json()]).toMatchObject([400, { type: 'INVALID_REQUEST' }]);
  });

  it('to play for another store', async () => {
    const response = await play(newId(), { ...KIM, storeId: 'store-other' });
    expect([response.status, await response.json()]).toMatchObject([403, { type: 'FORBIDDEN' }]);
  });
});

describe('a fault', () => {
  it('that is a status is met as often as asked, by the verification that was named', async () => {
    const [faulty, fine] = [await verifyIdentity(url(), KIM), await verifyIdentity(url(), KIM)];
    await fault({ kind: 'status', status: 503, times: 2, path: faulty });
    expect(await read(fine)).toMatchObject({ status: 'VERIFIED' });
    for (let i = 0; i < 2; i++) await expect(read(faulty)).rejects.toMatchObject({ data: { message: 'as asked for' } });
    expect(await read(faulty)).toMatchObject({ status: 'VERIFIED' });
  });

  it('that is a body is no JSON, or the one that was asked for', async () => {
    const id = await verifyIdentity(url(), KIM);
    await fault({ kind: 'malformed', times: 1, path: id });
    await expect(read(id)).rejects.toThrow(SyntaxError);
    await fault({ kind: 'malformed', body: '{"status":"VERIFIED"}', times: 1, path: id });
    expect(await read(id)).toEqual({ status: 'VERIFIED' });
  });

  it('that delays answers in the end', async () => {
    const id = await verifyIdentity(url(), KIM);
    await fault({ kind: 'delay', ms: 30, times: 1, path: id });
    expect(await read(id)).toMatchObject({ status: 'VERIFIED' });
  });

  it('that hangs gives no answer for as long as anybody waits', async () => {
    const id = await verifyIdentity(url(), KIM);
    await fault({ kind: 'hang', times: 1, path: id });
    const asked = fetch(`${url()}/identity-verifications/${id}`, { signal: AbortSignal.timeout(200) });
    await expect(asked).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('that drops the connection gives no answer', async () => {
    const id = await verifyIdentity(url(), KIM);
    await fault({ kind: 'drop', times: 1, path: id });
    await expect(read(id)).rejects.toThrow('fetch failed');
  });

  it('is gone when faults are removed, and what is none is refused', async () => {
    const id = await verifyIdentity(url(), KIM);
    await fault({ kind: 'status', path: id });
    await expect(read(id)).rejects.toMatchObject({ data: { type: 'INTERNAL_SERVER_ERROR' } });
    expect((await send('DELETE', '/play/faults')).status).toBe(204);
    expect(await read(id)).toMatchObject({ status: 'VERIFIED' });
    expect((await fault({ kind: 'earthquake' })).status).toBe(400);
  });
});

it('forgets verifications and faults at a reset', async () => {
  const id = await verifyIdentity(url(), KIM);
  await fault({ kind: 'status', status: 500 });
  expect((await send('POST', '/play/reset')).status).toBe(204);
  await expect(read(id)).rejects.toMatchObject({ data: { type: 'IDENTITY_VERIFICATION_NOT_FOUND' } });
});
