// What time asks of a service: a function that is called again and again.
import type { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { Stage } from '../stage.ts';
import type { ServiceFunction } from './service-function.ts';

export interface TimerProps {
  readonly stage: Stage;
  /** `<service>-<what happens>`, e.g. `queue-each-minute`. */
  readonly name: string;
  readonly description: string;
  readonly every: Duration;
  readonly worker: ServiceFunction;
  /** How often a failed call is made again; a call that will come again soon is worth none. */
  readonly retries: number;
  /** After so long a call that could not be made is given up. */
  readonly maxAge: Duration;
}

export class Timer extends Construct {
  constructor(scope: Construct, { stage, name, description, every, worker, retries, maxAge }: TimerProps) {
    super(scope, `${name}-timer`);
    // The rule only tries to hand the call over; whether one that threw is made again is the function's own setting.
    worker.fn.configureAsyncInvoke({ retryAttempts: retries, maxEventAge: maxAge });
    new Rule(this, 'Rule', {
      ruleName: `onsale-${stage.stage}-${name}`,
      description,
      schedule: Schedule.rate(every),
      targets: [new LambdaFunction(worker.fn, { retryAttempts: retries, maxEventAge: maxAge })],
    });
  }
}
