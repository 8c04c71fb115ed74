// npm run permissions: writes down what each function may do (test/infra/permissions.json), for a review of the diff.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { functionsOf, ON_AWS, rightsOf, synthesize } from '../test/support/template.ts';
import { root } from './setup.mjs';

const template = synthesize({ stage: 'prod', ...ON_AWS });
const rights = functionsOf(template)
  .map((fn) => [String(fn.Properties.FunctionName).replace('onsale-prod-', ''), rightsOf(template, fn)] as const)
  .sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(join(root, 'test/infra/permissions.json'), `${JSON.stringify(Object.fromEntries(rights), null, 2)}\n`);
console.log(`${rights.length} functions written to test/infra/permissions.json: read the diff before you commit it.`);
