// The CDK app: reads the stage, makes one stack.
import { App } from 'aws-cdk-lib';
import { OnsaleStack } from '../lib/onsale-stack.ts';
import { readStage } from '../lib/stage.ts';

const app = new App();

try {
  const stage = readStage(app.node);
  new OnsaleStack(app, `onsale-${stage.stage}`, { stage });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
