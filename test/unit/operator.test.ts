// npm run operator: what it understands, whom it changes, and what it says when it cannot.
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { readCommand, remedyOf, setRole } from '../../scripts/operator.ts';
import { Failure } from '../../scripts/progress.mjs';

const client = mockClient(DynamoDBDocumentClient);
const db = client as unknown as DynamoDBDocumentClient;

beforeEach(() => client.reset());

describe('the command', () => {
  it.each([
    [['grant', 'a@b.kr'], { role: 'operator', email: 'a@b.kr', stage: undefined, table: undefined }],
    [['revoke', 'a@b.kr', '--stage', 'prod'], { role: 'buyer', email: 'a@b.kr', stage: 'prod', table: undefined }],
    [['--table', 't', 'grant', 'a@b.kr'], { role: 'operator', email: 'a@b.kr', stage: undefined, table: 't' }],
  ])('%j is understood', (args, command) => {
    expect(readCommand(args)).toEqual(command);
  });

  it.each([[[]], [['grant']], [['grant', 'kim']], [['make', 'a@b.kr']], [['grant', 'a@b.kr', 'more']], [['--what']]])(
    '%j is answered with how to use it',
    (args: string[]) => {
      expect(() => readCommand(args)).toThrow('Usage: npm run operator -- grant|revoke <email>');
    },
  );
});

describe('setting a role', () => {
  it('changes the account that has the address', async () => {
    client.on(GetCommand).resolves({ Item: { userId: 'u1', email: 'a@b.kr', passwordHash: 'h' } });
    client.on(UpdateCommand).resolves({});
    await setRole({ db, table: 'accounts', email: 'A@b.kr', role: 'operator' });
    expect(client.commandCalls(GetCommand)[0]?.args[0].input.Key).toEqual({ pk: 'EMAIL#a@b.kr', sk: 'EMAIL' });
    expect(client.commandCalls(UpdateCommand)[0]?.args[0].input).toMatchObject({
      TableName: 'accounts',
      Key: { pk: 'USER#u1', sk: 'ACCOUNT' },
      ExpressionAttributeValues: { ':role': 'operator' },
    });
  });

  it('says what to do when nobody has the address, and changes nothing', async () => {
    client.on(GetCommand).resolves({});
    const setting = setRole({ db, table: 'accounts', email: 'a@b.kr', role: 'operator' });
    await expect(setting).rejects.toThrow('No account has the address a@b.kr: sign up with it first');
    await expect(setting).rejects.toBeInstanceOf(Failure);
    expect(client.commandCalls(UpdateCommand)).toHaveLength(0);
  });
});

describe('an error of AWS', () => {
  const command = { role: 'operator', email: 'a@b.kr', stage: 'prod', table: undefined } as const;
  const named = (name: string, message = '') => Object.assign(new Error(message), { name });

  it.each([
    ['no credentials', named('CredentialsProviderError'), 'AWS_PROFILE'],
    ['old credentials', named('ExpiredTokenException'), 'sign in to AWS again'],
    ['too few rights', named('AccessDeniedException'), 'dynamodb:UpdateItem'],
    [
      'no such stack',
      named('ValidationError', 'Stack with id onsale-prod does not exist'),
      'npx cdk deploy -c stage=prod',
    ],
    ['no such table', named('ResourceNotFoundException'), '--table'],
    ['no region', new Error('Region is missing'), 'AWS_REGION'],
    ['no local cloud', Object.assign(new Error(''), { code: 'ECONNREFUSED' }), 'npm start'],
  ])('(%s) becomes a sentence with the remedy', (_, error, remedy) => {
    expect(remedyOf(error, command)).toContain(remedy);
  });

  it('that nobody foresaw is shown as it is', () => {
    expect(remedyOf(new Error('something new'), command)).toBeUndefined();
  });
});
