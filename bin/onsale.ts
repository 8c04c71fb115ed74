// The CDK app: reads the stage, builds the shop, makes one stack.
import { App } from 'aws-cdk-lib';
import { OnsaleStack } from '../lib/onsale-stack.ts';
import { readStage } from '../lib/stage.ts';
import { buildShop } from '../scripts/shop.ts';

const app = new App();

try {
  const stage = readStage(app.node);
  // On the local cloud the front of `npm start` has the shop in place of a CDN.
  const shop = stage.emulated ? undefined : (await buildShop()).folder;
  new OnsaleStack(app, `onsale-${stage.stage}`, { stage, shop });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
