// Answers that would not fit on their way back.
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encoded, varyOf } from '../../../functions/shared/answer.ts';

const large = { seats: Array.from({ length: 2_000 }, (_, seatNo) => ({ seatNo, section: '가', status: 'AVAILABLE' })) };
const sent = JSON.stringify(large);
const huge = JSON.stringify({ text: '"'.repeat(3_500_000) });

describe('an answer', () => {
  it('of usual size goes as it is', () => {
    expect(encoded('{"a":1}', 'gzip')).toEqual({ body: '{"a":1}', headers: {}, isBase64Encoded: false });
  });

  it.each(['gzip', 'br, GZIP;q=0.5', '*'])('that is large is compressed for who accepts it (%s)', (accept) => {
    const { body, headers, isBase64Encoded } = encoded(sent, accept);
    expect([headers, isBase64Encoded]).toEqual([{ vary: 'accept-encoding', 'content-encoding': 'gzip' }, true]);
    expect(JSON.parse(gunzipSync(Buffer.from(body, 'base64')).toString())).toEqual(large);
  });

  it.each([undefined, 'identity', 'br', 'gzip;q=0', '*;q=1, gzip;q=0'])(
    'that is large goes as it is to who does not (%s)',
    (accept) => {
      const { body, headers } = encoded(sent, accept);
      expect([JSON.parse(body), headers]).toEqual([large, { vary: 'accept-encoding' }]);
    },
  );

  it('that Lambda cannot carry is refused to who does not accept gzip', () => {
    expect(() => encoded(huge, undefined)).toThrow('NOT_ACCEPTABLE');
    expect(encoded(huge, 'gzip').isBase64Encoded).toBe(true);
  });

  it('of bytes goes as they are, whatever their size and the client', () => {
    const bytes = new Uint8Array(20_000).map((_, i) => i % 251);
    const { body, ...rest } = encoded(bytes, 'gzip');
    expect(new Uint8Array(Buffer.from(body, 'base64'))).toEqual(bytes);
    expect([rest, varyOf(bytes)]).toEqual([{ headers: {}, isBase64Encoded: true }, {}]);
  });

  it('depends on what its client accepts from the size on at which it is compressed', () => {
    expect([varyOf('x'.repeat(8_191)), varyOf('x'.repeat(8_192))]).toEqual([{}, { vary: 'accept-encoding' }]);
  });
});
