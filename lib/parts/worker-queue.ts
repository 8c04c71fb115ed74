// The house's SQS queue: born with a dead-letter queue, an alarm, a runbook entry and a sentence on what users suffer.
import { Duration, Stack } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Stage } from '../stage.ts';
import { type Alarms, metricOf } from './alarms.ts';
import type { ServiceFunction } from './service-function.ts';

export interface WorkerQueueProps {
  readonly stage: Stage;
  readonly alarms: Alarms;
  /** `<service>-<what waits in it>`, e.g. `reservations-confirm`. */
  readonly name: string;
  /** One sentence on what users suffer while messages end in the dead-letter queue. */
  readonly userImpact: string;
  /** Who works on its messages. */
  readonly worker: ServiceFunction;
  readonly batchSize?: number;
  /** Tries before a message goes to the dead-letter queue. */
  readonly tries?: number;
  /** Seconds that messages are gathered before the worker is called; for effects that are the same for many. */
  readonly gatherSeconds?: number;
  /** How many batches are worked on at once, at most; at least 2. */
  readonly atOnce?: number;
}

export class WorkerQueue extends Construct {
  readonly queue: Queue;
  /** Without `onsale-<stage>-`. */
  readonly shortName: string;
  readonly worker: ServiceFunction;
  private readonly name: string;

  constructor(scope: Construct, props: WorkerQueueProps) {
    super(scope, `${props.name}-queue`);
    const { stage, name, worker } = props;
    this.shortName = name;
    this.worker = worker;
    this.name = `onsale-${stage.stage}-${name}`;
    const dead = new DeadLetters(this, 'Dead', { ...props, name: `${name}-dead`, feeds: name });
    this.queue = new Queue(this, 'Queue', {
      queueName: this.name,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: !stage.emulated,
      visibilityTimeout: Duration.seconds(worker.timeoutSeconds * (stage.emulated ? 1 : 6)),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: dead, maxReceiveCount: props.tries ?? 5 },
    });
    worker.fn.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: props.batchSize ?? 10,
        reportBatchItemFailures: true,
        ...(props.gatherSeconds === undefined ? {} : { maxBatchingWindow: Duration.seconds(props.gatherSeconds) }),
        ...(props.atOnce === undefined ? {} : { maxConcurrency: props.atOnce }),
      }),
    );
  }

  /**
   * Lets a function send to this queue, and tells it where: `variable` is set to the queue's URL. A queue of a nested
   * stack is known to its parent by its name alone, as the two would wait for each other otherwise.
   */
  grantSend(fn: ServiceFunction, variable: string): void {
    const inside = Stack.of(this.queue).nestedStackParent;
    const isInside = inside !== undefined && inside === Stack.of(fn);
    const { partition, region, account, urlSuffix } = Stack.of(fn);
    const arn = `arn:${partition}:sqs:${region}:${account}:${this.name}`;
    const url = `https://sqs.${region}.${urlSuffix}/${account}/${this.name}`;
    fn.allow(['sqs:SendMessage'], [isInside ? arn : this.queue.queueArn]);
    fn.name(variable, isInside ? url : this.queue.queueUrl);
  }
}

/** A queue for what could not be handled: kept 14 days, alarmed on the first message. */
export class DeadLetters extends Queue {
  /** Without `onsale-<stage>-`. */
  readonly shortName: string;
  /** The short name of the queue that they go to when an operator sends them again. */
  readonly feeds: string | undefined;

  constructor(
    scope: Construct,
    id: string,
    props: Pick<WorkerQueueProps, 'stage' | 'alarms' | 'name' | 'userImpact'> & { readonly feeds?: string },
  ) {
    const queueName = `onsale-${props.stage.stage}-${props.name}`;
    super(scope, id, {
      queueName,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: !props.stage.emulated,
      retentionPeriod: Duration.days(14),
    });
    this.shortName = props.name;
    this.feeds = props.feeds;
    const waiting = metricOf('AWS/SQS', 'ApproximateNumberOfMessagesVisible', { QueueName: queueName }, Stats.MAXIMUM);
    props.alarms.raise(props.name, props.userImpact, waiting);
  }
}
