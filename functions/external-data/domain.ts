// The rules of a delivery: when it is tried, when a receiver is left alone, and when it is given up.

import type { Cause } from '../shared/event.ts';
import { append, type LogEntry } from '../shared/outbox.ts';
import { giveUpAt, nextDueAt, pauseMs } from './domain-schedule.ts';

/** Failures in a row after which a receiver is left alone for a while, and then probed by one attempt at a time. */
export const CIRCUIT_FAILURES = 5;

/** A failure so long after the one before begins a new row: longer than any gap between two tries of a delivery. */
const QUIET_MS = 86_400_000;

/** A receiver that failed for so long is not tried any more. */
export const DISABLE_AFTER_MS = 3 * 86_400_000;

/**
 * For so long an attempt is its worker's alone; after it the worker must have crashed. Three times what an attempt may
 * take.
 */
export const LEASE_MS = 30_000;

/** For so long deliveries and their attempts are kept. */
export const KEPT_MS = 14 * 86_400_000;

/** Those who wait for a receiver come back one after the other within this time. */
const SPREAD_MS = 30_000;

/** What its end tells: kept with the entry, as the webhook may get another address, or be enabled again. */
export interface Disabling extends LogEntry {
  readonly url?: string;
  readonly failingSince?: number;
  readonly lastError?: string;
}

/** How a webhook fares. Times are epoch milliseconds. */
export interface Health {
  readonly enabled: boolean;
  readonly disabledReason?: 'OPERATOR' | 'FAILING';
  readonly disabledAt?: number;
  /** Attempts that failed in a row. */
  readonly failures: number;
  /** The first failure after a success, or after a quiet day. */
  readonly failingSince?: number;
  /** Absent in items of an older version: then it may have been long ago. */
  readonly lastFailedAt?: number;
  readonly lastError?: string;
  /** While failures are many: nothing is sent until then. */
  readonly retryAt?: number;
  /** When it was last found well after it was left alone, or an operator had it forgotten how it failed. */
  readonly recoveredAt?: number;
  readonly log: readonly Disabling[];
}

export interface Webhook extends Health {
  readonly webhookId: string;
  readonly url: string;
  /** Names of the events that it wants. */
  readonly events: readonly string[];
  readonly description?: string;
  readonly secretNo: number;
  /** The ring's keys that its secrets come from. */
  readonly kid: string;
  readonly previousKid?: string;
  /** Until when the secret before the present one signs too. */
  readonly previousUntil?: number;
  /** Counts its writes. */
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** The operators who made it and changed it last: ids of their accounts. Absent in items of an older version. */
  readonly createdBy?: string;
  readonly changedBy?: string;
}

