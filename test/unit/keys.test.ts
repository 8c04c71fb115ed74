// npm run keys: what it understands, whom it asks, what it shows, and what it says when it cannot.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, describe, expect, it } from 'vitest';
import { FOREVER } from '../../functions/auth/domain-keys.ts';
import { described, findTarget, invoke, readCommand, remedyOf } from '../../scripts/keys.ts';

const now = Date.parse('2025-07-13T10:00:00Z');
const MINUTE = 60_000;

const folder = mkdtempSync(join(tmpdir(), 'onsale-keys-'));
const stackFile = join(folder, 'stack.json');
writeFileSync(
  stackFile,
  JSON.stringify({
    stage: 'local',
    region: 'ap-northeast-2',
    endpoint: 'http://127.0.0.1:4566',
    functionPrefix: 'onsale-local-',
  }),
);
afterAll(() => rmSync(folder, { recursive: true }));

describe('the command', () => {
  it.each([
    [['list'], { verb: 'list', stage: undefined }],
    [['rotate', '--stage', 'prod'], { verb: 'rotate', stage: 'prod' }],
  ])('%j is understood', (args, command) => {
    expect(readCommand(args)).toEqual(command);
  });

  it.each([[[]], [['drop']], [['list', 'more']], [['rotate', '--force']]])(
    '%j is answered with how to use it',
    (args: string[]) => {
      expect(() => readCommand(args)).toThrow('Usage: npm run keys -- list|rotate [--stage <stage>]');
    },
  );
});

describe('the stack', () => {
  const target = (stage: string | undefined, file = stackFile) => findTarget({ verb: 'list', stage }, file);

  it('is the local one unless another is named', () => {
    for (const stage of [undefined, 'local']) {
      expect(target(stage)).toMatchObject({
        config: { endpoint: 'http://127.0.0.1:4566', region: 'ap-northeast-2' },
        functionName: 'onsale-local-auth-rotate-keys',
      });
    }
  });

  it('is found by its stage on AWS', () => {
    expect(target('prod')).toEqual({ config: {}, functionName: 'onsale-prod-auth-rotate-keys' });
  });

  it('must be named when none is running here', () => {
    expect(() => target(undefined, join(folder, 'none.json'))).toThrow('No local stack is running: begin one');
  });
});

describe('the function', () => {
  /** Lambda, answering with `value`; what it is sent is kept. */
  const answering = (value: object, FunctionError?: string) => {
    const sent: { name: string | undefined; event: unknown }[] = [];
    const send = async ({ input }: InvokeCommand) => {
      sent.push({ name: input.FunctionName, event: JSON.parse(String(input.Payload)) });
      return { Payload: new TextEncoder().encode(JSON.stringify(value)), FunctionError };
    };
    return { sent, lambda: { send } as unknown as LambdaClient };
  };

  it.each([
    ['list', { list: true }],
    ['rotate', { force: true }],
  ] as const)('is asked to %s', async (verb, event) => {
    const { sent, lambda } = answering({ keys: [] });
    expect(await invoke(lambda, 'onsale-prod-auth-rotate-keys', verb)).toEqual({ keys: [] });
    expect(sent).toEqual([{ name: 'onsale-prod-auth-rotate-keys', event }]);
  });

  it('that fails is quoted, with where to look', async () => {
    const { lambda } = answering({ errorType: 'Error', errorMessage: 'the secret is gone' }, 'Unhandled');
    const failed = invoke(lambda, 'onsale-prod-auth-rotate-keys', 'rotate');
    await expect(failed).rejects.toThrow('The keys could not be rotated: the secret is gone');
    await expect(failed).rejects.toThrow('/aws/lambda/onsale-prod-auth-rotate-keys');
  });
});

describe('the answer', () => {
  const signs = {
    kid: 'old-key',
    publishedAt: now - 60 * MINUTE,
    signsFrom: now - 55 * MINUTE,
    acceptedUntil: now + 300 * MINUTE,
    signs: true,
  };
  const waits = {
    kid: 'new-key',
    publishedAt: now,
    signsFrom: now + 5 * MINUTE,
    acceptedUntil: now + 5 * MINUTE,
    signs: false,
  };

  it('to list is a table of keys', () => {
    expect(described({ keys: [waits, signs] }, now)).toBe(
      [
        'kid      published             signs from            accepted until  now',
        'new-key  2025-07-13T10:00:00Z  2025-07-13T10:05:00Z  -               waits',
        'old-key  2025-07-13T09:00:00Z  2025-07-13T09:05:00Z  -               signs',
      ].join('\n'),
    );
  });

  it('to list shows a key of an older version, which is accepted until it is deleted', () => {
    const older = { kid: 'k', publishedAt: 0, signsFrom: 0, acceptedUntil: FOREVER, signs: false };
    expect(described({ keys: [older] }, now).split('\n')[1]).toBe(
      'k    -          -           it is deleted   is accepted',
    );
  });

  it('to list says when there is no key yet', () => {
    expect(described({ keys: [] }, now)).toContain('No key is published yet');
  });

  it.each([
    ['published', 'new-key is published, and signs from 2025-07-13T10:05:00Z; nobody is signed out.'],
    ['waiting', 'new-key was published before, and signs from 2025-07-13T10:05:00Z'],
    ['kept', 'new-key goes on signing.'],
  ] as const)('to rotate says what was done (%s)', (outcome, sentence) => {
    const rotation = { outcome, kid: 'new-key', removed: ['gone-key'], keys: [waits, signs] };
    const text = described(rotation, now);
    expect(text).toContain(sentence);
    expect(text).toContain('Removed, as their last tokens are over: gone-key.');
    expect(text).toContain('old-key  2025-07-13T09:00:00Z');
  });
});

describe('an error of AWS', () => {
  const command = { verb: 'rotate', stage: 'prod' } as const;
  const named = (name: string, message = '') => Object.assign(new Error(message), { name });

  it.each([
    ['no credentials', named('CredentialsProviderError'), 'AWS_PROFILE'],
    ['old credentials', named('ExpiredTokenException'), 'sign in to AWS again'],
    ['too few rights', named('AccessDeniedException'), 'lambda:InvokeFunction'],
    ['no such stack', named('ResourceNotFoundException'), 'npx cdk deploy -c stage=prod'],
    ['no region', new Error('Region is missing'), 'AWS_REGION'],
    ['no local cloud', Object.assign(new Error(''), { code: 'ECONNREFUSED' }), 'npm start'],
  ])('(%s) becomes a sentence with the remedy', (_, error, remedy) => {
    expect(remedyOf(error, command)).toContain(remedy);
  });

  it('about a local stack names npm start', () => {
    const { stage, ...local } = command;
    expect(remedyOf(named('ResourceNotFoundException'), { ...local, stage: undefined })).toContain('npm start');
  });

  it('that nobody foresaw is shown as it is', () => {
    expect(remedyOf(new Error('something new'), command)).toBeUndefined();
  });
});
