// Sets through the API what an emulator leaves out of a template: time to live and reserved concurrency.
import {
  CloudFormationClient,
  GetTemplateCommand,
  ListStackResourcesCommand,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { DescribeTimeToLiveCommand, DynamoDBClient, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { LambdaClient, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { type Cloud, clientConfig } from './cloud.ts';

interface TemplateResource {
  Type: string;
  Properties?: {
    TimeToLiveSpecification?: { AttributeName?: string; Enabled?: boolean };
    ReservedConcurrentExecutions?: number;
  };
}

export interface Setting {
  kind: 'timeToLive' | 'reservedConcurrency';
  name: string;
  value: string | number;
}

/** The settings a template asks for, by the physical names of its resources. */
export function settingsOf(resources: Record<string, TemplateResource>, names: Map<string, string>): Setting[] {
  return Object.entries(resources).flatMap(([logicalId, { Type, Properties }]): Setting[] => {
    const name = names.get(logicalId);
    if (name === undefined) return [];
    const ttl = Properties?.TimeToLiveSpecification;
    if (ttl?.AttributeName && ttl.Enabled !== false) return [{ kind: 'timeToLive', name, value: ttl.AttributeName }];
    const reserved = Properties?.ReservedConcurrentExecutions;
    if (Type === 'AWS::Lambda::Function' && reserved !== undefined) {
      return [{ kind: 'reservedConcurrency', name, value: reserved }];
    }
    return [];
  });
}

async function physicalNames(client: CloudFormationClient, stackName: string): Promise<Map<string, string>> {
  const found: StackResourceSummary[] = [];
  let next: string | undefined;
  do {
    const page = await client.send(new ListStackResourcesCommand({ StackName: stackName, NextToken: next }));
    found.push(...(page.StackResourceSummaries ?? []));
    next = page.NextToken;
  } while (next);
  return new Map(found.map((r) => [r.LogicalResourceId ?? '', r.PhysicalResourceId ?? '']));
}

async function setTimeToLive(client: DynamoDBClient, table: string, attribute: string): Promise<void> {
  const now = await client.send(new DescribeTimeToLiveCommand({ TableName: table }));
  if (now.TimeToLiveDescription?.TimeToLiveStatus === 'ENABLED') return;
  const TimeToLiveSpecification = { AttributeName: attribute, Enabled: true };
  await client.send(new UpdateTimeToLiveCommand({ TableName: table, TimeToLiveSpecification }));
}

/** Applies the settings of a deployed stack; safe to repeat. */
export async function applySettings(cloud: Cloud, stackName: string): Promise<Setting[]> {
  const formation = new CloudFormationClient(clientConfig(cloud));
  const dynamo = new DynamoDBClient(clientConfig(cloud));
  const lambda = new LambdaClient(clientConfig(cloud));
  const template = await formation.send(new GetTemplateCommand({ StackName: stackName, TemplateStage: 'Original' }));
  const { Resources = {} } = JSON.parse(template.TemplateBody ?? '{}') as {
    Resources?: Record<string, TemplateResource>;
  };
  const settings = settingsOf(Resources, await physicalNames(formation, stackName));
  for (const { kind, name, value } of settings) {
    if (kind === 'timeToLive') await setTimeToLive(dynamo, name, String(value));
    else {
      const ReservedConcurrentExecutions = Number(value);
      await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: name, ReservedConcurrentExecutions }));
    }
  }
  for (const client of [formation, dynamo, lambda]) client.destroy();
  return settings;
}
