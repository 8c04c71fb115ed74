// What an emulator leaves out of a template is found in the template, by physical name.
import { expect, it } from 'vitest';
import { settingsOf } from '../../../localstack/settings.ts';

const ttl = (Enabled?: boolean) => ({
  TimeToLiveSpecification: { AttributeName: 'ttl', ...(Enabled === undefined ? {} : { Enabled }) },
});

it('finds time to live and reserved concurrency, and nothing else', () => {
  const resources = {
    Table: { Type: 'AWS::DynamoDB::Table', Properties: ttl(true) },
    TableV2: { Type: 'AWS::DynamoDB::GlobalTable', Properties: ttl() },
    Off: { Type: 'AWS::DynamoDB::Table', Properties: ttl(false) },
    Plain: { Type: 'AWS::DynamoDB::Table' },
    Capped: { Type: 'AWS::Lambda::Function', Properties: { ReservedConcurrentExecutions: 2 } },
    Closed: { Type: 'AWS::Lambda::Function', Properties: { ReservedConcurrentExecutions: 0 } },
    Free: { Type: 'AWS::Lambda::Function', Properties: {} },
    NotDeployed: { Type: 'AWS::DynamoDB::Table', Properties: ttl(true) },
  };
  const names = new Map(Object.keys(resources).map((id) => [id, `physical-${id}`]));
  names.delete('NotDeployed');
  expect(settingsOf(resources, names)).toEqual([
    { kind: 'timeToLive', name: 'physical-Table', value: 'ttl' },
    { kind: 'timeToLive', name: 'physical-TableV2', value: 'ttl' },
    { kind: 'reservedConcurrency', name: 'physical-Capped', value: 2 },
    { kind: 'reservedConcurrency', name: 'physical-Closed', value: 0 },
  ]);
});
