// POST /api/v1/webhooks/portone as a client sees it.
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { Webhook } from 'standardwebhooks';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { routes as cardRoutes } from '../../../functions/payments/contract-card.ts';
import { eventOf, send } from '../../support/http-event.ts';
import { PAYMENT_ID } from './card-samples.ts';

vi.hoisted(() => {
  vi.stubEnv('PORTONE_STORE_ID', 'store-1');
  vi.stubEnv('PORTONE_WEBHOOK_SECRET', 'secret-of-webhooks');
  vi.stubEnv('SETTLE_QUEUE_URL', 'https://queue.example/settle');
});

const { handler } = await import('../../../functions/payments/handlers/receive-webhook.ts');

const SECRET = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;
const secrets = mockClient(SecretsManagerClient);
const queue = mockClient(SQSClient);

beforeEach(() => {
  secrets.reset();
  queue.reset();
  secrets.on(GetSecretValueCommand, { SecretId: 'secret-of-webhooks' }).resolves({ SecretString: SECRET });
  queue.on(SendMessageBatchCommand).resolves({});
});

const paid = JSON.stringify({ type: 'Transaction.Paid', data: { storeId: 'store-1', paymentId: PAYMENT_ID } });

function headersOf(text: string): Record<string, string> {
  const at = new Date();
  const signature = new Webhook(SECRET).sign('message-1', at, text);
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  return { 'webhook-id': 'message-1', 'webhook-timestamp': timestamp, 'webhook-signature': signature };
}

/** As nobody who is signed in, whatever the type of its content. */
const event = (text: string, headers: Record<string, string>) =>
  eventOf(cardRoutes.webhook, { body: text, headers: { 'content-type': 'text/plain', ...headers }, gate: null });

describe('a webhook', () => {
  it('that is genuine is put on the queue and answered', async () => {
    const answer = await send(handler, event(paid, headersOf(paid)));
    expect(answer).toMatchObject({ status: 200, body: { received: true } });
    const [call] = queue.commandCalls(SendMessageBatchCommand);
    expect(call?.args[0].input).toEqual({
      QueueUrl: 'https://queue.example/settle',
      Entries: [{ Id: '0', MessageBody: JSON.stringify({ paymentId: PAYMENT_ID, why: 'webhook' }), DelaySeconds: 0 }],
    });
  });

  it('may come in base 64, as the API hands on what it holds for bytes', async () => {
    const base64 = { body: Buffer.from(paid).toString('base64'), isBase64Encoded: true };
    const answer = await send(handler, { ...event(paid, headersOf(paid)), ...base64 });
    expect(answer.status).toBe(200);
    expect(queue.commandCalls(SendMessageBatchCommand)).toHaveLength(1);
  });

  it('is any text, if we are to ignore it', async () => {
    const answer = await send(handler, event('결제되었습니다', headersOf('결제되었습니다')));
    expect(answer).toMatchObject({ status: 200, body: { received: true } });
    expect(queue.calls()).toHaveLength(0);
  });

  it('that is not genuine is refused, and nothing is kept of it', async () => {
    const answer = await send(handler, event(`${paid} `, headersOf(paid)));
    expect(answer).toMatchObject({ status: 401, body: { code: 'SIGNATURE_INVALID' } });
    expect(queue.calls()).toHaveLength(0);
  });

  it('of more than 256 KB is not even looked at', async () => {
    const large = 'x'.repeat(262_145);
    const answer = await send(handler, event(large, headersOf(large)));
    expect(answer).toMatchObject({ status: 413, body: { code: 'PAYLOAD_TOO_LARGE' } });
    expect(queue.calls()).toHaveLength(0);
  });

  it('that the queue does not take is answered so that PortOne comes again', async () => {
    queue.on(SendMessageBatchCommand).rejects(new Error('away'));
    const answer = await send(handler, event(paid, headersOf(paid)));
    expect(answer.status).toBe(500);
  });
});
