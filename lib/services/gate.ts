// The gate: the two authorizers in front of the API.
import { Construct } from 'constructs';
import type { Alarms } from '../parts/alarms.ts';
import { ServiceFunction } from '../parts/service-function.ts';
import type { Stage } from '../stage.ts';
import type { Auth } from './auth.ts';
import type { Queue } from './queue.ts';

export class Gate extends Construct {
  readonly signedIn: ServiceFunction;
  readonly admitted: ServiceFunction;

  constructor(scope: Construct, id: string, props: { readonly stage: Stage; readonly alarms: Alarms }) {
    super(scope, id);
    this.signedIn = new ServiceFunction(this, {
      ...props,
      service: 'gate',
      handler: 'signed-in',
      userImpact: 'Nobody who is signed in gets past the front door: no line, no balance, no reservations.',
    });
    this.admitted = new ServiceFunction(this, {
      ...props,
      service: 'gate',
      handler: 'admitted',
      userImpact: 'Admitted buyers cannot see seats, hold or pay, while their lease runs.',
    });
  }

  /** Lets the gate look at what it decides by: keys of tokens, and places in line. */
  trust({ auth, queue }: { auth: Auth; queue: Queue }): void {
    for (const fn of [this.signedIn, this.admitted]) auth.grantReadKeys(fn);
    queue.grantReadPlace(this.admitted);
  }
}
