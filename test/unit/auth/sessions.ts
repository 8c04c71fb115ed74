// Sessions in memory, as their store promises them: for use cases, without a cloud.
import { vi } from 'vitest';
import { type Account, newAccount } from '../../../functions/auth/domain.ts';
import type { Session } from '../../../functions/auth/domain-session.ts';
import type { SessionId, SessionStore } from '../../../functions/auth/store-sessions.ts';
import { openSession } from '../../../functions/auth/use-cases-sessions.ts';
import { createRingReader } from '../../../functions/shared/key-ring.ts';

export const now = 1_700_000_000_000;
export const userId = '0b5a8d1e-7c3f-4a2b-9d6e-1f2a3b4c5d6e';
export const kim: Account = newAccount({
  userId,
  personId: 'p1',
  email: 'kim@example.com',
  name: 'Kim',
  securityStamp: 's1',
  persons: [],
  termsVersion: '1',
  at: now,
});

/** The stores' promises in memory. */
export function memory() {
  const account: { now: Account | undefined } = { now: kim };
  const items = new Map<string, Session>();
  const at = ({ sessionId }: SessionId) => items.get(sessionId);
  const sessions: SessionStore = {
    add: async (session) => void items.set(session.sessionId, session),
    session: async (id) => at(id),
    all: async () => [...items.values()],
    async rotate(rotated) {
      const met = at(rotated);
      const fits = met?.hash === rotated.previousHash && met?.stamp === rotated.stamp && met?.endedAt === undefined;
      if (!fits) return { outcome: 'refused', session: met };
      items.set(rotated.sessionId, rotated);
      return { outcome: 'rotated' };
    },
    async endByReuse(id, event) {
      const met = at(id);
      if (!met || met.endedAt !== undefined) return { outcome: 'refused', session: met };
      items.set(id.sessionId, { ...met, endedAt: event.at, endedBy: event.id });
      return { outcome: 'ended' };
    },
    end: async (id) => (items.delete(id.sessionId) ? 'ended' : 'NOT_FOUND'),
    logOut: async (id) => void items.delete(id.sessionId),
    async logOutAll(_, securityStamp) {
      if (account.now) account.now = { ...account.now, securityStamp };
    },
    changePassword: async () => 'moved',
    deleteAll: async () => items.clear(),
  };
  const signer = { sign: vi.fn(async () => 'signed') };
  const ring = createRingReader(async () => 'a'.repeat(64));
  return { sessions, accounts: { account: async () => account.now }, signer, ring, items, account };
}

/** One open session. */
export async function opened(device: string | undefined = 'Phone') {
  const tools = memory();
  const tokens = await openSession(tools, { account: kim, device, now });
  const [session] = [...tools.items.values()];
  if (!session) throw new Error('no session was put');
  return { ...tools, tokens, session };
}
