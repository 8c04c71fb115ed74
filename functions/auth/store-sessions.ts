// Sessions: families of refresh tokens in the partition of their account, each moved by one conditional write.
import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditional, type Db, type Item } from '../shared/aws.ts';
import { inParallel } from '../shared/batch.ts';
import { queryAll } from '../shared/pages.ts';
import { type Labelled, transact } from '../shared/transaction.ts';
import type { Session } from './domain-session.ts';
import { accountKey, SESSION, sessionKey } from './keys.ts';

export type SessionId = Pick<Session, 'userId' | 'sessionId'>;

/** A write that was refused, and the session it met; undefined when there was none. */
export interface Met {
  readonly outcome: 'refused';
  readonly session: Session | undefined;
}

/** A new password for an account whose stamp is `seenStamp`, from the one session that goes on. */
export interface NewPassword extends SessionId {
  readonly seenStamp: string;
  readonly stamp: string;
  readonly passwordHash: string;
  readonly at: number;
}

export interface SessionStore {
  add(session: Session): Promise<void>;
  /** Strongly consistent, as all reads of sessions are; also one that is over. */
  session(id: SessionId): Promise<Session | undefined>;
  /** Every session of an account that is still in the table. */
  all(userId: string): Promise<Session[]>;
  /** From the token `rotated.previousHash` to `rotated.hash`: for one of those who show that token, while it lives. */
  rotate(rotated: Session): Promise<{ outcome: 'rotated' } | Met>;
  /** Ends a family whose used token was shown. @param event tells the one who ended it from the others */
  endByReuse(id: SessionId, event: { id: string; at: number }): Promise<{ outcome: 'ended' } | Met>;
  /** Ends a session that is not over. @param now epoch milliseconds */
  end(id: SessionId, now: number): Promise<'ended' | 'NOT_FOUND'>;
  /** As `end`, whether there is one or not. A family that ended by reuse keeps its mark. */
  logOut(id: SessionId): Promise<void>;
  /** Ends every session of the account. */
  logOutAll(userId: string, stamp: string, at: number): Promise<void>;
  /** Sets the password, and ends every session but one. `moved`: account or session are not as seen; `conflict`: try again. */
  changePassword(change: NewPassword): Promise<'changed' | 'moved' | 'conflict'>;
  /** Removes the items of every session. */
  deleteAll(userId: string): Promise<void>;
}

const NOT_ENDED = 'attribute_not_exists(#endedAt)';

interface Table {
  readonly db: Db;
  readonly AUTH_TABLE: string;
}

export function createSessionStore(table: Table): SessionStore {
  return { ...items(table), ...moves(table), ...endings(table) };
}

/** The items as they are. */
function items({ db, AUTH_TABLE }: Table): Pick<SessionStore, 'add' | 'session' | 'all' | 'deleteAll'> {
  const query = (userId: string): Promise<Item[]> =>
    queryAll(db, {
      TableName: AUTH_TABLE,
      KeyConditionExpression: 'pk = :user AND begins_with(sk, :session)',
      ExpressionAttributeValues: { ':user': accountKey(userId).pk, ':session': SESSION },
      ConsistentRead: true,
    });

  return {
    async add(session) {
      // The id is new by its 71 random bits, and a repeat of this write puts the same.
      const Item = { ...sessionKey(session.userId, session.sessionId), ...session, ttl: ttlOf(session) };
      await db.send(new PutCommand({ TableName: AUTH_TABLE, Item }));
    },

    async session({ userId, sessionId }) {
      const Key = sessionKey(userId, sessionId);
      const { Item } = await db.send(new GetCommand({ TableName: AUTH_TABLE, Key, ConsistentRead: true }));
      return sessionOf(Item);
    },

    async all(userId) {
      return (await query(userId)).flatMap((item) => sessionOf(item) ?? []);
    },

    async deleteAll(userId) {
      const found = await query(userId);
      await inParallel(found, ({ pk, sk }) => db.send(new DeleteCommand({ TableName: AUTH_TABLE, Key: { pk, sk } })));
    },
  };
}

