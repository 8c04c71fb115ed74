// A provider's secret: made by the team in Secrets Manager and named at deployment, or the local stand-in's own.
import { SecretValue } from 'aws-cdk-lib';
import { type CfnSecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

export class ProviderSecret extends Construct {
  private readonly arn: string;

  /** @param given `standIns`: the text of the local stand-in's own */
  constructor(
    scope: Construct,
    id: string,
    { arn = '', standIns }: { readonly arn: string | undefined; readonly standIns: string | undefined },
  ) {
    super(scope, id);
    this.arn = standIns === undefined ? arn : standInsSecret(this, standIns);
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
    description: "onsale: a secret of the local stand-in's",
    secretStringValue: SecretValue.unsafePlainText(text),
  });
  return (secret.node.defaultChild as CfnSecret).attrId;
}
