// The house's Lambda function: one role with exact actions, its own log group, an alarm.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, RecursiveLoop, Runtime } from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Stage } from '../stage.ts';
import { type Alarms, metricOf } from './alarms.ts';
import { bundleOf } from './bundles.ts';
import { LeanRole } from './lean-role.ts';

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
  /** Whether it sends messages to its own queue: Lambda ends such a chain after 16 calls unless it is told that it is meant. */
  readonly sendsToItself?: boolean;
}

/** API Gateway gives up after 30 s; people sooner. */
const TIMEOUT_SECONDS = 10;

export class ServiceFunction extends Construct {
  readonly fn: LambdaFunction;
  readonly timeoutSeconds: number;
  /** `<service>-<handler>`. */
  readonly shortName: string;
  readonly logGroup: ILogGroup;
  private readonly emulated: boolean;

  constructor(scope: Construct, props: ServiceFunctionProps) {
    super(scope, props.handler);
    const { stage, service, handler } = props;
    this.shortName = `${service}-${handler}`;
    const functionName = `onsale-${stage.stage}-${this.shortName}`;
    this.emulated = stage.emulated;
    this.timeoutSeconds = props.timeoutSeconds ?? TIMEOUT_SECONDS;
    const logGroup = logGroupOf(this, functionName, stage);
    this.logGroup = logGroup;
    const role = new LeanRole(this, 'Role', 'lambda.amazonaws.com');
    this.fn = new LambdaFunction(this, 'Function', {
      functionName,
      description: `onsale ${service}: ${handler}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(bundleOf(service, handler)),
      handler: 'index.handler',
      memorySize: props.memoryMb ?? 512,
      timeout: Duration.seconds(this.timeoutSeconds),
      ...(props.sendsToItself ? { recursiveLoop: RecursiveLoop.ALLOW } : {}),
      role,
      logGroup,
      environment: { POWERTOOLS_SERVICE_NAME: service, STAGE: stage.stage, ...props.environment },
    });
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]);
    const errors = metricOf('AWS/Lambda', 'Errors', { FunctionName: functionName }, Stats.SUM);
    props.alarms.raise(this.shortName, props.userImpact, errors);
  }

  /** Grants exactly `actions` on `resources`. */
  allow(actions: string[], resources: string[], conditions?: Record<string, Record<string, unknown>>): void {
    const scope = conditions ? { conditions } : {};
    const asked = this.emulated ? actions.flatMap(withBatches) : actions;
    this.fn.addToRolePolicy(new PolicyStatement({ effect: Effect.ALLOW, actions: asked, resources, ...scope }));
  }

  /** Lets this function search the logs of others. */
  allowLogsOf(others: readonly ServiceFunction[]): void {
    // The emulator compares a group's ARN without the `:*` that AWS has at its end.
    const arns = others.map(({ logGroup }) =>
      this.emulated ? `arn:aws:logs:*:*:log-group:${logGroup.logGroupName}` : logGroup.logGroupArn,
    );
    this.allow(['logs:FilterLogEvents'], [...new Set(arns)]);
  }

  /** Sets an environment variable; the construct that grants access to a thing also names it. */
  name(variable: string, value: string): void {
    this.fn.addEnvironment(variable, value);
  }
}

/** The emulator makes a group at its function's first call: there it need not be one of the stack's 500 resources. */
function logGroupOf(scope: Construct, functionName: string, stage: Stage): ILogGroup {
  const logGroupName = `/aws/lambda/${functionName}`;
  if (stage.emulated) return LogGroup.fromLogGroupName(scope, 'Logs', logGroupName);
  const retention = stage.protectsData ? RetentionDays.THREE_MONTHS : RetentionDays.TWO_WEEKS;
  return new LogGroup(scope, 'Logs', { logGroupName, retention, removalPolicy: RemovalPolicy.DESTROY });
}

/** On AWS a right to a queue's action is one to its batches; the emulator asks for a right of their own. */
function withBatches(action: string): string[] {
  const BATCHED = ['sqs:SendMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'];
  return BATCHED.includes(action) ? [action, `${action}Batch`] : [action];
}
