// The synthesized stack: what a deployment would make, without making it.
import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';
import { bundleOf } from '../../lib/parts/bundles.ts';
import { allRoutes } from '../support/routes.ts';
import { EMULATED, functionsOf, ON_AWS, type Resource, resources, rightsOf, synthesize } from '../support/template.ts';

const prod = synthesize({ stage: 'prod', ...ON_AWS, allowedOrigins: 'https://shop.example.com' });
const local = synthesize({ stage: 'local', ...EMULATED });
/** Of each part of the stack. CloudFormation takes 500: who comes near it is told while there is time to make room. */
const MOST_RESOURCES = 470;
/** Of each nested stack. CloudFormation takes 200. */
const MOST_PARAMETERS = 150;
/** So that a cold start stays short. */
const MOST_BUNDLE_BYTES = 350_000;
/** Two speak to DynamoDB, SQS, Secrets Manager and PortOne, each with its own client; an operator's one reads CSV. */
const LARGER_BUNDLES = [
  'onsale-prod-payments-complete-payment',
  'onsale-prod-payments-settle-payment',
  'onsale-prod-catalog-manage-catalog',
];
const MOST_LARGER_BYTES = 390_000;

/** Logical ids: CloudFormation takes another for another table. */
const TABLES = {
  main: [
    'AuthStoreTableD0BDB7F1',
    'CatalogStoreTable2B910A4E',
    'QueueStoreTableAD62E9C0',
    'SeatsStoreTable5E1BEA2B',
    'WalletStoreTable2751E11D',
    'ReservationsStoreTableD3246B35',
    'PaymentsStoreTable74CE1417',
  ],
  nested: ['WalletHistoryStoreTable1F5C568A', 'RankingStoreTableDA302520', 'ExternalDataStoreTable574B387C'],
};

const nameOf = (fn: Resource) => String(fn.Properties.FunctionName);
/** Of what has the name `onsale-prod-…`. */
const alarmOf = (name: string) => name.replace('onsale-prod-', 'onsale-prod/');
const services = readdirSync(join(import.meta.dirname, '../../functions'));

/** Its folder and its file. */
function handlerOf(fn: Resource): [service: string, handler: string] {
  const name = nameOf(fn).replace('onsale-prod-', '');
  const service =
    services.filter((folder) => name.startsWith(`${folder}-`)).sort((a, b) => b.length - a.length)[0] ?? '';
  return [service, name.slice(service.length + 1)];
}

describe('on prod', () => {
  it.each(['Auth', 'Wallet', 'Reservations', 'Seats'])(
    'the table of %s is retained, protected and recoverable',
    (service) => {
      const id = prod.Outputs[`${service}Table`]?.Value.Ref ?? '';
      expect(prod.Resources[id]).toMatchObject({
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
        Properties: {
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        },
      });
    },
  );

  it('direct top-up is off', () => {
    const charge = functionsOf(prod).find((fn) => nameOf(fn) === 'onsale-prod-wallet-charge-wallet');
    expect(charge?.Properties.Environment).toMatchObject({ Variables: { DIRECT_TOP_UP: 'off' } });
  });

  it('queues take encrypted connections only', () => {
    const queues = resources(prod, 'AWS::SQS::Queue').length;
    const denials = JSON.stringify(resources(prod, 'AWS::SQS::QueuePolicy')).match(/"aws:SecureTransport":"false"/g);
    expect(denials?.length).toBe(queues);
  });

  it('only the named origins may call from a browser', () => {
    const [api] = resources(prod, 'AWS::ApiGatewayV2::Api');
    expect(api?.Properties.CorsConfiguration).toMatchObject({ AllowOrigins: ['https://shop.example.com'] });
  });

  it('a browser may ask whether what it has is still so, and reads the pace', () => {
    const [api] = resources(prod, 'AWS::ApiGatewayV2::Api');
    expect(api?.Properties.CorsConfiguration).toMatchObject({
      AllowHeaders: expect.arrayContaining(['if-none-match']),
      ExposeHeaders: expect.arrayContaining(['etag', 'retry-after']),
    });
  });

  it('the line knows how far operators may go, and what an overload is', () => {
    const variables = (name: string) =>
      functionsOf(prod).find(({ Properties }) => Properties.FunctionName === `onsale-prod-queue-${name}`)?.Properties
        .Environment;
    expect(variables('operate-line')).toMatchObject({ Variables: { LINE_CEILINGS: '10000,200,600' } });
    expect(variables('admit')).toMatchObject({ Variables: { OVERLOAD_PERCENT: '5' } });
  });
});

