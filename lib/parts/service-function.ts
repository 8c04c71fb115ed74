// The house's Lambda function: one role with exact actions, its own log group, an alarm.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Stage } from '../stage.ts';
import { ALARM_PERIOD, type Alarms } from './alarms.ts';
import { bundleOf } from './bundles.ts';

export interface ServiceFunctionProps {
  readonly stage: Stage;
  readonly alarms: Alarms;
  /** A folder of `functions/`. */
  readonly service: string;
  /** A file of its `handlers/`, without ending. */
  readonly handler: string;
  /** One sentence on what users suffer when this function fails. */
  readonly userImpact: string;
  readonly timeoutSeconds?: number;
  /** Also its share of a processor: 1,769 MB is a whole one. */
  readonly memoryMb?: number;
  readonly environment?: Record<string, string>;
}

/** API Gateway gives up after 30 s; people sooner. */
const TIMEOUT_SECONDS = 10;

export class ServiceFunction extends Construct {
  readonly fn: LambdaFunction;
  readonly timeoutSeconds: number;

  constructor(scope: Construct, props: ServiceFunctionProps) {
    super(scope, props.handler);
    const { stage, service, handler } = props;
    const functionName = `onsale-${stage.stage}-${service}-${handler}`;
    this.timeoutSeconds = props.timeoutSeconds ?? TIMEOUT_SECONDS;
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: stage.protectsData ? RetentionDays.THREE_MONTHS : RetentionDays.TWO_WEEKS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.fn = new LambdaFunction(this, 'Function', {
      functionName,
      description: `onsale ${service}: ${handler}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(bundleOf(service, handler)),
      handler: 'index.handler',
      memorySize: props.memoryMb ?? 512,
      timeout: Duration.seconds(this.timeoutSeconds),
      role,
      logGroup,
      environment: { POWERTOOLS_SERVICE_NAME: service, STAGE: stage.stage, ...props.environment },
    });
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]);
    const errors = this.fn.metricErrors({ period: ALARM_PERIOD, statistic: Stats.SUM });
    props.alarms.raise(`${service}-${handler}`, props.userImpact, errors);
  }

  /** Grants exactly `actions` on `resources`. */
  allow(actions: string[], resources: string[], conditions?: Record<string, Record<string, unknown>>): void {
    const scope = conditions ? { conditions } : {};
    this.fn.addToRolePolicy(new PolicyStatement({ effect: Effect.ALLOW, actions, resources, ...scope }));
  }

  /** Sets an environment variable; the construct that grants access to a thing also names it. */
  name(variable: string, value: string): void {
    this.fn.addEnvironment(variable, value);
  }
}
