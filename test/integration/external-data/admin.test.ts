// What operators ask of webhooks, also several of them at once.
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { MOST_WEBHOOKS } from '../../../functions/external-data/contract.ts';
import { webhookKey } from '../../../functions/external-data/keys.ts';
import { createWebhookStore } from '../../../functions/external-data/store.ts';
import * as admin from '../../../functions/external-data/use-cases.ts';
import { listDeliveries, replay, replayRange } from '../../../functions/external-data/use-cases-deliveries.ts';
import { toIso } from '../../../functions/shared/clock.ts';
import { Refusal } from '../../../functions/shared/refusal.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { repeating, stallingBefore } from '../reservations/process.ts';
import { allowed, createWorld, DAY, HOUR, OPERATOR, SECOND, standIn, type World } from './world.ts';

const URL = 'https://partner.example/hooks';

let table: TestTable;
let world: World;
beforeEach(async () => {
  table = await createTable(inject('cloud').cloud);
  world = createWorld(table);
});
afterEach(() => table.drop());

const tools = () => ({ store: world.webhooks, ring: world.ring, allowed });
const create = (url = URL) => admin.createWebhook(tools(), { body: { url, events: ['SoldOut'] }, ...world.written() });

/** `done`, or the code of the refusal. */
async function outcome(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.kind.code;
    throw error;
  }
}
const refusal = (code: string, fields: object = {}) => expect.objectContaining({ message: code, fields });

