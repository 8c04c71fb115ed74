// What the owner of an account can ask of it: to see it, and to leave.
import { describe, expect, it } from 'vitest';
import { newSession } from '../../../functions/auth/domain-session.ts';
import { deleteMe, getMe, type LeaveTools } from '../../../functions/auth/use-cases.ts';
import { common } from '../../../functions/shared/refusal.ts';
import { account, NOW } from './identity-samples.ts';

const haneul = account();
const first = { userId: 'u1', sessionId: 'ses_1', secret: 'x'.repeat(43) };
const session = newSession({ first, kid: 'k1', stamp: 's1', device: undefined, now: NOW });
const asked = { userId: 'u1', sessionId: 'ses_1', now: NOW };

describe('the signed-in account', () => {
  it('is the one of the token', async () => {
    expect(await getMe({ store: { account: async () => haneul } }, 'u1')).toEqual(haneul);
  });

  it('is refused when the token has outlived it', async () => {
    const getting = getMe({ store: { account: async () => undefined } }, 'u1');
    await expect(getting).rejects.toMatchObject({ kind: common.UNAUTHENTICATED });
  });
});

describe('leaving', () => {
  type Outcome = Awaited<ReturnType<LeaveTools['identities']['remove']>>;

  /** @param outcomes of the transactions, in turn; the last one repeats */
  function tools(outcomes: readonly Outcome[] = ['removed'], found = { account: haneul, session } as Partial<Found>) {
    const did: unknown[] = [];
    const left = [...outcomes];
    const leave: LeaveTools = {
      accounts: { account: async () => found.account },
      sessions: {
        session: async () => found.session,
        deleteAll: async (userId) => void did.push(`sessions of ${userId}`),
      },
      identities: {
        async remove(removed, when) {
          did.push([removed.userId, when]);
          return (left.length > 1 ? left.shift() : left[0]) ?? 'removed';
        },
      },
      rejoinDays: 30,
      recordYears: 5,
    };
    return { ...leave, did };
  }
  type Found = { account: typeof haneul | undefined; session: typeof session | undefined };
  const removal = ['u1', { freeAt: NOW + 30 * 86_400_000, ttl: Math.ceil(NOW / 1000) + 5 * 31_557_600 }];

  it('removes the account, and then the items of its sessions', async () => {
    const leave = tools();
    await deleteMe(leave, asked);
    expect(leave.did).toEqual([removal, 'sessions of u1']);
  });

  it.each<[string, Partial<Found>, string | undefined]>([
    ['the token is of an older version, and names no session', { account: haneul, session }, undefined],
    ['the session is gone', { account: haneul }, 'ses_1'],
    ['the session was ended by its own reuse', { account: haneul, session: { ...session, endedAt: NOW } }, 'ses_1'],
    ['every session was ended since', { account: haneul, session: { ...session, stamp: 's0' } }, 'ses_1'],
    ['the session is over', { account: haneul, session: { ...session, expiresAt: NOW } }, 'ses_1'],
  ])('is refused when %s', async (_, found, sessionId) => {
    const leave = tools(['removed'], found);
    await expect(deleteMe(leave, { ...asked, sessionId })).rejects.toMatchObject({ kind: common.UNAUTHENTICATED });
    expect(leave.did).toEqual([]);
  });

  it('twice is leaving once: what the first request may not have finished is finished', async () => {
    const leave = tools(['removed'], {});
    await deleteMe(leave, asked);
    expect(leave.did).toEqual(['sessions of u1']);
  });

  it('waits its turn while somebody else is at the account', async () => {
    const leave = tools(['conflict', 'moved', 'removed']);
    await deleteMe(leave, asked);
    expect(leave.did).toEqual([removal, removal, removal, 'sessions of u1']);
  });

  it('gives up after a few turns, and says when to come again', async () => {
    const leaving = deleteMe(tools(['conflict']), asked);
    await expect(leaving).rejects.toMatchObject({ kind: common.TRY_AGAIN, retryAfterSeconds: 1 });
  });
});
