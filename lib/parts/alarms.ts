// Alarms: each says what users suffer, where its runbook entry is, and goes to one topic.
import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Stage } from '../stage.ts';

export class Alarms extends Construct {
  readonly topic: Topic;
  private readonly stage: Stage;

  /** @param topic of the alarms that there are already, where a part of the stack has alarms of its own */
  constructor(scope: Construct, id: string, { stage, topic }: { readonly stage: Stage; readonly topic?: Topic }) {
    super(scope, id);
    this.stage = stage;
    this.topic = topic ?? newTopic(this, stage);
  }

  /** Alarms that are made inside `scope`, and tell the same people. */
  within(scope: Construct): Alarms {
    return new Alarms(scope, 'Alarms', { stage: this.stage, topic: this.topic });
  }

  /**
   * Alarms when `metric` reaches `threshold`.
   * @param name unique in the stage; `docs/runbook.md` has a heading of this name
   * @param userImpact one sentence on what users suffer
   * @param missing what no data means: usually that all is well
   */
  raise(
    name: string,
    userImpact: string,
    metric: IMetric,
    threshold = 1,
    missing = TreatMissingData.NOT_BREACHING,
  ): void {
    this.alarm(name, userImpact, {
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: missing,
    });
  }

  /** Alarms when a service did not count `metricName` for so many hours; also on a new stack, until it does. */
  raiseOnSilence(name: string, userImpact: string, service: string, metricName: string, hours: number): void {
    const dimensionsMap = { service };
    const period = Duration.hours(1);
    const metric = new Metric({ namespace: 'onsale', metricName, dimensionsMap, period, statistic: Stats.SUM });
    this.alarm(name, userImpact, {
      metric,
      threshold: 1,
      evaluationPeriods: hours,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }

  /** Alarms when a service counted `metricName` (`count` of functions/shared/log.ts) as often as `threshold`. */
  raiseOnCount(name: string, userImpact: string, service: string, metricName: string, threshold = 1): void {
    const dimensionsMap = { service };
    const statistic = Stats.SUM;
    const metric = new Metric({ namespace: 'onsale', metricName, dimensionsMap, period: ALARM_PERIOD, statistic });
    this.raise(name, userImpact, metric, threshold);
  }

  private alarm(name: string, userImpact: string, props: AlarmProps): void {
    // An emulator measures nothing, and nobody listens; without them its stack stays below 500 resources.
    if (this.stage.emulated) return;
    const alarm = new Alarm(this, name, {
      ...props,
      alarmName: `onsale-${this.stage.stage}-${name}`,
      alarmDescription: `${userImpact} See docs/runbook.md#${name}.`,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
  }
}

function newTopic(scope: Construct, stage: Stage): Topic {
  const topic = new Topic(scope, 'Topic', { topicName: `onsale-${stage.stage}-alarms` });
  // A topic with a policy of its own has lost the one that let alarms in.
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
  if (stage.alarmEmail) topic.addSubscription(new EmailSubscription(stage.alarmEmail));
  return topic;
}

/** How long a metric is summed before its alarm looks. */
export const ALARM_PERIOD = Duration.minutes(1);
