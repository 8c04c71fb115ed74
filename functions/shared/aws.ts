// The AWS clients, and the rules every write follows (docs/design/data-model.md, "Rules for every write").
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { common, Refusal } from './refusal.ts';

/** A DynamoDB document client as stores use it. */
export type Db = Pick<DynamoDBDocumentClient, 'send'>;

/** Tries of one call, by the SDK. */
const TRIES = 3;

/**
 * Every client's: a call that does not answer is given up and tried again, and all tries end inside a function's time
 * limit of 10 s. Without `throwOnRequestTimeout` the SDK would only warn, and wait.
 */
export const clientConfig = {
  maxAttempts: TRIES,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_500, throwOnRequestTimeout: true },
};

/** What passes by itself: DynamoDB is busy or did not answer, also after the SDK's own tries. */
const PASSING = new Set([
  'InternalServerError',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TimeoutError',
  'TransactionInProgressException',
]);

const marshalling = { marshallOptions: { removeUndefinedValues: true } };

/** How often a plain write that meets a transaction is tried, with up to 20, 40, 80, … ms between. */
const CONFLICT_TRIES = 6;

/**
 * The client for everything but the join counter. A plain write on an item that is in somebody's transaction can get
 * `TransactionConflictException`, which the SDK does not retry: it is retried here, with jitter, then 503 TRY_AGAIN. So
 * is what DynamoDB could not do now.
 */
export function createDb(client: DynamoDBDocumentClient = document(TRIES)): Db {
  const send = async (...args: Parameters<DynamoDBDocumentClient['send']>) => {
    for (let tries = 1; ; tries++) {
      try {
        return await client.send(...args);
      } catch (error) {
        if (error instanceof Error && PASSING.has(error.name)) throw new Refusal(common.TRY_AGAIN, {}, 1);
        if (!(error instanceof TransactionConflictException)) throw error;
        if (tries === CONFLICT_TRIES) throw new Refusal(common.TRY_AGAIN, {}, 1);
        await jitter(tries);
      }
    }
  };
  return { send } as Db;
}

/** A client whose writes are sent once: for `ADD n 1`, where a repeat would count twice. */
export function createOnceDb(): Db {
  return document(1);
}

function document(maxAttempts: number): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient({ ...clientConfig, maxAttempts }), marshalling);
}

/** Waits a random part of 20, 40, 80, … 320 ms: those who collided once do not collide again. */
export function jitter(tries: number): Promise<void> {
  const ms = Math.random() * Math.min(320, 10 * 2 ** tries);
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export type Item = Record<string, unknown>;

/** A conditional write's outcome: what it returned, or the item that refused it (absent if there was none). */
export type Outcome =
  | { readonly ok: true; readonly item: Item | undefined }
  | { readonly ok: false; readonly old: Item | undefined };

/**
 * Sends a conditional write that asks for `ReturnValuesOnConditionCheckFailure: ALL_OLD`.
 * @param send one call of a DynamoDB document command
 */
export async function conditional(send: Promise<{ Attributes?: Item | undefined }>): Promise<Outcome> {
  try {
    return { ok: true, item: (await send).Attributes };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { ok: false, old: error.Item && unmarshall(error.Item) };
  }
}

/** @param how `fresh`: as the secret is now; how often that is asked is the caller's matter */
export type ReadSecret = (how?: { readonly fresh?: boolean }) => Promise<string>;

/**
 * Reads a secret's text once per instance; a failed read is tried again at the next call. What was read before stays
 * known while it is read afresh, and when that fails.
 */
export function secretReader(secretId: string, client = new SecretsManagerClient(clientConfig)): ReadSecret {
  let known: Promise<string> | undefined;
  return ({ fresh = false } = {}) => {
    if (known && !fresh) return known;
    const reading = client
      .send(new GetSecretValueCommand({ SecretId: secretId }))
      .then((answer) => answer.SecretString ?? '');
    known ??= reading;
    const keep = () => {
      known = reading;
    };
    const forget = () => {
      if (known === reading) known = undefined;
    };
    reading.then(keep, forget);
    return reading;
  };
}
