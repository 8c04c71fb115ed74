// Tokens at the deployed gate: forged ones find it shut, and good ones pass while keys rotate.
import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { decodeJwt, decodeProtectedHeader, type JWK } from 'jose';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { routes as auth } from '../../../functions/auth/contract.ts';
import { routes as sessions } from '../../../functions/auth/contract-sessions.ts';
import { ACCESS_TOKEN } from '../../../functions/auth/domain.ts';
import { publicKeyKey } from '../../../functions/auth/keys.ts';
import type { KeyReport, Rotation } from '../../../functions/auth/use-cases-keys.ts';
import { createTokenSigner } from '../../../functions/auth/writes.ts';
import { secretReader } from '../../../functions/shared/aws.ts';
import { deriveSigningKey, linesOf, type SigningKey } from '../../../functions/shared/jwt.ts';
import { clientConfig } from '../../../localstack/cloud.ts';
import { invoke } from '../../../scripts/keys.ts';
import { FORGERIES } from '../../support/forged-tokens.ts';
import { api, documents, eventually, newPerson, tableOf } from '../../support/journey.ts';
import { misused, misuses } from '../../support/misused-tokens.ts';
import type { Person } from '../../support/people.ts';

/** So long a reader of keys may do without a new one. */
const ALL_HAVE_READ_MS = 11_000;

const { cloud, functionPrefix, apiUrl } = inject('cloud');
const lambda = new LambdaClient(clientConfig(cloud));
const functionName = `${functionPrefix}auth-rotate-keys`;
const AUTH_TABLE = tableOf('Auth');

let person: Person;
let readSecret: ReturnType<typeof secretReader>;

beforeAll(async () => {
  person = await newPerson();
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: functionName }));
  const secretId = Environment?.Variables?.SIGNING_SECRET ?? '';
  readSecret = secretReader(secretId, new SecretsManagerClient(clientConfig(cloud)));
});

const kidOf = (token: string) => decodeProtectedHeader(token).kid ?? '';
const publicKeys = async () => (await api.call(auth.keys, {})).keys as JWK[];

/** What the gate says to whoever shows this. */
async function shown(token: string): Promise<{ status: number; code: string | undefined }> {
  const answer = await fetch(`${apiUrl}${auth.me.path}`, { headers: { authorization: `Bearer ${token}` } });
  const { code } = (await answer.json()) as { code?: string };
  return { status: answer.status, code };
}

const UNAUTHENTICATED = { status: 401, code: 'UNAUTHENTICATED' };

describe('a token at the gate', () => {
  let publicJwk: JWK;
  let key: SigningKey;
  beforeAll(async () => {
    const kid = kidOf(person.accessToken);
    publicJwk = (await publicKeys()).find((one) => one.kid === kid) ?? {};
    const keys = await Promise.all(linesOf(await readSecret()).map(deriveSigningKey));
    const found = keys.find((one) => one.kid === kid);
    if (!found) throw new Error(`the secret has no line of the key ${kid}`);
    key = found;
  });

  it('passes when it is genuine', async () => {
    expect((await shown(person.accessToken)).status).toBe(200);
    expect((await shown(misused(person.accessToken, key, ['nothing changed', {}, {}]))).status).toBe(200);
  });

  it.each(FORGERIES)('stays outside when it is forged: %s', async (_, forge) => {
    expect(await shown(forge({ token: person.accessToken, publicJwk }))).toEqual(UNAUTHENTICATED);
  });

  it.each(misuses('queue+jwt', Date.now()))('stays outside under our own signature with %s', async (...misuse) => {
    expect(await shown(misused(person.accessToken, key, misuse))).toEqual(UNAUTHENTICATED);
  });
});

describe('a rotation', () => {
  const signed = () =>
    createTokenSigner({ db: documents, AUTH_TABLE, readSecret }).sign({
      ...ACCESS_TOKEN,
      claims: { ...decodeJwt(person.accessToken), jti: crypto.randomUUID() },
      issuedAt: Date.now(),
      expiresAt: Date.now() + 900_000,
    });

  it('by the operator, while requests run, has none of them answered 401', async () => {
    const statuses = new Map<number, number>();
    const kids = new Set<string>();
    let runs = true;
    const show = async (token: string) => {
      kids.add(kidOf(token));
      const { status } = await shown(token);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    };
    const during = async (request: () => Promise<void>) => {
      while (runs) await request();
    };
    const { email, password } = person;
    const traffic = [
      during(async () => show(await signed())),
      during(async () => show((await api.call(sessions.logIn, { body: { email, password } })).accessToken)),
      during(() => show(person.accessToken)),
    ];

    const rotation = (await invoke(lambda, functionName, 'rotate')) as Rotation;
    expect(rotation.outcome).toBe('published');
    const { kid } = rotation;
    await eventually(async () => (await publicKeys()).find((one) => one.kid === kid));
    expect(kids.has(kid)).toBe(false);
    expect((await invoke(lambda, functionName, 'rotate')) as Rotation).toMatchObject({ outcome: 'waiting', kid });

    // Not five minutes, but longer than anybody goes without reading the keys: then it is made to sign.
    await new Promise((done) => setTimeout(done, ALL_HAVE_READ_MS));
    await documents.send(
      new UpdateCommand({
        TableName: AUTH_TABLE,
        Key: publicKeyKey(kid),
        UpdateExpression: 'SET signsFrom = :now',
        ExpressionAttributeValues: { ':now': Date.now() },
      }),
    );
    await eventually(async () => kids.has(kid) || undefined);
    const { keys } = (await invoke(lambda, functionName, 'list')) as KeyReport;
    expect(keys.filter(({ signs }) => signs).map((one) => one.kid)).toEqual([kid]);
    runs = false;
    await Promise.all(traffic);
    expect([...statuses.keys()]).toEqual([200]);
    expect((await shown(person.accessToken)).status).toBe(200);
  });

  it('of each day finds nothing to do the day after', async () => {
    const { keys } = (await invoke(lambda, functionName, 'list')) as KeyReport;
    const { outcome, kid } = await daily();
    expect([outcome, kid]).toEqual(['kept', keys.find(({ signs }) => signs)?.kid]);
  });
});

/** The function as the schedule calls it. */
async function daily(): Promise<Rotation> {
  const event = { version: '0', 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} };
  const { Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) }),
  );
  return JSON.parse(Payload?.transformToString() ?? '{}') as Rotation;
}