describe('every secret of ours', () => {
  it('is made once, and never again: whoever changes these options makes all persons, tokens and devices unknown', () => {
    const made = resources(prod, 'AWS::SecretsManager::Secret').map(
      ({ Properties }) => Properties.GenerateSecretString,
    );
    expect(new Set(made.map((options) => JSON.stringify(options)))).toEqual(
      new Set(['{"ExcludePunctuation":true,"PasswordLength":64}']),
    );
  });
});

describe('on the local cloud', () => {
  it('nothing outlives the stack', () => {
    const kept = Object.entries(local.Resources).filter(([, value]) => (value as Resource).DeletionPolicy === 'Retain');
    expect(kept.map(([id]) => id)).toEqual([]);
  });

  it('the one stack stays clear of the 500 resources that it may have', () => {
    expect(local.parts.map((part) => Object.keys(part).length <= MOST_RESOURCES)).toEqual([true]);
  });

  it('functions log to groups that are made at their first call', () => {
    const groups = resources(local, 'AWS::Logs::LogGroup').map(({ Properties }) => Properties.LogGroupName);
    expect(groups).toEqual([undefined]);
    for (const fn of functionsOf(local)) {
      expect(fn.Properties.LoggingConfig).toEqual({ LogGroup: `/aws/lambda/${nameOf(fn)}` });
    }
  });
});

describe('every function', () => {
  it('runs on arm64 with Node 24, and its bundle is there', () => {
    for (const fn of functionsOf(prod)) {
      expect(fn.Properties, nameOf(fn)).toMatchObject({
        Architectures: ['arm64'],
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
      });
      const [service, handler] = handlerOf(fn);
      const bundle = readFileSync(join(bundleOf(service, handler), 'index.mjs'));
      expect(bundle.length, nameOf(fn)).toBeGreaterThan(1_000);
      const most = LARGER_BUNDLES.includes(nameOf(fn)) ? MOST_LARGER_BYTES : MOST_BUNDLE_BYTES;
      expect(bundle.length, nameOf(fn)).toBeLessThanOrEqual(most);
    }
  });

  it('brings all that it imports, but for what Node has', () => {
    for (const fn of functionsOf(prod)) {
      const [service, handler] = handlerOf(fn);
      const source = readFileSync(join(bundleOf(service, handler), 'index.mjs'), 'utf8');
      const imports = parseSync('index.mjs', source).module.staticImports.map((one) => one.moduleRequest.value);
      expect(imports.length, nameOf(fn)).toBeGreaterThan(0);
      expect(
        imports.filter((name) => !isBuiltin(name)),
        nameOf(fn),
      ).toEqual([]);
    }
  });

  it('may do exactly what permissions.json says', () => {
    const listed = JSON.parse(readFileSync(join(import.meta.dirname, 'permissions.json'), 'utf8'));
    const found = Object.fromEntries(
      functionsOf(prod).map((fn) => [nameOf(fn).replace('onsale-prod-', ''), rightsOf(prod, fn)]),
    );
    expect(found).toEqual(listed);
  });

  it('has a role of its own', () => {
    const roles = functionsOf(prod).map((fn) => JSON.stringify(fn.Properties.Role));
    expect(new Set(roles).size).toBe(roles.length);
  });

  it('has a log group that ends, and an alarm', () => {
    const groups = resources(prod, 'AWS::Logs::LogGroup');
    expect(groups.every((group) => Number(group.Properties.RetentionInDays) > 0)).toBe(true);
    const names = groups.map((group) => group.Properties.LogGroupName);
    const alarms = resources(prod, 'AWS::CloudWatch::Alarm').map((alarm) => alarm.Properties.AlarmName);
    for (const fn of functionsOf(prod)) {
      expect(names).toContain(`/aws/lambda/${nameOf(fn)}`);
      expect(alarms).toContain(alarmOf(nameOf(fn)));
    }
  });

  it('is given every variable that its handler reads', () => {
    for (const fn of functionsOf(prod)) {
      const [service, handler] = handlerOf(fn);
      const path = `functions/${service}/handlers/${handler}.ts`;
      const source = readFileSync(join(import.meta.dirname, '../..', path), 'utf8');
      const read = [...source.matchAll(/([A-Z][A-Z_]+): '(?:string|number)'/g)].map(([, name]) => name);
      const { Variables = {} } = (fn.Properties.Environment ?? {}) as { Variables?: object };
      const missing = read.filter((name) => !Object.keys(Variables).includes(String(name)));
      expect(missing, path).toEqual([]);
    }
  });
});

