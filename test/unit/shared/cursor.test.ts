// Cursors: what a list gave comes back whole, and anything else is a fault of the request.
import { describe, expect, it } from 'vitest';
import { fromCursor, pageSize, toCursor, toPage } from '../../../functions/shared/cursor.ts';
import { Refusal } from '../../../functions/shared/refusal.ts';

const SHAPE = /^\d{2}#[가-힣]+$/;

function refusalOf(cursor: string): Refusal {
  try {
    fromCursor(cursor, SHAPE);
  } catch (error) {
    if (error instanceof Refusal) return error;
  }
  throw new Error('was not refused');
}

describe('a cursor', () => {
  it('comes back as what the list gave', () => {
    expect(fromCursor(toCursor('07#공연'), SHAPE)).toBe('07#공연');
    expect(fromCursor(undefined, SHAPE)).toBeUndefined();
  });

  it.each(['', 'garbage', toCursor('7#x'), `${toCursor('07#공연')}=`, toCursor('07#공연\n'), '%%%'])(
    'is refused, naming the field, when it is %j',
    (cursor) => {
      const { kind, fields } = refusalOf(cursor);
      expect(kind.code).toBe('INVALID_REQUEST');
      expect(fields.errors).toMatchObject([{ field: 'cursor' }]);
    },
  );
});

describe('a page', () => {
  it('holds 20 unless asked, and 100 at most', () => {
    expect([undefined, 7, 999].map(pageSize)).toEqual([20, 7, 100]);
  });

  it('has a cursor only when more was read than it shows', () => {
    expect(toPage(['a', 'b', 'c'], 2, (item) => item)).toEqual({ shown: ['a', 'b'], cursor: toCursor('b') });
    expect(toPage(['a', 'b'], 2, (item) => item)).toEqual({ shown: ['a', 'b'] });
    expect(toPage([], 2, String)).toEqual({ shown: [] });
  });
});
