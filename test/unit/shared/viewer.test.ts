// The CDN is believed when it proves that it is ours; whoever says the same without the secret is counted as they are.
import { describe, expect, it, vi } from 'vitest';
import { type Caller, callerOf } from '../../../functions/shared/caller.ts';
import { log } from '../../../functions/shared/log.ts';
import { defineRoute } from '../../../functions/shared/route.ts';
import { addressReader } from '../../../functions/shared/viewer.ts';
import { eventOf } from '../../support/http-event.ts';

const route = defineRoute({ method: 'POST', path: '/api/v1/auth/login', who: 'open', summary: 'Signs in' });
const callerWith = (headers: Record<string, string>): Caller => callerOf(eventOf(route, { headers }));

const SECRET = 'a-secret-of-64-characters';
const known = addressReader('arn', async () => SECRET);
/** As API Gateway sees whoever is next to it. */
const NEXT = '127.0.0.1';

describe('the address of who calls', () => {
  it.each(['203.0.113.7', '2001:db8::1', '::ffff:203.0.113.7'])('is what our CDN says: %s', async (viewer) => {
    const caller = callerWith({ 'x-onsale-edge': SECRET, 'x-onsale-viewer': viewer });
    expect(await known(caller)).toBe(viewer);
  });

  it.each([
    ['nothing of a CDN', {}],
    ['another secret', { 'x-onsale-edge': `${SECRET}x`, 'x-onsale-viewer': '203.0.113.7' }],
    ['an empty secret', { 'x-onsale-edge': '', 'x-onsale-viewer': '203.0.113.7' }],
    ['no secret', { 'x-onsale-viewer': '203.0.113.7' }],
    ['a secret without an address', { 'x-onsale-edge': SECRET }],
    ['an address with a port', { 'x-onsale-edge': SECRET, 'x-onsale-viewer': '203.0.113.7:443' }],
    ['two addresses', { 'x-onsale-edge': SECRET, 'x-onsale-viewer': '203.0.113.7,203.0.113.8' }],
    ['what is no address', { 'x-onsale-edge': SECRET, 'x-onsale-viewer': 'localhost' }],
    ['a header that others use for it', { 'x-onsale-edge': SECRET, 'x-forwarded-for': '203.0.113.7' }],
  ])('is that of who is next to the API, for %s', async (_, headers: Record<string, string>) => {
    expect(await known(callerWith(headers))).toBe(NEXT);
  });

  it('is that of who is next to the API where there is no CDN, whatever is said', async () => {
    const alone = addressReader('none');
    const caller = callerWith({ 'x-onsale-edge': 'none', 'x-onsale-viewer': '203.0.113.7' });
    expect(await alone(caller)).toBe(NEXT);
  });

  it('is not to be had by an empty secret when ours could not be read', async () => {
    const empty = addressReader('arn', async () => '');
    expect(await empty(callerWith({ 'x-onsale-edge': '', 'x-onsale-viewer': '203.0.113.7' }))).toBe(NEXT);
  });

  it('is not guessed when our secret cannot be read: who came through the CDN comes again, and it is logged once', async () => {
    const logged = vi.spyOn(log, 'error').mockReturnValue();
    try {
      const error = new Error('AccessDeniedException');
      const unread = addressReader('arn', async () => {
        throw error;
      });
      const caller = callerWith({ 'x-onsale-edge': SECRET, 'x-onsale-viewer': '203.0.113.7' });
      await expect(unread(caller)).rejects.toMatchObject({
        kind: { code: 'TRY_AGAIN', status: 503 },
        retryAfterSeconds: 1,
      });
      expect(logged.mock.calls).toEqual([["the CDN's secret cannot be read", { error }]]);
    } finally {
      logged.mockRestore();
    }
  });

  it('costs nobody a look at the secret who says nothing of a CDN', async () => {
    const unread = addressReader('arn', async () => {
      throw new Error('the secret was read');
    });
    expect(await unread(callerWith({}))).toBe(NEXT);
  });
});
