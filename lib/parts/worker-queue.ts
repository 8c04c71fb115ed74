// The house's SQS queue: born with a dead-letter queue, an alarm, a runbook entry and a sentence on what users suffer.
import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Stage } from '../stage.ts';
import { ALARM_PERIOD, type Alarms } from './alarms.ts';
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
}

export class WorkerQueue extends Construct {
  readonly queue: Queue;
  private readonly emulated: boolean;

  constructor(scope: Construct, props: WorkerQueueProps) {
    super(scope, `${props.name}-queue`);
    const { stage, name, worker } = props;
    this.emulated = stage.emulated;
    const dead = deadLetters(this, 'Dead', { ...props, name: `${name}-dead` });
    this.queue = new Queue(this, 'Queue', {
      queueName: `onsale-${stage.stage}-${name}`,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: !stage.emulated,
      visibilityTimeout: Duration.seconds(worker.timeoutSeconds * 6),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: dead, maxReceiveCount: props.tries ?? 5 },
    });
    const source = { batchSize: props.batchSize ?? 10, reportBatchItemFailures: true };
    worker.fn.addEventSource(new SqsEventSource(this.queue, source));
  }

  /** Lets a function send to this queue, and tells it where: `variable` is set to the queue's URL. */
  grantSend(fn: ServiceFunction, variable: string): void {
    // The emulator asks for a right of its own for batches; on AWS sqs:SendMessage is both.
    const batches = this.emulated ? ['sqs:SendMessageBatch'] : [];
    fn.allow(['sqs:SendMessage', ...batches], [this.queue.queueArn]);
    fn.name(variable, this.queue.queueUrl);
  }
}

/** A queue for what could not be handled: kept 14 days, alarmed on the first message. */
export function deadLetters(
  scope: Construct,
  id: string,
  props: Pick<WorkerQueueProps, 'stage' | 'alarms' | 'name' | 'userImpact'>,
): Queue {
  const queue = new Queue(scope, id, {
    queueName: `onsale-${props.stage.stage}-${props.name}`,
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: !props.stage.emulated,
    retentionPeriod: Duration.days(14),
  });
  const waiting = queue.metricApproximateNumberOfMessagesVisible({ period: ALARM_PERIOD, statistic: Stats.MAXIMUM });
  props.alarms.raise(props.name, props.userImpact, waiting);
  return queue;
}
