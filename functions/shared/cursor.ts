// Pages of lists: where one ended travels with the client, and the owner of the list says what it looks like.
import { fault } from './request.ts';

/** How many a page holds: asked for nothing, and at most. */
const USUAL = 20;
const MOST = 100;

/** @param limit as `?limit=` gave it */
export function pageSize(limit: number | undefined): number {
  return Math.min(limit ?? USUAL, MOST);
}

/** @param last what the next page starts after, e.g. the sort key of the last item shown; never a whole key */
export function toCursor(last: string): string {
  return Buffer.from(last).toString('base64url');
}

/**
 * What `toCursor` was given. The caller puts it into a key of its own, so a made-up cursor reaches nobody else's items.
 * @param shape what such a value looks like, from `^` to `$`
 * @throws Refusal INVALID_REQUEST naming `cursor`
 */
export function fromCursor(cursor: string | undefined, shape: RegExp): string | undefined {
  if (cursor === undefined) return undefined;
  const last = Buffer.from(cursor, 'base64url').toString();
  if (toCursor(last) !== cursor || !shape.test(last)) {
    throw fault('cursor', { ko: '목록이 준 커서가 아닙니다', en: 'is not a cursor that this list gave' });
  }
  return last;
}

/** The first `size` of a list that was read one further, and the cursor if there is more. */
export function toPage<T>(read: readonly T[], size: number, lastOf: (shown: T) => string) {
  const shown = read.slice(0, size);
  const last = shown.at(-1);
  const cursor = read.length > size && last !== undefined ? toCursor(lastOf(last)) : undefined;
  return { shown, ...(cursor === undefined ? {} : { cursor }) };
}