describe('a webhook', () => {
  it('is made, shown and changed, and its secret is shown once and stored nowhere', async () => {
    const { secret, ...made } = await create();
    expect(secret).toMatch(/^whsec_/);
    expect(made).toMatchObject({ url: URL, events: ['SoldOut'], status: 'ENABLED', failures: 0 });
    expect(await admin.getWebhook(world.webhooks, made.webhookId)).toEqual(made);
    expect(await world.stored()).not.toContain(secret.slice('whsec_'.length, 20));
    world.now += SECOND;
    const body = { url: `${URL}/2`, events: ['PaymentRefunded' as const], description: 'ours' };
    const changed = await admin.changeWebhook(tools(), { webhookId: made.webhookId, body, ...world.written() });
    expect(changed).toEqual({ ...made, ...body, updatedAt: toIso(world.now) });
    expect((await admin.listWebhooks(world.webhooks, {})).webhooks).toEqual([changed]);
  });

  it('is refused where it would lead to a place that is not public, when made and when changed', async () => {
    const why = refusal('WEBHOOK_URL_REFUSED', { reason: 'NOT_PUBLIC' });
    await expect(create('https://169.254.169.254/latest/meta-data')).rejects.toEqual(why);
    const { webhookId } = await create();
    const body = { url: 'https://[fd00:ec2::254]/' };
    await expect(admin.changeWebhook(tools(), { webhookId, body, ...world.written() })).rejects.toEqual(why);
    expect(await admin.getWebhook(world.webhooks, webhookId)).toMatchObject({ url: URL });
  });

  it('that is not there is not found by any route', async () => {
    const asked = { webhookId: 'whk_000000000000', deliveryId: 'dlv_1752400800000_0123456789ab', now: world.now };
    const sent = { store: world.store, send: world.send };
    const body = { from: toIso(0), to: toIso(world.now) };
    const outcomes = await Promise.all(
      [
        admin.getWebhook(world.webhooks, asked.webhookId),
        admin.changeWebhook(tools(), { ...asked, ...world.written(), body: { enabled: true } }),
        admin.removeWebhook(world.webhooks, asked.webhookId),
        admin.rotateSecret(tools(), { ...asked, ...world.written() }),
        listDeliveries(world.store, { ...asked, query: {} }),
        world.delivery(asked.webhookId, asked.deliveryId),
        replay(sent, asked),
        replayRange(sent, { ...asked, body }),
      ].map(outcome),
    );
    expect(outcomes).toEqual(Array(8).fill('WEBHOOK_NOT_FOUND'));
  });

  it('is one of fifty at most, however many are made at once, and one that is removed makes room', async () => {
    const outcomes: string[] = [];
    for (let i = 0; i < 6; i++) {
      outcomes.push(...(await Promise.all(Array.from({ length: 10 }, () => outcome(create())))));
    }
    expect(outcomes.filter((one) => one === 'done')).toHaveLength(MOST_WEBHOOKS);
    expect(outcomes.filter((one) => one === 'WEBHOOK_LIMIT_REACHED')).toHaveLength(60 - MOST_WEBHOOKS);
    const { webhooks, cursor } = await admin.listWebhooks(world.webhooks, { limit: 30 });
    const rest = await admin.listWebhooks(world.webhooks, { limit: 30, cursor });
    expect(new Set([...webhooks, ...rest.webhooks].map(({ webhookId }) => webhookId)).size).toBe(MOST_WEBHOOKS);
    expect(rest).not.toHaveProperty('cursor');
    const webhookId = webhooks[0]?.webhookId ?? '';
    const removals = await Promise.all([1, 2, 3].map(() => outcome(admin.removeWebhook(world.webhooks, webhookId))));
    expect(removals.toSorted()).toEqual(['WEBHOOK_NOT_FOUND', 'WEBHOOK_NOT_FOUND', 'done']);
    expect([await outcome(create()), await outcome(create())]).toEqual(['done', 'WEBHOOK_LIMIT_REACHED']);
  });

  it('that an operator disabled is told so, and what waited for it is not sent', async () => {
    const { webhookId } = await create();
    await world.soldOut();
    const body = { enabled: false };
    const view = await admin.changeWebhook(tools(), { webhookId, body, ...world.written() });
    expect(view).toMatchObject({ status: 'DISABLED', disabledReason: 'OPERATOR', disabledAt: toIso(world.now) });
    const { receiver, posts } = standIn(() => 200);
    await world.runUntil(world.now + DAY, receiver);
    expect(posts).toEqual([]);
    const [delivery] = await world.deliveries(webhookId);
    expect(delivery).toMatchObject({ status: 'FAILED', reason: 'DISABLED', attempts: [] });
    const again = replay(
      { store: world.store, send: world.send },
      { webhookId, deliveryId: delivery?.deliveryId ?? '', now: 0 },
    );
    await expect(again).rejects.toEqual(refusal('WEBHOOK_DISABLED'));
    expect(await world.told(webhookId)).toEqual([]);
  });

  it('that is enabled again gets what was given up meanwhile, when its event is told again', async () => {
    const { webhookId } = await create();
    const envelope = await world.soldOut();
    await admin.changeWebhook(tools(), { webhookId, body: { enabled: false }, ...world.written() });
    const { receiver, posts } = standIn(() => 200);
    await world.runUntil(world.now + HOUR, receiver);
    await admin.changeWebhook(tools(), { webhookId, body: { enabled: true }, ...world.written('r2') });
    await world.runUntil(world.now + HOUR, receiver);
    expect(posts).toEqual([]);
    for (let telling = 1; telling <= 2; telling++) {
      await world.forward(envelope);
      await world.runUntil(world.now + HOUR, receiver);
      expect(posts).toEqual(['soldout-sch_1-1']);
    }
  });

  it('says which operators made it and changed it last, whatever its receiver does', async () => {
    const { webhookId, ...made } = await create();
    expect(made).toMatchObject({ createdBy: OPERATOR, changedBy: OPERATOR });
    const body = { description: 'ours' };
    const by = 'operator-2';
    const changed = await admin.changeWebhook(tools(), { webhookId, body, ...world.written(), by });
    expect(changed).toMatchObject({ createdBy: OPERATOR, changedBy: by });
    await world.soldOut();
    await world.work(standIn(() => 500).receiver);
    const view = await admin.getWebhook(world.webhooks, webhookId);
    expect(view).toMatchObject({ failures: 1, createdBy: OPERATOR, changedBy: by });
    await admin.rotateSecret(tools(), { webhookId, ...world.written(), by: 'operator-3' });
    expect(await admin.getWebhook(world.webhooks, webhookId)).toMatchObject({ changedBy: 'operator-3' });
  });

  it('of an older version, which has a write where its operator would be, is read, and told of from now on', async () => {
    const { webhookId, createdBy: _c, ...view } = await create();
    const Key = webhookKey(webhookId);
    const old = { UpdateExpression: 'SET changedBy = :by REMOVE createdBy, writeId' };
    const values = { ExpressionAttributeValues: { ':by': 'attempt 1752400800000#0123456789ab 1 1' } };
    await table.db.send(new UpdateCommand({ TableName: table.name, Key, ...old, ...values }));
    const { changedBy: _b, secret: _s, ...shown } = view;
    expect(await admin.getWebhook(world.webhooks, webhookId)).toEqual({ webhookId, ...shown });
    await world.soldOut();
    await world.work(standIn(() => 500).receiver);
    expect(await admin.getWebhook(world.webhooks, webhookId)).not.toHaveProperty('changedBy');
    const body = { description: 'ours' };
    const changed = await admin.changeWebhook(tools(), { webhookId, body, ...world.written() });
    expect(changed).toMatchObject({ changedBy: OPERATOR, failures: 1 });
  });

  it('that is given another address is as new there, but stays disabled if it was', async () => {
    const { webhookId } = await create();
    const { receiver } = standIn(() => 500);
    for (let i = 0; i < 5; i++) await world.soldOut();
    await world.work(receiver);
    const change = (body: object) => admin.changeWebhook(tools(), { webhookId, body, ...world.written() });
    expect(await change({ description: 'x' })).toMatchObject({ failures: 5, retryAt: expect.any(String) });
    expect(await change({ url: `${URL}/2` })).toMatchObject({ failures: 0, status: 'ENABLED' });
    await change({ enabled: false });
    expect(await change({ url: URL })).toMatchObject({ status: 'DISABLED', disabledReason: 'OPERATOR' });
  });
});

