// Alarms: each says what users suffer, where its runbook entry is, and goes to one topic.
import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Stage } from '../stage.ts';

export class Alarms extends Construct {
  readonly topic: Topic;
  private readonly stage: Stage;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    this.stage = stage;
    this.topic = new Topic(this, 'Topic', { topicName: `onsale-${stage.stage}-alarms` });
    if (stage.alarmEmail) this.topic.addSubscription(new EmailSubscription(stage.alarmEmail));
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
    const alarm = new Alarm(this, name, {
      alarmName: `onsale-${this.stage.stage}-${name}`,
      alarmDescription: `${userImpact} See docs/runbook.md#${name}.`,
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: missing,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
  }

  /** Alarms when a service counted `metricName` (`count` of functions/shared/log.ts) as often as `threshold`. */
  raiseOnCount(name: string, userImpact: string, service: string, metricName: string, threshold = 1): void {
    const dimensionsMap = { service };
    const statistic = Stats.SUM;
    const metric = new Metric({ namespace: 'onsale', metricName, dimensionsMap, period: ALARM_PERIOD, statistic });
    this.raise(name, userImpact, metric, threshold);
  }
}

/** How long a metric is summed before its alarm looks. */
export const ALARM_PERIOD = Duration.minutes(1);
