// Which versions `If-None-Match` names (RFC 9110 §13.1.2).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isKnown, versionOf, weakTag } from '../../../functions/shared/etag.ts';

const version = fc.stringMatching(/^[\x21\x23-\x7e]{1,24}$/);
const tag = fc.tuple(fc.boolean(), version).map(([weak, name]) => `${weak ? 'W/' : ''}"${name}"`);

describe('a version', () => {
  it.each(['"v7"', 'W/"v7"', ' W/"v7" ', '"a", W/"v7"', '"a,b","v7"', '"",W/"v7"', '*', ' * '])(
    'is known to who sends %s',
    (sent) => {
      expect(isKnown(sent, 'v7')).toBe(true);
    },
  );

  it.each([undefined, '', '"v8"', 'W/"V7"', 'v7', '"a,v7,b"', '"v7', '"*"', '"a" v7 "b"', '**'])(
    'is not known to who sends %s',
    (sent) => {
      expect(isKnown(sent, 'v7')).toBe(false);
    },
  );

  it('is known by its own tag, wherever it stands in a list of others', () => {
    fc.assert(
      fc.property(version, fc.array(tag), fc.array(tag), (own, before, after) => {
        expect(isKnown([...before, weakTag(own), ...after].join(', '), own)).toBe(true);
      }),
    );
  });

  it('is not known by tags of others, how many they may be', () => {
    fc.assert(
      fc.property(version, fc.array(version), (own, others) => {
        const sent = others.filter((other) => other !== own).map(weakTag);
        expect(isKnown(sent.join(','), own)).toBe(false);
      }),
    );
  });

  it('follows from the JSON alone, and fits into a tag', () => {
    const versions = ['{"a":1}', '{"a":1}', '{"a":2}', '{"a":"가"}'].map(versionOf);
    expect([versions[0] === versions[1], new Set(versions).size]).toEqual([true, 3]);
    for (const one of versions) expect(weakTag(one)).toMatch(/^W\/"[\w-]{22}"$/);
  });

  it.each(['', 'a b', 'a"b', 'a\r\nset-cookie: x', '가'])('may not be "%s"', (text) => {
    expect(() => weakTag(text)).toThrow(TypeError);
  });
});