/** What showing a refresh token writes. */
function moves({ db, AUTH_TABLE }: Table): Pick<SessionStore, 'rotate' | 'endByReuse'> {
  const update = ({ userId, sessionId }: SessionId, set: string, condition: string, values: Item) =>
    conditional(
      db.send(
        new UpdateCommand({
          TableName: AUTH_TABLE,
          Key: sessionKey(userId, sessionId),
          UpdateExpression: set,
          ConditionExpression: condition,
          ExpressionAttributeNames: names(`${set} ${condition}`),
          ExpressionAttributeValues: values,
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    );

  return {
    async rotate(rotated) {
      const written = await update(
        rotated,
        'SET #hash = :next, #previousHash = :shown, #rotatedAt = :at, #kid = :kid, #salt = :salt, #lastUsedAt = :at, #expiresAt = :end, #ttl = :ttl',
        `#hash = :shown AND #stamp = :stamp AND ${NOT_ENDED}`,
        {
          ':next': rotated.hash,
          ':shown': rotated.previousHash,
          ':at': rotated.lastUsedAt,
          ':kid': rotated.kid,
          ':salt': rotated.salt,
          ':end': rotated.expiresAt,
          ':ttl': ttlOf(rotated),
          ':stamp': rotated.stamp,
        },
      );
      return written.ok ? { outcome: 'rotated' } : { outcome: 'refused', session: sessionOf(written.old) };
    },

    async endByReuse(id, event) {
      const set = 'SET #endedAt = :at, #endedBy = :event';
      const values = { ':at': event.at, ':event': event.id };
      const written = await update(id, set, `attribute_exists(pk) AND ${NOT_ENDED}`, values);
      if (written.ok || written.old?.endedBy === event.id) return { outcome: 'ended' };
      return { outcome: 'refused', session: sessionOf(written.old) };
    },
  };
}

/** What their owner writes, to end them. */
function endings({ db, AUTH_TABLE }: Table): Pick<SessionStore, 'end' | 'logOut' | 'logOutAll' | 'changePassword'> {
  /** @returns whether there was such a session, or none at all for a condition that also holds without */
  const remove = async ({ userId, sessionId }: SessionId, condition: string, values?: Item): Promise<boolean> => {
    const command = new DeleteCommand({
      TableName: AUTH_TABLE,
      Key: sessionKey(userId, sessionId),
      ConditionExpression: condition,
      ExpressionAttributeNames: names(condition),
      ...(values ? { ExpressionAttributeValues: values } : {}),
    });
    return (await conditional(db.send(command))).ok;
  };

  return {
    async end(id, now) {
      const ended = await remove(id, `#expiresAt > :now AND ${NOT_ENDED}`, { ':now': now });
      return ended ? 'ended' : 'NOT_FOUND';
    },

    async logOut(id) {
      await remove(id, NOT_ENDED);
    },

    async logOutAll(userId, stamp, at) {
      const set = 'SET #securityStamp = :stamp, #updatedAt = :at';
      const command = new UpdateCommand({
        TableName: AUTH_TABLE,
        Key: accountKey(userId),
        UpdateExpression: set,
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: names(set),
        ExpressionAttributeValues: { ':stamp': stamp, ':at': at },
      });
      // Refused means that there is no account, and so no session that lives.
      await conditional(db.send(command));
    },

    async changePassword(change) {
      const result = await transact(db, passwordWrites(AUTH_TABLE, change));
      if (result.outcome === 'committed') return 'changed';
      return result.outcome === 'conflict' ? 'conflict' : 'moved';
    },
  };
}

/**
 * Whoever sets a password sets another stamp, so the stamp as seen means that the password is, too. Accounts of an
 * older version have none; it reads as empty.
 */
function passwordWrites(table: string, change: NewPassword): Labelled[] {
  const { userId, sessionId, seenStamp, stamp, passwordHash, at } = change;
  const ofAccount = 'SET #passwordHash = :hash, #securityStamp = :stamp, #updatedAt = :at';
  const seen = '#securityStamp = :seen';
  const ofSession = 'SET #stamp = :stamp';
  const lives = `#stamp = :seen AND ${NOT_ENDED}`;
  return [
    {
      label: 'account-as-seen',
      write: {
        Update: {
          TableName: table,
          Key: accountKey(userId),
          UpdateExpression: ofAccount,
          ConditionExpression:
            seenStamp === '' ? `attribute_exists(pk) AND (${seen} OR attribute_not_exists(#securityStamp))` : seen,
          ExpressionAttributeNames: names(ofAccount),
          ExpressionAttributeValues: { ':hash': passwordHash, ':stamp': stamp, ':at': at, ':seen': seenStamp },
        },
      },
    },
    {
      label: 'session-lives',
      write: {
        Update: {
          TableName: table,
          Key: sessionKey(userId, sessionId),
          UpdateExpression: ofSession,
          ConditionExpression: lives,
          ExpressionAttributeNames: names(`${ofSession} ${lives}`),
          ExpressionAttributeValues: { ':stamp': stamp, ':seen': seenStamp },
        },
      },
    },
  ];
}

/** `{'#hash': 'hash'}` for an expression with `#hash`: every attribute is written so, as some are reserved words. */
function names(expression: string): Record<string, string> {
  return Object.fromEntries((expression.match(/#\w+/g) ?? []).map((name) => [name, name.slice(1)]));
}

function ttlOf({ expiresAt }: Session): number {
  return Math.ceil(expiresAt / 1000);
}

function sessionOf(item: Item | undefined): Session | undefined {
  if (!item) return undefined;
  const { pk, sk, ttl, ...session } = item;
  return session as unknown as Session;
}
