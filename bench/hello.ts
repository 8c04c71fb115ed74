// A trivial function behind an HTTP API of its own: what the platform takes before any of our code runs.
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { apiPathUrl, type Cloud, clientConfig } from '../localstack/cloud.ts';

const STACK = 'onsale-bench-hello';
const CREATE_SECONDS = 60;

/** One log line, as each of our functions writes one: the emulator waits for it. */
const CODE = `exports.handler = async () => {
  console.log(JSON.stringify({ message: 'hello' }));
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: '{}' };
};`;

const uriOf = (fn: string) => ({
  'Fn::Sub': `arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${fn}.Arn}/invocations`,
});

const TEMPLATE = {
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
      },
    },
    Hello: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: { ZipFile: CODE },
      },
    },
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: STACK, ProtocolType: 'HTTP' } },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'Api' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: uriOf('Hello'),
        PayloadFormatVersion: '2.0',
      },
    },
    Route: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'Api' },
        RouteKey: 'GET /hello',
        Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] },
      },
    },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true },
    },
    Permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: { Ref: 'Hello' },
        Action: 'lambda:InvokeFunction',
        Principal: 'apigateway.amazonaws.com',
      },
    },
  },
  Outputs: { ApiId: { Value: { Ref: 'Api' } } },
};

/** @returns the origin whose `GET /hello` answers `{}` */
export async function deployHello(cloud: Cloud): Promise<string> {
  const client = new CloudFormationClient(clientConfig(cloud));
  await client.send(
    new CreateStackCommand({
      StackName: STACK,
      TemplateBody: JSON.stringify(TEMPLATE),
      Capabilities: ['CAPABILITY_IAM'],
    }),
  );
  await waitUntilStackCreateComplete({ client, maxWaitTime: CREATE_SECONDS, minDelay: 1 }, { StackName: STACK });
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: STACK }));
  client.destroy();
  const apiId = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'ApiId')?.OutputValue;
  if (!apiId) throw new Error(`the stack ${STACK} has no output ApiId`);
  return apiPathUrl(cloud, apiId);
}
