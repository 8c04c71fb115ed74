// Keys where they are: lines of the signing secret, and the public part of each in the table.
import { createHash } from 'node:crypto';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { clientConfig, conditional, type Db } from '../shared/aws.ts';
import { linesOf } from '../shared/jwt.ts';
import { publicKeyKey } from './keys.ts';
import { type PublishedKey, readKeys } from './reads.ts';

/** The secret's lines, the oldest first, and which version of the secret they are. */
export interface SecretLines {
  readonly version: string;
  readonly lines: readonly string[];
}

export interface KeyStore {
  secret(): Promise<SecretLines>;
  /** `moved`: the secret has got another version since `seen`. */
  replaceLines(seen: SecretLines, lines: readonly string[]): Promise<'replaced' | 'moved'>;
  keys(): Promise<PublishedKey[]>;
  /** `there`: somebody else was first. */
  publish(key: PublishedKey): Promise<'published' | 'there'>;
  /** `moved`: a signer needs it for longer, or it is gone. */
  remove(key: PublishedKey): Promise<'removed' | 'moved'>;
}

export function createKeyStore(given: {
  db: Db;
  AUTH_TABLE: string;
  SIGNING_SECRET: string;
  secrets?: SecretsManagerClient;
}): KeyStore {
  const { db, AUTH_TABLE, SIGNING_SECRET, secrets = new SecretsManagerClient(clientConfig) } = given;
  return {
    async secret() {
      const { SecretString = '', VersionId = '' } = await secrets.send(
        new GetSecretValueCommand({ SecretId: SIGNING_SECRET }),
      );
      return { version: VersionId, lines: linesOf(SecretString) };
    },

    async replaceLines({ version }, lines) {
      // A version's id can be chosen, and no version be changed: so of all that follow one version, one is made.
      const next = createHash('sha256').update(`after ${version}`).digest('hex');
      const put = new PutSecretValueCommand({
        SecretId: SIGNING_SECRET,
        ClientRequestToken: next,
        SecretString: lines.join('\n'),
      });
      try {
        await secrets.send(put);
        return 'replaced';
      } catch (error) {
        if (error instanceof ResourceExistsException) return 'moved';
        throw error;
      }
    },

    keys: () => readKeys(db, AUTH_TABLE),

    async publish(key) {
      const put = new PutCommand({
        TableName: AUTH_TABLE,
        Item: { ...publicKeyKey(key.kid), ...key },
        ConditionExpression: 'attribute_not_exists(pk)',
      });
      return (await conditional(db.send(put))).ok ? 'published' : 'there';
    },

    async remove({ kid, acceptedUntil }) {
      const remove = new DeleteCommand({
        TableName: AUTH_TABLE,
        Key: publicKeyKey(kid),
        ConditionExpression: 'acceptedUntil = :seen',
        ExpressionAttributeValues: { ':seen': acceptedUntil },
      });
      return (await conditional(db.send(remove))).ok ? 'removed' : 'moved';
    },
  };
}
