// npm run payments: what it understands, where it finds the stack, what it shows, and what it says when it cannot.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { invoke } from '../../../scripts/invoke.ts';
import { findTarget, readCommand, reconciledTold, remedyOf, reportTold, tasksTold } from '../../../scripts/payments.ts';

const folder = mkdtempSync(join(tmpdir(), 'onsale-payments-'));
const stackFile = join(folder, 'stack.json');
const local = {
  stage: 'local',
  region: 'ap-northeast-2',
  endpoint: 'http://127.0.0.1:4566',
  functionPrefix: 'onsale-local-',
  tables: { PaymentsTable: 'payments' },
};
writeFileSync(stackFile, JSON.stringify(local));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the command', () => {
  it.each([
    [['reconcile'], { verb: 'reconcile' }],
    [['report'], { verb: 'report' }],
    [['report', '--date', '2026-07-20', '--stage', 'prod'], { verb: 'report', date: '2026-07-20', stage: 'prod' }],
    [['tasks', '--stage=prod'], { verb: 'tasks', stage: 'prod' }],
  ])('%j is understood', (args, command) => {
    expect(readCommand(args)).toEqual({ date: undefined, stage: undefined, ...command });
  });

  it.each([[[]], [['refund']], [['report', 'now']], [['report', '--day', '1']], [['tasks', '--date', '2026-07-20']]])(
    '%j is answered with how to use it',
    (args: string[]) => {
      expect(() => readCommand(args)).toThrow('Usage: npm run payments -- reconcile|report|tasks');
    },
  );

  it.each(['2026-02-30', '20260720', 'yesterday', ''])('refuses %j for a day', (date) => {
    expect(() => readCommand(['report', '--date', date])).toThrow(`--date ${date} is no day`);
  });
});

describe('the stack', () => {
  const cloudFormation = mockClient(CloudFormationClient);
  const client = cloudFormation as unknown as CloudFormationClient;
  beforeEach(() => cloudFormation.reset());
  const deployed = (outputs: Readonly<Record<string, string>>) =>
    cloudFormation.on(DescribeStacksCommand, { StackName: 'onsale-prod' }).resolves({
      Stacks: [
        {
          StackName: 'onsale-prod',
          CreationTime: new Date(0),
          StackStatus: 'CREATE_COMPLETE',
          Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
        },
      ],
    });

  it('is the local one unless another is named', async () => {
    for (const stage of [undefined, 'local']) {
      const { config, functionPrefix, table } = findTarget({ stage }, stackFile);
      expect({ endpoint: config.endpoint, functionPrefix }).toEqual({
        endpoint: local.endpoint,
        functionPrefix: 'onsale-local-',
      });
      expect(await table()).toBe('payments');
    }
  });

  it('is found by its stage on AWS, and asked for its table only when that is read', async () => {
    deployed({ PaymentsTable: 'p' });
    const { config, functionPrefix, table } = findTarget({ stage: 'prod' }, stackFile, client);
    expect({ config, functionPrefix }).toEqual({ config: {}, functionPrefix: 'onsale-prod-' });
    expect(cloudFormation.calls()).toHaveLength(0);
    expect(await table()).toBe('p');
  });

  it('that names no table is to be deployed again', async () => {
    deployed({});
    const { table } = findTarget({ stage: 'prod' }, stackFile, client);
    await expect(table()).rejects.toThrow('The stack onsale-prod has no output PaymentsTable: deploy it again.');
    const old = join(folder, 'old.json');
    writeFileSync(old, JSON.stringify({ ...local, tables: {} }));
    await expect(findTarget({ stage: undefined }, old).table()).rejects.toThrow('end npm start and start it again');
  });

  it('must be named when none is running here', () => {
    expect(() => findTarget({ stage: undefined }, join(folder, 'none.json'))).toThrow('No local stack is running');
  });
});

describe('a function of the stack', () => {
  /** Lambda, answering with `text`; what it is sent is kept. */
  const answering = (text: string, FunctionError?: string) => {
    const sent: { name: string | undefined; event: unknown }[] = [];
    const send = async ({ input }: InvokeCommand) => {
      sent.push({ name: input.FunctionName, event: JSON.parse(String(input.Payload)) });
      return { Payload: new TextEncoder().encode(text), FunctionError };
    };
    return { sent, lambda: { send } as unknown as LambdaClient };
  };

  it('is told what to do, and its answer read', async () => {
    const { sent, lambda } = answering('{"looked":2,"sent":1}');
    expect(await invoke(lambda, 'onsale-prod-f', { date: '2026-07-20' })).toEqual({ looked: 2, sent: 1 });
    expect(sent).toEqual([{ name: 'onsale-prod-f', event: { date: '2026-07-20' } }]);
  });

  it('may answer nothing', async () => {
    expect(await invoke(answering('').lambda, 'f', {})).toBeUndefined();
  });

  it.each([
    ['{"errorType":"Error","errorMessage":"the secret is gone"}', 'the secret is gone'],
    ['{"why":"unknown"}', '{"why":"unknown"}'],
  ])('that fails is quoted, with where to look (%s)', async (text, words) => {
    const failed = invoke(answering(text, 'Unhandled').lambda, 'onsale-prod-f', {});
    await expect(failed).rejects.toThrow(
      `onsale-prod-f failed: ${words}\nThe log /aws/lambda/onsale-prod-f says more.`,
    );
  });
});

