// Takes PortOne's webhooks in: who sent them is checked, and a payment that they name is looked at later.
import { InvalidInputError, verify, WebhookVerificationError } from '@portone/server-sdk/webhook';
import type { ReadSecret } from '../shared/aws.ts';
import type { Clock } from '../shared/clock.ts';
import type { Raw } from '../shared/http.ts';
import { count, log } from '../shared/log.ts';
import { Refusal } from '../shared/refusal.ts';
import type { SendMessages } from '../shared/sqs.ts';
import { refusals as cardRefusals } from './contract-card.ts';
import { hintOf } from './domain-webhook.ts';

/** So often, at most, a signature that no known secret made is a reason to read the secrets anew. */
const FRESH_EVERY_MS = 10_000;

export interface WebhookTools {
  readonly PORTONE_STORE_ID: string;
  /** @returns whether a secret of ours signed it, just now */
  readonly isGenuine: (raw: Raw) => Promise<boolean>;
  /** To the queue of payments to settle. */
  readonly send: SendMessages;
}

/**
 * The body is a hint and nothing more: what it says of the payment is not even read.
 * @throws Refusal SIGNATURE_INVALID
 */
export async function receiveWebhook(tools: WebhookTools, raw: Raw | undefined): Promise<void> {
  if (!raw || !(await tools.isGenuine(raw))) {
    count('webhooksRefused');
    throw new Refusal(cardRefusals.SIGNATURE_INVALID);
  }
  const hint = hintOf(raw.text, tools.PORTONE_STORE_ID);
  switch (hint.hint) {
    case 'look':
      await tools.send([{ body: { paymentId: hint.paymentId, why: 'webhook' }, delaySeconds: 0 }]);
      log.info('webhook', { paymentId: hint.paymentId, webhookId: raw.headers['webhook-id'] });
      return;
    case 'ignored':
      log.info('webhook ignored', { why: hint.why, webhookId: raw.headers['webhook-id'] });
      count('webhooksIgnored', 1, { why: hint.why });
      return;
    default:
      hint satisfies never;
  }
}

/**
 * Checks signatures by each of our secrets: during a rotation there are two.
 * @param given `readSecret`: one or more secrets, with white space between
 */
export function createGenuine(given: { readSecret: ReadSecret; clock: Clock }): WebhookTools['isGenuine'] {
  const { readSecret, clock } = given;
  let freshAt: number | undefined;

  const faultIn = async (raw: Raw, fresh: boolean) => {
    const secrets = (await readSecret({ fresh })).split(/\s+/).filter((secret) => secret !== '');
    if (secrets.length === 0)
      throw new Error('the secret of the webhooks is empty; docs/runbook.md says how to set it');
    const faults = await Promise.all(secrets.map((secret) => faultBy(secret, raw)));
    return faults.includes(undefined) ? undefined : (faults.find((fault) => fault !== BAD_SECRET) ?? BAD_SECRET);
  };

  const freshFaultIn = async (raw: Raw, first: string) => {
    const now = clock();
    if (freshAt !== undefined && now - freshAt < FRESH_EVERY_MS) return first;
    freshAt = now;
    return faultIn(raw, true).catch((error: unknown) => {
      log.error('webhook secret', { error: error as Error });
      return first;
    });
  };

  return async (raw) => {
    const first = await faultIn(raw, false);
    const fault = first === OTHER_SIGNATURE || first === BAD_SECRET ? await freshFaultIn(raw, first) : first;
    if (fault === BAD_SECRET) log.error('webhook refused', { fault });
    else if (fault !== undefined) log.warn('webhook refused', { fault });
    return fault === undefined;
  };
}

const OTHER_SIGNATURE = 'NO_MATCHING_SIGNATURE';
const BAD_SECRET = 'BAD_SECRET';

/** @returns undefined when it is genuine */
async function faultBy(secret: string, { text, headers }: Raw): Promise<string | undefined> {
  try {
    await verify(secret, text, headers);
    return undefined;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return error.reason;
    if (error instanceof InvalidInputError) return BAD_SECRET;
    // Its signature is right, and its text no JSON.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
