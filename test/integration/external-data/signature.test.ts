// The signature, as a receiver with another library in another language verifies it.
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { rotateSecret } from '../../../functions/external-data/use-cases.ts';
import { venvPython } from '../../../scripts/setup.mjs';
import { type Heard, openPlatform, type Platform } from '../../support/platform.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { allowed, createWorld, DAY, type World } from './world.ts';

/** Reads `{secret, body, headers}`; says what was signed, or why it is not believed. */
const VERIFY = `
import json, sys
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
given = json.load(sys.stdin)
try:
    print(json.dumps({"verified": Webhook(given["secret"]).verify(given["body"], given["headers"])}))
except WebhookVerificationError as error:
    print(json.dumps({"refused": str(error)}))
`;

function verify(secret: string, { body, headers }: Pick<Heard, 'body' | 'headers'>): unknown {
  const input = JSON.stringify({ secret, body, headers });
  const { stdout, stderr } = spawnSync(venvPython, ['-c', VERIFY], { input, encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

let table: TestTable;
let world: World;
let platform: Platform;
beforeAll(async () => {
  [table, platform] = await Promise.all([createTable(inject('cloud').cloud), openPlatform()]);
  world = createWorld(table);
});
afterAll(() => Promise.all([table.drop(), platform.close()]));

async function heardNext(): Promise<Heard> {
  await world.soldOut();
  await world.work();
  const last = platform.heard.at(-1);
  if (!last) throw new Error('nothing was heard');
  return last;
}

describe('a request', () => {
  it('is verified with the secret that the operator was shown, and with the two of a rotation for a day', async () => {
    const { webhookId, secret: first } = await world.webhook(platform.url);
    const heard = await heardNext();
    expect(verify(first, heard)).toEqual({ verified: JSON.parse(heard.body) });
    const refused = { refused: 'No matching signature found' };
    expect(verify(first, { ...heard, body: heard.body.replace('con_1', 'con_2') })).toEqual(refused);
    expect(verify(first, { ...heard, headers: { ...heard.headers, 'webhook-id': 'soldout-sch_9-1' } })).toEqual(
      refused,
    );
    expect(verify(`whsec_${Buffer.from('x'.repeat(32)).toString('base64')}`, heard)).toEqual(refused);

    const tools = { store: world.webhooks, ring: world.ring, allowed };
    const rotated = await rotateSecret(tools, { webhookId, ...world.written('r1') });
    const during = await heardNext();
    for (const secret of [first, rotated.secret]) {
      expect(verify(secret, during)).toEqual({ verified: JSON.parse(during.body) });
    }
    expect(verify(rotated.secret, heard)).toEqual(refused);
    expect(verify(first, { ...during, body: `${during.body} ` })).toEqual(refused);

    const again = await rotateSecret(tools, { webhookId, ...world.written('r2') });
    const after = await heardNext();
    expect(verify(first, after)).toEqual(refused);
    for (const secret of [rotated.secret, again.secret]) {
      expect(verify(secret, after)).toEqual({ verified: JSON.parse(after.body) });
    }
  });

  it('is signed by the new secret alone when the day of a rotation is over', async () => {
    const before = platform.heard.length;
    const { webhookId } = await world.webhook(`${platform.url}/second`);
    const tools = { store: world.webhooks, ring: world.ring, allowed };
    await rotateSecret(tools, { webhookId, ...world.written(), at: world.now - DAY });
    await world.soldOut();
    await world.work();
    const heard = platform.heard.slice(before).find(({ path }) => path === '/hooks/second');
    expect(String(heard?.headers['webhook-signature']).split(' ')).toHaveLength(1);
  });
});