describe('what is shown', () => {
  it('of a look at everything is how many payments are under way', () => {
    expect(reconciledTold({ looked: 12, sent: 5 })).toEqual({
      lines: ['not settled             12', 'looked at now           5', 'may still be completed  7'],
      isGood: true,
    });
    expect(reconciledTold({ looked: 0, sent: 0 }).lines).toEqual(['Every card payment is settled.']);
  });

  const report = {
    date: '2026-07-20',
    startedAt: 0,
    finishedAt: 0,
    payments: 3,
    ours: { captured: 264_000, returned: 99_000 },
    theirs: { captured: 264_000, returned: 99_000 },
    differences: 0,
    different: [],
  };

  it('of a day that agrees is its sums', () => {
    expect(reportTold(report)).toEqual({
      lines: [
        '2026-07-20  ours         the gateway  difference',
        'captured    264,000 won  264,000 won  0 won',
        'returned    99,000 won   99,000 won   0 won',
        '',
        '3 payments compared: no difference.',
      ],
      isGood: true,
    });
  });

  it('of a day that differs is each payment that does, and how many are not named', () => {
    const { lines, isGood } = reportTold({
      ...report,
      theirs: { captured: 363_000, returned: 99_000 },
      differences: 2,
      different: [
        {
          paymentId: 'payaaaaaaaaaaa1',
          ours: { status: 'FAILED', captured: 0, returned: 0 },
          theirs: { status: 'PAID', captured: 99_000, returned: 0 },
        },
      ],
    });
    expect(isGood).toBe(false);
    expect(lines.slice(1)).toEqual([
      'captured    264,000 won  363,000 won  99,000 won',
      'returned    99,000 won   99,000 won   0 won',
      '',
      '3 payments compared: 2 differ.',
      'payment          ours                                   the gateway',
      'payaaaaaaaaaaa1  FAILED, 0 won taken, 0 won given back  PAID, 99,000 won taken, 0 won given back',
      'and 1 more',
    ]);
  });

  it('of tasks is a table, the oldest first as they came', () => {
    const task = { purpose: 'RESERVATION' as const, userId: 'u', amount: 99_000, since: '2026-07-20T10:00:00Z' };
    const { lines, isGood } = tasksTold([
      {
        ...task,
        paymentId: 'payaaaaaaaaaaa1',
        reservationId: 'rsv_1',
        refundAmount: 69_300,
        code: 'PG_PROVIDER',
        message: 'No.',
      },
      { ...task, paymentId: 'payaaaaaaaaaaa2', purpose: 'CHARGE', code: 'NOT_PAID' },
    ]);
    expect(isGood).toBe(true);
    expect(lines).toEqual([
      'payment          since                 to go back                for     why',
      'payaaaaaaaaaaa1  2026-07-20T10:00:00Z  69,300 won of 99,000 won  rsv_1   PG_PROVIDER No.',
      'payaaaaaaaaaaa2  2026-07-20T10:00:00Z  99,000 won of 99,000 won  CHARGE  NOT_PAID',
    ]);
    expect(tasksTold([]).lines).toEqual(['No refund waits for an operator.']);
  });
});

describe('an error of AWS', () => {
  const named = (name: string, message = '') => Object.assign(new Error(message), { name });

  it.each([
    ['no credentials', named('CredentialsProviderError'), 'AWS_PROFILE'],
    ['too few rights', named('AccessDeniedException'), 'lambda:InvokeFunction'],
    ['no such function', named('ResourceNotFoundException'), 'npx cdk deploy -c stage=prod'],
    ['no such stack', named('ValidationError', 'Stack with id onsale-prod does not exist'), 'npx cdk deploy'],
    ['no local cloud', Object.assign(new Error(''), { code: 'ECONNREFUSED' }), 'npm start'],
  ])('(%s) becomes a sentence with the remedy', (_, error, remedy) => {
    expect(remedyOf(error, { stage: 'prod' })).toContain(remedy);
  });

  it('about a local stack names npm start', () => {
    expect(remedyOf(named('ResourceNotFoundException'), { stage: undefined })).toContain('npm start');
  });

  it('that nobody foresaw is shown as it is', () => {
    expect(remedyOf(new Error('something new'), { stage: 'prod' })).toBeUndefined();
    expect(remedyOf(named('ValidationError', 'bad name'), { stage: 'prod' })).toBeUndefined();
  });
});
