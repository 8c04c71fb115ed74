// Finding a stack: the one of npm start, or what a deployed one says of itself.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { clientConfig, cloudAt } from '../localstack/cloud.ts';
import type { StackFile } from '../localstack/stack-file.ts';
import { Failure } from './progress.mjs';
import { localDir } from './setup.mjs';

export const LOCAL_STACK = join(localDir, 'stack.json');

/** The SDK's configuration; empty where the environment says all. */
export type ClientConfig = Partial<ReturnType<typeof clientConfig>>;

export interface LocalStack {
  readonly stack: StackFile;
  readonly config: ClientConfig;
}

/**
 * The stack of npm start, if it is the one that is meant.
 * @param stage undefined means that one @param file which describes it
 * @returns undefined when a deployed stack is meant @throws Failure when there is neither
 */
export function localStack(stage: string | undefined, file = LOCAL_STACK): LocalStack | undefined {
  if (existsSync(file)) {
    const stack = JSON.parse(readFileSync(file, 'utf8')) as StackFile;
    const cloud = { ...cloudAt(stack.endpoint, process.env), region: stack.region };
    if (stage === undefined || stage === stack.stage) return { stack, config: clientConfig(cloud) };
  }
  if (stage !== undefined) return undefined;
  throw new Failure(
    'No local stack is running: begin one with npm start, or name a deployed one with --stage <stage>.',
  );
}

/** The outputs of a deployed stack. */
export async function outputsOf(
  stage: string,
  client: Pick<CloudFormationClient, 'send'> = new CloudFormationClient({}),
): Promise<Readonly<Record<string, string>>> {
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: `onsale-${stage}` }));
  const outputs = Stacks?.[0]?.Outputs ?? [];
  return Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
}
