// npm run permissions: writes down what each function may do (test/infra/permissions.json), for a review of the diff.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { OnsaleStack } from '../lib/onsale-stack.ts';
import { readStage } from '../lib/stage.ts';
import { ON_AWS, resources, rightsOf } from '../test/support/template.ts';
import { root } from './setup.mjs';

const app = new App({ context: { stage: 'prod', ...ON_AWS } });
const template = Template.fromStack(new OnsaleStack(app, 'onsale', { stage: readStage(app.node) })).toJSON();
const rights = resources(template, 'AWS::Lambda::Function')
  .map((fn) => [String(fn.Properties.FunctionName).replace('onsale-prod-', ''), rightsOf(template, fn)] as const)
  .sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(join(root, 'test/infra/permissions.json'), `${JSON.stringify(Object.fromEntries(rights), null, 2)}\n`);
console.log(`${rights.length} functions written to test/infra/permissions.json: read the diff before you commit it.`);
