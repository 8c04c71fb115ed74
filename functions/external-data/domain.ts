// The rules of a delivery: when it is tried, when a receiver is left alone, and when it is given up.

import type { Cause } from '../shared/event.ts';
import { append, type LogEntry } from '../shared/outbox.ts';
import { giveUpAt, nextDueAt, pauseMs } from './domain-schedule.ts';

/** Failures in a row after which a receiver is left alone for a while, and then probed by one attempt at a time. */
export const CIRCUIT_FAILURES = 5;

/** A receiver that failed for so long is not tried any more. */
export const DISABLE_AFTER_MS = 3 * 86_400_000;

/**
 * For so long an attempt is its worker's alone; after it the worker must have crashed. Three times what an attempt may
 * take.
 */
export const LEASE_MS = 30_000;

/** Those who wait for a receiver come back one after the other within this time. */
const SPREAD_MS = 30_000;

/** How a webhook fares. Times are epoch milliseconds. */
export interface Health {
  readonly enabled: boolean;
  readonly disabledReason?: 'OPERATOR' | 'FAILING';
  readonly disabledAt?: number;
  /** Attempts that failed in a row. */
  readonly failures: number;
  /** The first failure after a success. */
  readonly failingSince?: number;
  readonly lastError?: string;
  /** While failures are many: nothing is sent until then. */
  readonly retryAt?: number;
  readonly log: readonly LogEntry[];
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
  readonly startedAt: number;
  /** Not tried before; while an attempt runs, the end of its lease. */
  readonly dueAt: number;
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

/** @param chance 0 to 1, spreads those who wait for the same receiver */
export function decideStep(webhook: Webhook, delivery: Delivery, now: number, chance: number): Step {
  if (delivery.status !== 'PENDING') return { step: 'over' };
  if (!webhook.enabled) return { step: 'end', reason: 'DISABLED' };
  if (delivery.dueAt > now) return { step: 'wait', until: delivery.dueAt };
  const { failures, retryAt = 0 } = webhook;
  if (failures < CIRCUIT_FAILURES) return { step: 'attempt', probe: false };
  if (retryAt <= now) return { step: 'attempt', probe: true };
  if (now >= giveUpAt(delivery.startedAt)) return { step: 'end', reason: 'GAVE_UP' };
  return { step: 'wait', until: retryAt + Math.floor(chance * SPREAD_MS) };
}

/** What a delivery becomes by its attempt. */
export type Result =
  | { readonly status: 'DELIVERED'; readonly deliveredAt: number }
  | { readonly status: 'PENDING'; readonly dueAt: number }
  | { readonly status: 'FAILED'; readonly reason: 'GAVE_UP' };

/** @param delivery as it was claimed: this attempt is counted */
export function decideResult(delivery: Delivery, answered: Answered, now: number, chance: number): Result {
  if (isSuccess(answered)) return { status: 'DELIVERED', deliveredAt: now };
  const dueAt = nextDueAt(delivery, now, chance);
  return dueAt === undefined ? { status: 'FAILED', reason: 'GAVE_UP' } : { status: 'PENDING', dueAt };
}

/** The probe's turn: nobody else sends to this receiver until its lease is over. */
export function withProbe(webhook: Webhook, now: number): Health {
  return { ...webhook, retryAt: now + LEASE_MS };
}

/** A webhook after a success, or undefined when it was well before: then nothing is written. */
export function afterSuccess(webhook: Webhook): Health | undefined {
  if (!webhook.enabled || webhook.failures === 0) return undefined;
  return { enabled: true, failures: 0, log: webhook.log };
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
  if (!webhook.enabled) return undefined;
  const { failingSince = at, failures: before, retryAt = 0, log, version } = webhook;
  if (before >= CIRCUIT_FAILURES && retryAt > at && !probe) return undefined;
  const failures = before + 1;
  const failing = { failures, failingSince, lastError: error };
  if (at - failingSince >= DISABLE_AFTER_MS) {
    const told = append(log, version + 1, 'WebhookDisabled', at, cause);
    return { ...failing, enabled: false, disabledReason: 'FAILING', disabledAt: at, log: told };
  }
  if (failures < CIRCUIT_FAILURES) return { ...failing, enabled: true, log };
  return { ...failing, enabled: true, retryAt: at + pauseMs(failures - CIRCUIT_FAILURES, chance), log };
}
