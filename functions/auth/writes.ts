// Signing tokens, for every service that issues them: a key is published before it signs.
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { conditional, type Db } from '../shared/aws.ts';
import { deriveSigningKey, type SigningKey, signToken, type TokenToSign } from '../shared/jwt.ts';
import { publicKeyKey } from './keys.ts';

export interface TokenSigner {
  /** Signs with the key of this deployment; whoever checks the token finds its public part in the table. */
  sign(token: TokenToSign): Promise<string>;
}

/** Derives the key at the first token and keeps it for this instance; what failed is tried again at the next token. */
export function createTokenSigner(given: {
  db: Db;
  AUTH_TABLE: string;
  /** The secret of the deployment. */
  readSecret: () => Promise<string>;
}): TokenSigner {
  let ready: Promise<SigningKey> | undefined;
  return {
    async sign(token) {
      ready ??= publishedKey(given);
      try {
        return await signToken(await ready, token);
      } catch (error) {
        ready = undefined;
        throw error;
      }
    },
  };
}

async function publishedKey({ db, AUTH_TABLE, readSecret }: Parameters<typeof createTokenSigner>[0]) {
  const key = await deriveSigningKey(await readSecret());
  // Refused means that it is there: the id is the thumbprint of the key, so no other key has it.
  await conditional(
    db.send(
      new PutCommand({
        TableName: AUTH_TABLE,
        Item: { ...publicKeyKey(key.kid), jwk: key.publicJwk },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    ),
  );
  return key;
}