/** One event on its way to one webhook. Times are epoch milliseconds. */
export interface Delivery {
  readonly webhookId: string;
  readonly place: string;
  /** What happened: name and id of the event. */
  readonly event: string;
  readonly eventId: string;
  readonly occurredAt: number;
  /** The request's body, the same to the byte in every attempt. */
  readonly payload: string;
  /** A packed cause: what the disabling of its webhook follows from. */
  readonly cause: string;
  readonly status: 'PENDING' | 'DELIVERED' | 'FAILED';
  readonly reason?: 'GAVE_UP' | 'DISABLED';
  /** Begun since `startedAt`, which a replay moves. */
  readonly attempts: number;
  /** How many of them came ahead of their time: they take none of the tries that it has. */
  readonly extra?: number;
  readonly startedAt: number;
  /** When its next try is; while an attempt runs, the end of its lease. */
  readonly dueAt: number;
  /** While an attempt runs, and when its worker crashed: nobody else tries it before. */
  readonly leaseUntil?: number;
  readonly deliveredAt?: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What became of an attempt; 2xx alone is success. `answer`: the beginning of what the receiver said. */
export interface Answered {
  readonly status?: number;
  /** Why there is no whole answer, e.g. TIMED_OUT. */
  readonly error?: string;
  readonly answer?: string;
  readonly latencyMs: number;
}

export function isSuccess({ status = 0, error }: Answered): boolean {
  return error === undefined && status >= 200 && status < 300;
}

/** In one short string, e.g. `500` or `TIMED_OUT`. */
export function failureOf({ status, error }: Answered): string {
  return error ?? String(status);
}

/** What to do with a delivery now. `probe`: its webhook's circuit is open, and one attempt may ask how it is. */
export type Step =
  | { readonly step: 'over' }
  | { readonly step: 'end'; readonly reason: 'GAVE_UP' | 'DISABLED' }
  | { readonly step: 'wait'; readonly until: number }
  | { readonly step: 'attempt'; readonly probe: boolean };

/**
 * While a receiver is left alone its pause alone counts: when that is over whoever comes first asks, due or not, or
 * nobody would for the hours between two tries. When it is well again all that failed before is tried at once.
 * @param chance 0 to 1, spreads those who wait for the same receiver
 */
export function decideStep(webhook: Webhook, delivery: Delivery, now: number, chance: number): Step {
  const { status, dueAt, leaseUntil = 0, startedAt, updatedAt } = delivery;
  if (status !== 'PENDING') return { step: 'over' };
  if (!webhook.enabled) return { step: 'end', reason: 'DISABLED' };
  if (leaseUntil > now) return { step: 'wait', until: leaseUntil };
  const { failures, retryAt = 0, recoveredAt = 0 } = webhook;
  if (failures < CIRCUIT_FAILURES) {
    if (dueAt > now && updatedAt >= recoveredAt) return { step: 'wait', until: dueAt };
    return { step: 'attempt', probe: false };
  }
  if (retryAt <= now) return { step: 'attempt', probe: true };
  if (now >= giveUpAt(startedAt)) return { step: 'end', reason: 'GAVE_UP' };
  return { step: 'wait', until: afterPause(retryAt, chance) };
}

/** Not all at once, and first the one that asks. */
function afterPause(retryAt: number, chance: number): number {
  return retryAt + Math.floor(chance * SPREAD_MS);
}

/** When to look at a delivery that is due at `dueAt`: earlier, if its receiver may be asked earlier how it is. */
export function lookAt({ failures, retryAt }: Health, dueAt: number, chance: number): number {
  const isLeftAlone = failures >= CIRCUIT_FAILURES && retryAt !== undefined;
  return isLeftAlone ? Math.min(dueAt, afterPause(retryAt, chance)) : dueAt;
}

/** An attempt that begins before the delivery is due: as a probe, or as its receiver is well again. */
export function isEarly({ dueAt }: Delivery, at: number): boolean {
  return dueAt > at;
}

/** What a delivery becomes by its attempt. */
export type Result =
  | { readonly status: 'DELIVERED'; readonly deliveredAt: number }
  | { readonly status: 'PENDING'; readonly dueAt: number }
  | { readonly status: 'FAILED'; readonly reason: 'GAVE_UP' };

/**
 * @param attempt the delivery `before` its claim and as it was `claimed`: this attempt is counted
 * @param chance 0 to 1
 */
export function decideResult(
  { before, claimed }: { readonly before: Delivery; readonly claimed: Delivery },
  answered: Answered,
  now: number,
  chance: number,
): Result {
  if (isSuccess(answered)) return { status: 'DELIVERED', deliveredAt: now };
  const { attempts, extra = 0, startedAt } = claimed;
  // It was ahead of its time: the try that it has then is still to come.
  if (extra > (before.extra ?? 0)) return { status: 'PENDING', dueAt: before.dueAt };
  const dueAt = nextDueAt({ attempts: attempts - extra, startedAt }, now, chance);
  return dueAt === undefined ? { status: 'FAILED', reason: 'GAVE_UP' } : { status: 'PENDING', dueAt };
}

/**
 * Whether an attempt says how a webhook's receiver fares: not one at another address, nor one that began before it was
 * well again.
 */
export function concerns(
  { url, recoveredAt = 0 }: Webhook,
  attempt: { readonly url: string; readonly begunAt: number },
): boolean {
  return attempt.url === url && attempt.begunAt >= recoveredAt;
}

/** The probe's turn: nobody else sends to this receiver until its lease is over. */
export function withProbe(webhook: Webhook, now: number): Health {
  return { ...webhook, retryAt: now + LEASE_MS };
}

/** A webhook after a success, or undefined when it was well before: then nothing is written. */
export function afterSuccess(webhook: Webhook, at: number): Health | undefined {
  if (!webhook.enabled || webhook.failures === 0) return undefined;
  const recoveredAt = webhook.failures >= CIRCUIT_FAILURES ? at : webhook.recoveredAt;
  return { enabled: true, failures: 0, ...(recoveredAt === undefined ? {} : { recoveredAt }), log: webhook.log };
}

/**
 * A webhook after a failure, or undefined when it says nothing new: it is disabled, or was found failing meanwhile and
 * this attempt was no probe.
 */
export function afterFailure(
  webhook: Webhook,
  failure: { readonly at: number; readonly error: string; readonly probe: boolean; readonly cause: Cause },
  chance: number,
): Health | undefined {
  const { at, error, probe, cause } = failure;
  const { enabled, failures: before, retryAt = 0, recoveredAt, log, version } = webhook;
  if (!enabled || (before >= CIRCUIT_FAILURES && retryAt > at && !probe)) return undefined;
  const { failures, failingSince, lastFailedAt } = rowWith(webhook, at);
  const known = recoveredAt === undefined ? {} : { recoveredAt };
  const failing = { failures, failingSince, lastFailedAt, lastError: error, ...known };
  if (at - failingSince >= DISABLE_AFTER_MS) {
    const entries = append(log, version + 1, 'WebhookDisabled', at, cause);
    const facts = { url: webhook.url, failingSince, lastError: error };
    const told = entries.map((entry) => (entry.v === version + 1 ? { ...entry, ...facts } : entry));
    return { ...failing, enabled: false, disabledReason: 'FAILING', disabledAt: at, log: told };
  }
  if (failures < CIRCUIT_FAILURES) return { ...failing, enabled: true, log };
  return { ...failing, enabled: true, retryAt: at + pauseMs(failures - CIRCUIT_FAILURES, chance), log };
}

/** The row of failures with one more. After a quiet day nobody knows how it fared meanwhile: a new one begins. */
function rowWith({ failures, failingSince = 0, lastFailedAt = failingSince }: Webhook, at: number) {
  const isNew = failures === 0 || at - lastFailedAt > QUIET_MS;
  if (isNew) return { failures: 1, failingSince: at, lastFailedAt: at };
  return { failures: failures + 1, failingSince, lastFailedAt: Math.max(lastFailedAt, at) };
}
