// PortOne, who verifies identities and charges cards: its address, our store, and the secrets of the two.
import { Construct } from 'constructs';
import type { Stage } from '../stage.ts';
import { ProviderSecret } from './provider-secret.ts';
import type { ServiceFunction } from './service-function.ts';

export class PortOne extends Construct {
  private readonly stage: Stage;
  private readonly secret: ProviderSecret;
  private readonly webhookSecret: ProviderSecret;

  constructor(scope: Construct, id: string, { stage }: { readonly stage: Stage }) {
    super(scope, id);
    this.stage = stage;
    this.secret = new ProviderSecret(this, 'Api', { arn: stage.portoneSecretArn, standIns: stage.portoneSecret });
    this.webhookSecret = new ProviderSecret(this, 'Webhooks', {
      arn: stage.portoneWebhookSecretArn,
      standIns: stage.portoneWebhookSecret,
    });
  }

  /** Lets a function ask PortOne's API. */
  grantAsk(fn: ServiceFunction): void {
    this.secret.grantRead(fn, 'PORTONE_SECRET');
    fn.name('PORTONE_URL', this.stage.portoneUrl);
    fn.name('PORTONE_STORE_ID', this.stage.portoneStoreId);
  }

  /** Lets a function charge cards. */
  grantCharge(fn: ServiceFunction): void {
    this.grantAsk(fn);
    fn.name('PORTONE_LIVE', this.stage.realMoney ? 'on' : 'off');
  }

  /** Lets a function begin payments by card. */
  grantBegin(fn: ServiceFunction): void {
    this.grantCharge(fn);
    fn.name('PORTONE_CARD_CHANNEL', this.stage.portoneCardChannel);
    fn.name('CARD_REDIRECT_URL', this.stage.cardRedirectUrl ?? 'none');
  }

  /** Lets a function tell PortOne's webhooks from others. */
  grantVerify(fn: ServiceFunction): void {
    this.webhookSecret.grantRead(fn, 'PORTONE_WEBHOOK_SECRET');
    fn.name('PORTONE_STORE_ID', this.stage.portoneStoreId);
  }
}
