// What every part of a visit needs: who is there, where, with which place in line; and asking as that person does.
import { isDeepStrictEqual } from 'node:util';
import type { Sent } from '../../functions/shared/client.ts';
import type { Route } from '../../functions/shared/route.ts';
import type { Caller } from './caller.ts';
import type { Diary } from './diary.ts';
import type { Random } from './people.ts';
import type { Sale } from './sale.ts';

export interface World {
  readonly caller: Caller;
  /** Where cards are checked out. */
  readonly portoneUrl: string;
  readonly sale: Sale;
  /** Tells the requests of this run from those of others. */
  readonly run: string;
}

/** Somebody who is signed in. */
export interface Visitor extends World {
  readonly diary: Diary;
}

/** Somebody who stands in line, or is in. */
export interface Visit extends Visitor {
  readonly random: Random;
  readonly queueToken: string;
}

export interface Hold {
  readonly reservationId: string;
  readonly amount: number;
}

/** Sends a request under a key of its own; people who think that the answer was lost send it again. */
export async function callAndRepeat<R extends Route>(here: Visitor, route: R, what: string, sent: Sent<R>) {
  const { caller, diary, run } = here;
  const keyed = { ...sent, idempotencyKey: `${run}-${diary.person.index}-${what}` };
  const { answer } = await caller.call(route, keyed);
  if (diary.person.repeats) compare(diary, what, answer, (await caller.call(route, keyed)).answer);
  return answer;
}

export function compare(diary: Diary, what: string, first: unknown, again: unknown): void {
  if (isDeepStrictEqual(first, again)) return;
  diary.differences.push(`${what}: first ${JSON.stringify(first)}, then ${JSON.stringify(again)}`);
}
