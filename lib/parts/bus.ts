// The event bus, and how an event reaches a consumer: rule (with a dead-letter queue) to the consumer's own queue.
import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SnsTopic, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { EventKind } from '../../functions/shared/event.ts';
import type { Stage } from '../stage.ts';
import type { Alarms } from './alarms.ts';
import type { ServiceFunction } from './service-function.ts';
import { DeadLetters, WorkerQueue, type WorkerQueueProps } from './worker-queue.ts';

/** How long events are kept to be looked at or played again. */
const ARCHIVE_DAYS = 90;

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
    // The emulator has no archives in templates.
    if (!props.stage.emulated) {
      this.bus.archive('Archive', {
        archiveName: `onsale-${props.stage.stage}`,
        description: 'Every event, to be looked at or played again',
        eventPattern: { source: [{ prefix: 'onsale.' }] as unknown as string[] },
        retention: Duration.days(ARCHIVE_DAYS),
      });
    }
  }

  /** Tells whom the alarms tell of every event of `kind`. */
  notify(kind: EventKind): void {
    new Rule(this, `Notify${kind.type}`, {
      eventBus: this.bus,
      ruleName: `onsale-${this.props.stage.stage}-notify-${kind.type}`,
      description: `${kind.type} to the operators`,
      eventPattern: { source: [`onsale.${kind.service}`], detailType: [kind.type] },
      targets: [new SnsTopic(this.props.alarms.topic)],
    });
  }

  /**
   * Gives `consumer` every event of these kinds, through a queue of its own.
   * @returns that queue, for a service that also sends to it
   */
  deliver(
    kinds: EventKind | readonly EventKind[],
    consumer: ServiceFunction,
    queue: Omit<WorkerQueueProps, 'stage' | 'alarms' | 'worker'>,
  ): WorkerQueue {
    const all = [kinds].flat();
    const worker = new WorkerQueue(consumer, { ...this.props, ...queue, worker: consumer });
    const deadLetterQueue = new DeadLetters(consumer, 'RuleDead', {
      ...this.props,
      ...queue,
      name: `${queue.name}-rule-dead`,
      feeds: queue.name,
    });
    const types = all.map(({ type }) => type);
    new Rule(consumer, 'Rule', {
      eventBus: this.bus,
      ruleName: `onsale-${this.props.stage.stage}-${queue.name}`,
      description: `${types.join(', ')} to ${queue.name}`,
      eventPattern: { source: [...new Set(all.map(({ service }) => `onsale.${service}`))], detailType: types },
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
