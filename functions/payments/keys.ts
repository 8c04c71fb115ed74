// Where card payments are and what they look like: what this service's reads, writes, store and outbox share.
import type { Item } from '../shared/aws.ts';
import { BASE62 } from '../shared/ids.ts';
import { type CardPayment, isUnsettled } from './domain-card.ts';

export const cardKey = (paymentId: string) => ({ pk: `PAYMENT#${paymentId}`, sk: 'PAYMENT' });

/** What one person charged on one day in Seoul. @param date yyyy-MM-dd */
export const chargedKey = (personId: string, date: string) => ({ pk: `PERSON#${personId}`, sk: `CHARGED#${date}` });

export const reportPartition = 'REPORT';

/** The sparse index of payments that somebody still has to look at: its partitions, and what it sorts by. */
export const UNSETTLED_INDEX = { name: 'unsettled', partitionKey: 'unsettled', sortKey: 'createdAt' } as const;

/** Several partitions, as one takes a thousand writes a second. */
const SHARDS = 8;

export const UNSETTLED_SHARDS: readonly string[] = Array.from({ length: SHARDS }, (_, i) => String(i));

export const shardOf = (paymentId: string): string => String(BASE62.indexOf(paymentId.slice(-1)) % SHARDS);

/** Days that a payment is kept that no money ever moved for. */
const UNUSED_DAYS = 400;

/** Epoch seconds until which a payment is kept, if not for ever. */
export function keptUntilSeconds({ status, updatedAt }: Pick<CardPayment, 'status' | 'updatedAt'>): number | undefined {
  const isUnused = status === 'VOID' || status === 'FAILED';
  return isUnused ? Math.floor(updatedAt / 1000) + UNUSED_DAYS * 86_400 : undefined;
}

export function itemOf(payment: CardPayment): Item {
  const { paymentId, ...rest } = payment;
  return { ...cardKey(paymentId), ...rest, ...(isUnsettled(payment) ? { unsettled: shardOf(paymentId) } : {}) };
}

export function cardOf({ pk, sk: _sk, unsettled: _unsettled, ttl: _ttl, ...rest }: Item): CardPayment {
  return { paymentId: String(pk).slice('PAYMENT#'.length), ...rest } as unknown as CardPayment;
}
