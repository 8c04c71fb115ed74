// Signing tokens, for every service that issues them: by a key that all know, and that stays until the token is over.
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditional, type Db, type ReadSecret } from '../shared/aws.ts';
import { type Clock, systemClock } from '../shared/clock.ts';
import { deriveSigningKey, linesOf, type SigningKey, signToken, type TokenToSign } from '../shared/jwt.ts';
import { createRecent } from '../shared/recent.ts';
import { common, Refusal } from '../shared/refusal.ts';
import { acceptedFor, chooseKey, firstKey } from './domain-keys.ts';
import { publicKeyKey } from './keys.ts';
import { keyOf, type PublishedKey, readKeys } from './reads.ts';

/** How old the list of keys may be that one is chosen from: a new one signs so much later, at most. */
const LISTED_FOR_MS = 60_000;

/** The least time between two reads of the secret: a key whose line is lost must not become reads. */
const SECRET_EVERY_MS = 10_000;

/** How often a key is chosen again because the one chosen is not there any more. */
const TRIES = 3;

export interface TokenSigner {
  /**
   * Signs with the newest key of this deployment; whoever checks the token finds its public part in the table.
   * @throws Refusal TRY_AGAIN while the table is busy
   */
  sign(token: TokenToSign): Promise<string>;
}

interface Given {
  readonly db: Db;
  readonly AUTH_TABLE: string;
  /** The secret of the deployment. */
  readonly readSecret: ReadSecret;
  readonly clock?: Clock;
}

type Keys = Map<string, PublishedKey>;
type Lines = ReadonlyMap<string, SigningKey>;

/** Keeps the keys for this instance; what failed is tried again a second later. */
export function createTokenSigner(given: Given): TokenSigner {
  const { db, AUTH_TABLE, readSecret, clock = systemClock } = given;
  const listed = createRecent<Keys>(async () => byKid(await readKeys(db, AUTH_TABLE)), clock);
  const lines = createRecent<Lines>(
    async () => byKid(await Promise.all(linesOf(await readSecret({ fresh: true })).map(deriveSigningKey))),
    clock,
  );

  /** The list that is known goes on while the table is busy: a key it promises to keep for so long is there. */
  const keysWithin = (maxAgeMs: number) =>
    listed.within(maxAgeMs).catch((error: unknown) => {
      const known = maxAgeMs > 0 ? listed.latest() : undefined;
      if (!known) throw error;
      return known.value;
    });

  const chosen = async (keys: Keys): Promise<{ published: PublishedKey; signing: SigningKey }> => {
    let known = await lines.within(Number.POSITIVE_INFINITY);
    const choose = () => chooseKey([...keys.values()], (kid) => known.has(kid), clock());
    if (choose().lineMissing) known = await lines.within(SECRET_EVERY_MS).catch(() => known);
    const { key: published } = choose();
    const signing = published && known.get(published.kid);
    if (!signing) throw new Error('no published key has its line in the secret: run npm run keys -- rotate');
    return { published, signing };
  };

  return {
    async sign(token) {
      for (let tries = 1; tries <= TRIES; tries++) {
        const keys = await keysWithin(tries === 1 ? LISTED_FOR_MS : 0);
        if (keys.size === 0) {
          // With the oldest line, as all do who find no key: a newer one may be about to be published with its time.
          const [first] = (await lines.within(Number.POSITIVE_INFINITY)).values();
          if (first) await publish(given, first, clock());
          continue;
        }
        const { published, signing } = await chosen(keys);
        if (await staysFor(given, { keys, published, until: token.expiresAt })) return signToken(signing, token);
      }
      throw new Refusal(common.TRY_AGAIN, {}, 1);
    },
  };
}

function byKid<K extends { readonly kid: string }>(keys: readonly K[]): Map<string, K> {
  return new Map(keys.map((key) => [key.kid, key]));
}

/** Publishes the first key. Refused means that it is there: no other key has its thumbprint. */
async function publish({ db, AUTH_TABLE }: Given, { kid, publicJwk }: SigningKey, now: number): Promise<void> {
  await conditional(
    db.send(
      new PutCommand({
        TableName: AUTH_TABLE,
        Item: { ...publicKeyKey(kid), jwk: publicJwk, ...firstKey(kid, now) },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    ),
  );
}

/** Sees to it that a key stays until a token of it is over; false when it is not there any more. */
async function staysFor(
  { db, AUTH_TABLE }: Given,
  { keys, published, until }: { keys: Keys; published: PublishedKey; until: number },
): Promise<boolean> {
  if (published.acceptedUntil >= until) return true;
  const acceptedUntil = acceptedFor(until);
  const moved = await conditional(
    db.send(
      new UpdateCommand({
        TableName: AUTH_TABLE,
        Key: publicKeyKey(published.kid),
        UpdateExpression: 'SET acceptedUntil = :until',
        ConditionExpression: 'attribute_exists(pk) AND acceptedUntil < :until',
        ExpressionAttributeValues: { ':until': acceptedUntil },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ),
  );
  if (!moved.ok && !moved.old) return false;
  // Refused by a later time: another signer was first.
  keys.set(published.kid, moved.ok ? { ...published, acceptedUntil } : keyOf(moved.old ?? {}));
  return true;
}
