// Permissions are real on the test cloud: a role that lost one grant fails, and says so to nobody but the log.
import {
  DeleteRolePolicyCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, inject, it } from 'vitest';
import { routes as wallet } from '../../../functions/wallet/contract.ts';
import { clientConfig } from '../../../localstack/cloud.ts';
import { api, newPerson, refusalOf } from '../../support/journey.ts';

const { cloud, functionPrefix } = inject('cloud');
const iam = new IAMClient(clientConfig(cloud));
const lambda = new LambdaClient(clientConfig(cloud));

async function policyOf(handler: string) {
  const FunctionName = `${functionPrefix}${handler}`;
  const { Role = '' } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const RoleName = Role.slice(Role.lastIndexOf('/') + 1);
  const { PolicyNames: [PolicyName = ''] = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
  const decoded = PolicyDocument.startsWith('%') ? decodeURIComponent(PolicyDocument) : PolicyDocument;
  return { RoleName, PolicyName, PolicyDocument: decoded };
}

/** The policy without any statement that mentions `action`. */
function without(policy: string, action: string): string {
  const { Statement, ...rest } = JSON.parse(policy) as { Statement: { Action: string | string[] }[] };
  return JSON.stringify({ ...rest, Statement: Statement.filter(({ Action }) => ![Action].flat().includes(action)) });
}

describe('a function whose role lost one grant', () => {
  it('fails with 500 and no inner detail, and works again with it', async () => {
    const person = await newPerson();
    const balance = () => api.call(wallet.balance, { accessToken: person.accessToken });
    expect(await balance()).toEqual({ balance: 0 });

    const policy = await policyOf('wallet-get-balance');
    const stripped = without(policy.PolicyDocument, 'dynamodb:GetItem');
    expect(stripped).not.toEqual(policy.PolicyDocument);
    await iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument: stripped }));
    try {
      const refused = await refusalOf(balance());
      expect([refused.status, refused.code]).toEqual([500, 'UNEXPECTED']);
      expect(JSON.stringify(refused.problem)).not.toMatch(/dynamodb|AccessDenied|arn:aws/i);
    } finally {
      await iam.send(new DeleteRolePolicyCommand(policy));
      await iam.send(new PutRolePolicyCommand(policy));
    }
    expect(await balance()).toEqual({ balance: 0 });
  });
});