describe('a secret', () => {
  it('that is rotated by two operators at once is rotated once, and the other one knows', async () => {
    const { webhookId, secret } = await create();
    const slow = stallingBefore(table.db, (input) => input.includes('secretNo'));
    const slowly = { ...tools(), store: createWebhookStore({ db: slow.db, EXTERNAL_DATA_TABLE: table.name }) };
    const late = admin.rotateSecret(slowly, { webhookId, ...world.written('r1') });
    await slow.arrived;
    const rotated = await admin.rotateSecret(tools(), { webhookId, ...world.written('r2') });
    slow.goOn();
    await expect(late).rejects.toEqual(refusal('TRY_AGAIN'));
    expect(rotated.secret).not.toBe(secret);
    expect(rotated.previousValidUntil).toBe(toIso(world.now + DAY));
  });

  it('whose rotation is written twice, as its answer was lost, is rotated once', async () => {
    const { webhookId } = await create();
    const twice = createWebhookStore({ db: repeating(table.db), EXTERNAL_DATA_TABLE: table.name });
    await admin.rotateSecret({ ...tools(), store: twice }, { webhookId, ...world.written('r1') });
    expect(await world.webhooks.webhook(webhookId)).toMatchObject({ secretNo: 2 });
  });
});

describe('the list of deliveries', () => {
  it('is newest first, in pages, and by status', async () => {
    const { webhookId } = await create();
    const { receiver } = standIn(() => 200);
    for (let i = 0; i < 7; i++) {
      await world.soldOut();
      if (i < 4) await world.work(receiver);
      world.now += SECOND;
    }
    const page = async (query: object) => {
      const { deliveries, cursor } = await listDeliveries(world.store, { webhookId, query });
      return { ids: deliveries.map(({ messageId }) => Number(messageId.split('-')[1]?.slice(4))), cursor };
    };
    const first = await page({ limit: 3 });
    expect(first.ids).toEqual([7, 6, 5]);
    expect((await page({ limit: 3, cursor: first.cursor })).ids).toEqual([4, 3, 2]);
    const delivered = await page({ limit: 3, status: 'DELIVERED' });
    expect(delivered.ids).toEqual([4, 3, 2]);
    expect(await page({ limit: 3, status: 'DELIVERED', cursor: delivered.cursor })).toEqual({ ids: [1] });
    expect(await page({ status: 'PENDING' })).toEqual({ ids: [7, 6, 5] });
    expect(await page({ status: 'FAILED' })).toEqual({ ids: [] });
  });
});
