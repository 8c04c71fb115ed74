// A session in a browser: when its token is renewed, whose it is, and what a renewal that failed means.
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../functions/shared/client.ts';
import { afterFailure, firstAnswer, isGood, renewalInMs, userOf } from '../../../web/src/api/session-rules.ts';

const NOW = 1_800_000_000_000;
const token = (leftMs: number) => ({ accessToken: 'a', endsAt: NOW + leftMs });
const refused = (status: number, retryAfter: string | null = null) => new ApiError(status, {}, retryAfter);
const noAnswer = () => new TypeError('Failed to fetch');

describe('a token', () => {
  it('is good until a minute before it ends', () => {
    expect([isGood(token(60_001), NOW), isGood(token(60_000), NOW), isGood(undefined, NOW)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('that was refused is good no more, and another one is', () => {
    expect([isGood(token(900_000), NOW, 'a'), isGood(token(900_000), NOW, 'b')]).toEqual([false, true]);
  });

  it('is renewed a minute before it ends, and at once where that is over', () => {
    expect([renewalInMs(token(900_000), NOW), renewalInMs(token(10), NOW), renewalInMs(token(-10), NOW)]).toEqual([
      840_000, 0, 0,
    ]);
  });
});

describe('whose a token is', () => {
  const signed = (claims: object) => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;

  it('is said by its subject, whatever its letters in base64url', () => {
    expect(userOf(signed({ sub: 'u-1', name: '하늘~~???>>>' }))).toBe('u-1');
  });

  it.each([
    ['no subject', signed({})],
    ['a subject that is no text', signed({ sub: 1 })],
    ['no claims', 'abc'],
    ['no JSON', 'a.YWJj.c'],
  ])('is not known with %s', (_, text) => {
    expect(userOf(text)).toBeUndefined();
  });
});

describe('a renewal that failed', () => {
  it.each([
    ['our', { code: 'TOKEN_EXPIRED' }],
    ["the gateway's", { message: 'Unauthorized' }],
  ])('with %s 401 signs out', (_, body) => {
    expect(afterFailure(new ApiError(401, body, null), 0)).toEqual({ outcome: 'out' });
  });

  it.each([
    ['no answer', noAnswer()],
    ['a timeout', new DOMException('', 'TimeoutError')],
    ['a request that something in between dislikes', refused(400)],
    ['a firewall', refused(403)],
    ['a route that a deployment is moving', refused(404)],
    ['too many at a time', refused(429)],
    ['a server that has trouble', refused(503)],
    ['no server behind the front', refused(502)],
  ])('with %s signs nobody out, and is tried again ever more slowly', (_, error) => {
    const waits = [0, 3, 20].map((failures) => afterFailure(error, failures));
    expect(waits).toEqual(waits.map(() => ({ outcome: 'again', inMs: expect.any(Number) })));
    const [first = 0, later = 0, last = 0] = waits.map((after) => (after.outcome === 'again' ? after.inMs : 0));
    expect([first <= 500, later >= 2_000, last <= 15_000]).toEqual([true, true, true]);
  });

  it('is tried again when the server says so', () => {
    const after = afterFailure(refused(503, '20'), 0);
    expect(after.outcome === 'again' && after.inMs >= 20_000).toBe(true);
  });
});

describe('what is asked again while there is no answer', () => {
  const never = () => new Promise<never>(() => {});
  const at = () => Promise.resolve();

  /** Answers the asks in turn. */
  const scripted = (...answers: (() => Promise<string>)[]) => {
    const asked: number[] = [];
    const ask = () => {
      asked.push(asked.length + 1);
      return (answers[asked.length - 1] ?? never)();
    };
    return { ask, asked };
  };

  it('is asked once where an answer comes in time', async () => {
    const { ask, asked } = scripted(async () => 'first');
    expect([await firstAnswer(ask, never, 3), asked.length]).toEqual(['first', 1]);
  });

  it('is answered by whichever ask is answered first', async () => {
    const { ask, asked } = scripted(never, never, async () => 'third');
    expect([await firstAnswer(ask, at, 3), asked.length]).toEqual(['third', 3]);
  });

  it('is answered by an earlier ask that comes late', async () => {
    const late = Promise.withResolvers<string>();
    const { ask } = scripted(
      () => late.promise,
      () => {
        late.resolve('late');
        return never();
      },
    );
    expect(await firstAnswer(ask, at, 2)).toBe('late');
  });

  it('fails at once when the only ask failed', async () => {
    const { ask, asked } = scripted(() => Promise.reject(noAnswer()));
    await expect(firstAnswer(ask, never, 3)).rejects.toThrow('Failed to fetch');
    expect(asked).toEqual([1]);
  });

  it('fails with the refusal where another ask had no answer', async () => {
    const first = Promise.withResolvers<string>();
    const { ask } = scripted(
      () => first.promise,
      () => {
        queueMicrotask(() => first.reject(noAnswer()));
        return Promise.reject(refused(401));
      },
    );
    await expect(firstAnswer(ask, at, 2)).rejects.toMatchObject({ status: 401 });
  });
});
