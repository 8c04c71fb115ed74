// A stand-in for each test file, and what the tests ask it.
import { IdentityVerificationClient } from '@portone/server-sdk/identityVerification';
import { afterAll, beforeAll } from 'vitest';
import { API_SECRET } from '../../../localstack/portone/account.ts';
import { type Portone, startPortone } from '../../../localstack/portone/server.ts';

/** Starts a stand-in for the tests of this file. */
export function useStandIn() {
  let portone: Portone;
  let ids = 0;
  beforeAll(async () => {
    portone = await startPortone(0);
  });
  afterAll(() => portone.close());

  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(`${portone.url}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      redirect: 'manual',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  return {
    url: () => portone.url,
    newId: () => `idv-${++ids}`,
    send,
    /** One call of JSON, as curl makes it. */
    play: (id: string, body: unknown) => send('POST', `/play/identity-verifications/${id}`, body),
    /** The page, in English. */
    open: (id: string, query = '', language = 'en') =>
      send('GET', `/play/identity-verifications/${id}${query}`, undefined, { 'accept-language': language }),
    /** What a browser sends of the page's form. */
    submit: (id: string, fields: Record<string, string>) =>
      fetch(`${portone.url}/play/identity-verifications/${id}`, {
        method: 'POST',
        headers: { 'accept-language': 'en' },
        redirect: 'manual',
        body: new URLSearchParams(fields),
      }),
    fault: (body: unknown) => send('POST', '/play/faults', body),
    /** As the product reads a verification. */
    read: (
      identityVerificationId: string,
      { secret = API_SECRET, storeId }: { secret?: string; storeId?: string } = {},
    ) =>
      IdentityVerificationClient({ secret, baseUrl: portone.url }).getIdentityVerification({
        identityVerificationId,
        ...(storeId === undefined ? {} : { storeId }),
      }),
  };
}

export const KIM = { name: '김하늘', birthDate: '1990-01-01' };