describe('every queue', () => {
  it('has a dead-letter queue, or is one', () => {
    for (const queue of resources(prod, 'AWS::SQS::Queue')) {
      const dead = /-(dead|parked)$/.test(String(queue.Properties.QueueName));
      expect(queue.Properties.RedrivePolicy !== undefined, String(queue.Properties.QueueName)).toBe(!dead);
    }
  });

  it('that is for the dead has an alarm', () => {
    const alarms = resources(prod, 'AWS::CloudWatch::Alarm').map((alarm) => alarm.Properties.AlarmName);
    const dead = resources(prod, 'AWS::SQS::Queue').map((queue) => String(queue.Properties.QueueName));
    for (const name of dead.filter((queue) => /-(dead|parked)$/.test(queue))) expect(alarms).toContain(alarmOf(name));
  });

  it('gives a message back alone when it fails', () => {
    const mappings = resources(prod, 'AWS::Lambda::EventSourceMapping');
    for (const { Properties } of mappings.filter((mapping) => !mapping.Properties.StartingPosition)) {
      expect(Properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
    }
  });
});

describe('every stream mapping', () => {
  it('ends its retries, and keeps what it could not handle', () => {
    const mappings = resources(prod, 'AWS::Lambda::EventSourceMapping');
    const streams = mappings.filter((mapping) => mapping.Properties.StartingPosition !== undefined);
    // Of the outbox; what a map's writer could not take the job behind it puts in.
    const [ofMaps, ...ofOutbox] = streams.toSorted(
      (a, b) => Number(a.Properties.MaximumRetryAttempts) - Number(b.Properties.MaximumRetryAttempts),
    );
    expect(ofMaps?.Properties).toMatchObject({ MaximumRecordAgeInSeconds: 3_600, MaximumRetryAttempts: 100 });
    expect(ofOutbox.length).toBe(5);
    for (const { Properties } of ofOutbox) {
      expect(Properties).toMatchObject({
        MaximumRecordAgeInSeconds: 86_400,
        MaximumRetryAttempts: 10_000,
        BisectBatchOnFunctionError: true,
        DestinationConfig: { OnFailure: { Destination: expect.anything() } },
      });
    }
  });
});

describe('every rule', () => {
  it('on the bus has a dead-letter queue and retries for a day', () => {
    const rules = resources(prod, 'AWS::Events::Rule').filter((rule) => rule.Properties.EventPattern !== undefined);
    expect(rules.length).toBeGreaterThanOrEqual(11);
    for (const { Properties } of rules.filter(({ Properties }) => !String(Properties.Name).includes('-notify-'))) {
      const [target] = Properties.Targets as Record<string, unknown>[];
      expect(target).toMatchObject({
        DeadLetterConfig: { Arn: expect.anything() },
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      });
    }
  });
});

describe('the stack', () => {
  it('stays clear of the 500 resources that CloudFormation takes, in each of its parts', () => {
    for (const part of prod.parts) expect(Object.keys(part).length).toBeLessThanOrEqual(MOST_RESOURCES);
  });

  it('stays clear of the 200 parameters of a nested stack', () => {
    const nested = resources(prod, 'AWS::CloudFormation::Stack').map(({ Properties }) => Properties.Parameters ?? {});
    expect(nested.length).toBe(prod.parts.length - 1);
    for (const parameters of nested) expect(Object.keys(parameters).length).toBeLessThanOrEqual(MOST_PARAMETERS);
  });

  it('keeps each table where it was: one that moves leaves its data behind', () => {
    const tablesOf = (part: object) =>
      Object.entries(part).flatMap(([id, { Type }]: [string, Resource]) => (Type === 'AWS::DynamoDB::Table' ? id : []));
    const [main = {}, ...nested] = prod.parts;
    expect(tablesOf(main)).toEqual(expect.arrayContaining(TABLES.main));
    expect(nested.flatMap(tablesOf)).toEqual(expect.arrayContaining(TABLES.nested));
  });

  it('archives every event of ours', () => {
    const [archive] = resources(prod, 'AWS::Events::Archive');
    expect(archive?.Properties).toMatchObject({
      EventPattern: { source: [{ prefix: 'onsale.' }] },
      RetentionDays: 90,
    });
  });
});

describe('every function that sends to the queue it works on', () => {
  it('may do so for as long as it takes: Lambda ends such a chain after 16 calls otherwise', () => {
    const mappings = resources(prod, 'AWS::Lambda::EventSourceMapping').map(({ Properties }) => Properties);
    const looping = functionsOf(prod).filter((fn) => {
      const id = Object.entries(prod.Resources).find(([, resource]) => resource === fn)?.[0];
      const own = mappings
        .filter(({ FunctionName }) => (FunctionName as { Ref?: string }).Ref === id)
        .map(({ EventSourceArn }) => (EventSourceArn as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'][0]);
      return rightsOf(prod, fn).some((right) =>
        own.some((queue) => right === `sqs:SendMessage on ${queue.replace(/[0-9A-F]{8}$/, '')}`),
      );
    });
    expect(looping.map(nameOf).sort()).toEqual([
      'onsale-prod-external-data-deliver-webhook',
      'onsale-prod-payments-settle-payment',
      'onsale-prod-queue-admit',
      'onsale-prod-reservations-watch-reservation',
    ]);
    for (const fn of looping) expect(fn.Properties.RecursiveLoop, nameOf(fn)).toBe('Allow');
  });
});

describe('every function that time calls', () => {
  it('is called again as often as its timer says, and no more', () => {
    const timed = resources(prod, 'AWS::Events::Rule').filter(({ Properties }) => Properties.ScheduleExpression);
    const settings = resources(prod, 'AWS::Lambda::EventInvokeConfig').map(({ Properties }) => Properties);
    expect(settings.length).toBe(timed.length);
    for (const { Properties } of timed) {
      const [{ RetryPolicy }] = Properties.Targets as [{ RetryPolicy: Record<string, number> }];
      expect(
        settings.map(({ MaximumRetryAttempts, MaximumEventAgeInSeconds }) => [
          MaximumRetryAttempts,
          MaximumEventAgeInSeconds,
        ]),
      ).toContainEqual([RetryPolicy.MaximumRetryAttempts, RetryPolicy.MaximumEventAgeInSeconds]);
    }
  });
});

interface TopicStatement {
  readonly Principal: { readonly Service: string };
  readonly Action: string;
  readonly Effect: string;
}

describe('the topic of the alarms', () => {
  it('lets in alarms and the rules that tell operators: a policy of its own takes the place of the usual one', () => {
    const statements = resources(prod, 'AWS::SNS::TopicPolicy').flatMap(
      ({ Properties }) => (Properties.PolicyDocument as { Statement: TopicStatement[] }).Statement,
    );
    const allowed = statements.filter(({ Action, Effect }) => Action === 'sns:Publish' && Effect === 'Allow');
    expect(allowed.map(({ Principal }) => Principal.Service).sort()).toEqual([
      'cloudwatch.amazonaws.com',
      'events.amazonaws.com',
    ]);
  });
});

describe('every alarm', () => {
  it('says what users suffer, and has a runbook entry', () => {
    const runbook = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
    for (const { Properties } of resources(prod, 'AWS::CloudWatch::Alarm')) {
      const [, sentence, anchor] =
        /^(.{20,}\.) See docs\/runbook\.md#([\w-]+)\.$/.exec(String(Properties.AlarmDescription)) ?? [];
      expect(sentence, String(Properties.AlarmName)).toMatch(/[A-Z]/);
      expect(runbook).toContain(`\n### ${anchor}\n`);
      expect(Properties.AlarmActions).toHaveLength(1);
    }
  });
});

describe('the API', () => {
  const routes = new Map(
    resources(prod, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => [Properties.RouteKey, Properties]),
  );

  it('has every route of every contract, and no other', () => {
    expect([...routes.keys()].sort()).toEqual(allRoutes.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it('has the gate that each contract asks for', () => {
    const authorizers = prod.Resources as Record<string, Resource>;
    for (const { method, path, who } of allRoutes) {
      const { AuthorizationType, AuthorizerId } = routes.get(`${method} ${path}`) ?? {};
      const id = (AuthorizerId as { Ref?: string } | undefined)?.Ref ?? '';
      const sources = authorizers[id]?.Properties.IdentitySource ?? [];
      const expected = { open: 0, user: 1, operator: 1, admitted: 2, 'once-admitted': 2 }[who];
      expect([AuthorizationType, (sources as unknown[]).length], path).toEqual([
        expected ? 'CUSTOM' : 'NONE',
        expected,
      ]);
    }
  });

  it('never reuses an answer about an admission', () => {
    const ttls = resources(prod, 'AWS::ApiGatewayV2::Authorizer').map(({ Properties }) => [
      (Properties.IdentitySource as unknown[]).length,
      Properties.AuthorizerResultTtlInSeconds,
    ]);
    expect(ttls.sort()).toEqual([
      [1, 60],
      [2, 0],
    ]);
  });

  it('is throttled, and writes an access log', () => {
    const [stage] = resources(prod, 'AWS::ApiGatewayV2::Stage');
    expect(stage?.Properties).toMatchObject({
      DefaultRouteSettings: { ThrottlingRateLimit: 5_000, ThrottlingBurstLimit: 10_000 },
      AccessLogSettings: { Format: expect.stringContaining('$context.requestId') },
    });
  });
});
