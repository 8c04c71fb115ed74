// The event bus, and how an event reaches a consumer: rule (with a dead-letter queue) to the consumer's own queue.
import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { EventKind } from '../../functions/shared/event.ts';
import type { Stage } from '../stage.ts';
import type { Alarms } from './alarms.ts';
import type { ServiceFunction } from './service-function.ts';
import { deadLetters, WorkerQueue, type WorkerQueueProps } from './worker-queue.ts';

export interface BusProps {
  readonly stage: Stage;
  readonly alarms: Alarms;
}

export class Bus extends Construct {
  private readonly bus: EventBus;
  private readonly props: BusProps;

  constructor(scope: Construct, id: string, props: BusProps) {
    super(scope, id);
    this.props = props;
    this.bus = new EventBus(this, 'Bus', { eventBusName: `onsale-${props.stage.stage}` });
    new CfnOutput(Stack.of(this), 'BusName', { value: this.bus.eventBusName });
  }

  /**
   * Gives `consumer` every event of `kind`, through a queue of its own.
   * @returns that queue, for a service that also sends to it
   */
  deliver(
    kind: EventKind,
    consumer: ServiceFunction,
    queue: Pick<WorkerQueueProps, 'name' | 'userImpact' | 'tries'>,
  ): WorkerQueue {
    const worker = new WorkerQueue(consumer, { ...this.props, ...queue, worker: consumer });
    const deadLetterQueue = deadLetters(consumer, 'RuleDead', {
      ...this.props,
      ...queue,
      name: `${queue.name}-rule-dead`,
    });
    new Rule(consumer, 'Rule', {
      eventBus: this.bus,
      ruleName: `onsale-${this.props.stage.stage}-${queue.name}`,
      description: `${kind.type} to ${queue.name}`,
      eventPattern: { source: [`onsale.${kind.service}`], detailType: [kind.type] },
      targets: [new SqsQueue(worker.queue, { deadLetterQueue, retryAttempts: 185, maxEventAge: Duration.hours(24) })],
    });
    return worker;
  }

  /** Lets a function publish. */
  grantPublish(fn: ServiceFunction): void {
    fn.allow(['events:PutEvents'], [this.bus.eventBusArn]);
    fn.name('BUS_NAME', this.bus.eventBusName);
  }
}
