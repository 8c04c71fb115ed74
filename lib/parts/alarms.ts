// Alarms: each says what users suffer, where its runbook entry is, and goes to one topic.
import { Duration, NestedStack, Stack } from 'aws-cdk-lib';
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
  /**
   * Where all alarms are, of whatever part: a stack may have 500 resources (docs/adr/015-five-hundred-resources.md). An
   * emulator has none: it measures nothing, and nobody listens.
   */
  private readonly stack: NestedStack | undefined;

  constructor(scope: Construct, id: string, { stage }: { readonly stage: Stage }) {
    super(scope, id);
    this.stage = stage;
    this.topic = newTopic(this, stage);
    this.stack = stage.emulated ? undefined : new NestedStack(this, 'Stack');
  }

  /**
   * Alarms when `metric` reaches `threshold`.
   * @param name unique in the stage; `docs/runbook.md` has a heading of this name
   * @param userImpact one sentence on what users suffer
   * @param metric where many have one like it, of `metricOf`
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
    const metric = metricOf('onsale', metricName, { service }, Stats.SUM, Duration.hours(1));
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
    this.raise(name, userImpact, metricOf('onsale', metricName, { service }, Stats.SUM), threshold);
  }

  private alarm(name: string, userImpact: string, props: AlarmProps): void {
    if (!this.stack) return;
    const alarm = new Alarm(this.stack, name, {
      ...props,
      // Not `onsale-<stage>-<name>`: older deployments have alarms of that name, which end after these are made.
      alarmName: `onsale-${this.stage.stage}/${name}`,
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

/**
 * A metric of what is called so. A metric that a construct gives refers to it: that is a parameter of the alarms' stack,
 * of which there may be 200.
 * @param dimensionsMap literal names
 */
export function metricOf(
  namespace: string,
  metricName: string,
  dimensionsMap: Readonly<Record<string, string>>,
  statistic: string,
  period = ALARM_PERIOD,
): Metric {
  return new Metric({ namespace, metricName, dimensionsMap, statistic, period });
}
