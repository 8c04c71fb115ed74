// Where catalog items are: the keys that this service's store and reads share.
import { requestHash } from '../shared/keyed-id.ts';
import type { LayoutContent } from './domain.ts';

/** Epoch milliseconds up to the year 2999 with leading zeros, so that keys sort by time. */
export const padded = (atMs: number) => String(atMs).padStart(14, '0');

export const categoryKey = (code: string) => ({ pk: 'CATEGORY', sk: code });

export const concertKey = (concertId: string) => ({ pk: `CONCERT#${concertId}`, sk: 'META' });

export const scheduleKey = (concertId: string, startAt: number, scheduleId: string) => ({
  pk: `CONCERT#${concertId}`,
  sk: `SCHEDULE#${padded(startAt)}#${scheduleId}`,
});

/** Keeps a concert's code unique. */
export const codeKey = (code: string) => ({ pk: `CODE#${code}`, sk: 'CODE' });

/** A concert's place in the list of all, which is sorted by the end of sales. */
export const listKey = (closesAt: number, concertId: string) => ({
  pk: 'CONCERTS',
  sk: `${padded(closesAt)}#${concertId}`,
});

export const layoutKey = (layoutId: string) => ({ pk: `LAYOUT#${layoutId}`, sk: 'LAYOUT' });

/** The same content has the same id, so a layout never changes under its id. @param content in its canonical form */
export const layoutIdOf = (content: LayoutContent) => `lay_${requestHash(content)}`;
