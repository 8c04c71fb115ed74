// Looks into a synthesized template.
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { OnsaleStack } from '../../lib/onsale-stack.ts';
import { readStage } from '../../lib/stage.ts';

/** What a stage must be told of PortOne; ids as its console would show them. */
const portone = {
  portoneStoreId: 'store-1',
  portoneIdentityChannel: 'channel-key-1',
  portoneCardChannel: 'channel-key-2',
  portoneCardPg: 'TOSSPAYMENTS',
  portoneManualApproval: 'true',
};

/** The least that a deployment to AWS is configured with. */
export const ON_AWS = {
  ...portone,
  portoneSecretArn: 'arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:portone-AbCdEf',
  portoneWebhookSecretArn: 'arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:portone-webhooks-AbCdEf',
};

/** And one to the local cloud. */
export const EMULATED = {
  ...portone,
  emulated: 'true',
  portoneUrl: 'http://127.0.0.1:4580',
  portoneSecret: 'local',
  portoneWebhookSecret: 'whsec_bG9jYWw=',
};

/** Two files in the place of a built shop, which takes a while to build. */
const SHOP = join(import.meta.dirname, 'built-shop');

/**
 * Synthesizes the stack with this context.
 * @returns its template, with the resources of its nested stacks among its own; and each template's own resources
 */
export function synthesize(context: Record<string, unknown>) {
  const app = new App({ context });
  const stage = readStage(app.node);
  const stack = new OnsaleStack(app, 'onsale', { stage, shop: stage.emulated ? undefined : SHOP });
  const stacks = stack.node.findAll().filter((construct) => Stack.isStack(construct));
  const templates = stacks.map((one) => Template.fromStack(one).toJSON());
  const parts = templates.map(({ Resources }) => Resources as Record<string, Resource>);
  const Resources: Record<string, Resource> = Object.assign({}, ...parts);
  return { Resources, Outputs: templates[0]?.Outputs as Record<string, { Value: { Ref: string } }>, parts };
}

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
  readonly DependsOn?: readonly string[];
}

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Record<string, Record<string, unknown>>;
}

/** All resources of a type. */
export function resources(template: object, type: string): Resource[] {
  const { Resources = {} } = template as { Resources?: Record<string, Resource> };
  return Object.values(Resources).filter((resource) => resource.Type === type);
}

/** Our functions: those that the CDK brings along to work for a deployment have no name. */
export function functionsOf(template: object): Resource[] {
  return resources(template, 'AWS::Lambda::Function').filter(({ Properties }) => Properties.FunctionName !== undefined);
}

/**
 * What a function's role may do, sorted: `<action> on <resource>`, and `where …` for a condition. Managed policies are
 * listed too, so that one would be seen.
 */
export function rightsOf(template: object, fn: Resource): string[] {
  const { Resources = {} } = template as { Resources?: Record<string, Resource> };
  const role = (fn.Properties.Role as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'][0];
  const { Policies = [], ManagedPolicyArns = [] } = (Resources[role]?.Properties ?? {}) as {
    Policies?: readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[];
    ManagedPolicyArns?: readonly unknown[];
  };
  const attached = resources(template, 'AWS::IAM::Policy').filter((policy) =>
    JSON.stringify(policy.Properties.Roles).includes(`"${role}"`),
  );
  const rights = Policies.flatMap(({ PolicyDocument }) =>
    PolicyDocument.Statement.flatMap(({ Action, Resource, Condition }) => {
      const where = Condition ? ` where ${Object.values(Condition).map((test) => JSON.stringify(test))}` : '';
      return [Action].flat().flatMap((action) => [Resource].flat().map((on) => `${action} on ${named(on)}${where}`));
    }),
  );
  const others = [...attached, ...ManagedPolicyArns].map((policy) => `managed ${JSON.stringify(policy)}`);
  return [...rights, ...others].sort();
}

/** A resource by its logical id, without the hash at its end. */
function named(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const { Ref, 'Fn::GetAtt': attribute } = resource as { Ref?: string; 'Fn::GetAtt'?: [string, string] };
  const id = Ref ?? attribute?.[0];
  if (id === undefined) return JSON.stringify(resource);
  // What a nested stack is told of its parent's comes as a parameter.
  return (
    id.replace(/^referencetoonsale(.*?)[0-9A-F]{8}(Arn|Ref)?$/, '$1').replace(/[0-9A-F]{8}$/, '') +
    (attribute && attribute[1] !== 'Arn' ? `.${attribute[1]}` : '')
  );
}
