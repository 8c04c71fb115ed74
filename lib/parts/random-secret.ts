// The house's secret: made at deployment, in no template, repository or variable; functions get its name and may read it.
import { RemovalPolicy, SecretValue } from 'aws-cdk-lib';
import { type CfnSecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Stage } from '../stage.ts';
import type { ServiceFunction } from './service-function.ts';

const LENGTH = 64;

export class RandomSecret extends Construct {
  private readonly arn: string;

  /** @param description what it is for */
  constructor(scope: Construct, id: string, stage: Stage, description: string) {
    super(scope, id);
    const secret = new Secret(this, 'Secret', {
      description: `onsale: ${description}`,
      generateSecretString: { passwordLength: LENGTH, excludePunctuation: true },
      removalPolicy: stage.protectsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    // The attribute is the ARN everywhere; a plain reference is the ARN on AWS, but the name in the local cloud.
    this.arn = (secret.node.defaultChild as CfnSecret).attrId;
  }

  /** Lets a function read the secret; `variable` is set to its ARN. */
  grantRead(fn: ServiceFunction, variable: string): void {
    fn.allow(['secretsmanager:GetSecretValue'], [this.arn]);
    fn.name(variable, this.arn);
  }

  /** Lets a function replace the text by a newer version, for a rotation. */
  grantWrite(fn: ServiceFunction): void {
    fn.allow(['secretsmanager:PutSecretValue'], [this.arn]);
  }

  /**
   * For what cannot read secrets, such as a CDN: CloudFormation puts the text in its place as it deploys, so that it is
   * in no template. Whoever may read the configuration of what gets it can read it there.
   */
  resolved(): string {
    return SecretValue.secretsManager(this.arn).unsafeUnwrap();
  }
}
