// The CDN in front of the API, as the API knows it: by a secret, so that its word on who calls is believed.
import { Construct } from 'constructs';
import { EDGE_HEADER } from '../../functions/shared/edge.ts';
import type { Stage } from '../stage.ts';
import { RandomSecret } from './random-secret.ts';
import type { ServiceFunction } from './service-function.ts';

export class Edge extends Construct {
  private readonly secret: RandomSecret | undefined;

  /** @param given `stands`: whether there is a CDN at all */
  constructor(scope: Construct, id: string, { stage, stands }: { readonly stage: Stage; readonly stands: boolean }) {
    super(scope, id);
    const what = 'what the CDN in front of the API proves itself with';
    this.secret = stands ? new RandomSecret(this, 'Secret', stage, what) : undefined;
  }

  /** Lets a function tell who calls through the CDN (`addressReader` of functions/shared/viewer.ts). */
  grantKnow(fn: ServiceFunction): void {
    if (this.secret) this.secret.grantRead(fn, 'EDGE_SECRET');
    else fn.name('EDGE_SECRET', 'none');
  }

  /** What the CDN sends to the API with every request, over whatever came under that name. */
  originHeaders(): Record<string, string> {
    return this.secret ? { [EDGE_HEADER]: this.secret.resolved() } : {};
  }
}
