// A provider's secret: made by the team in Secrets Manager and named at deployment, or the local stand-in's own.
import { SecretValue } from 'aws-cdk-lib';
import { type CfnSecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Stage } from '../stage.ts';
import type { ServiceFunction } from './service-function.ts';

export class ProviderSecret extends Construct {
  private readonly arn: string;

  constructor(scope: Construct, id: string, { portoneSecret, portoneSecretArn = '' }: Stage) {
    super(scope, id);
    this.arn = portoneSecret === undefined ? portoneSecretArn : standInsSecret(this, portoneSecret);
  }

  /** Lets a function read the secret; `variable` is set to its ARN. */
  grantRead(fn: ServiceFunction, variable: string): void {
    fn.allow(['secretsmanager:GetSecretValue'], [this.arn]);
    fn.name(variable, this.arn);
  }
}

/** It stands in the repository, and opens nothing but the stand-in on the same machine. */
function standInsSecret(scope: Construct, text: string): string {
  const secret = new Secret(scope, 'Secret', {
    description: "onsale: the local stand-in's API secret",
    secretStringValue: SecretValue.unsafePlainText(text),
  });
  return (secret.node.defaultChild as CfnSecret).attrId;
}
