// The writes of what people charged by card in a day, as labelled parts of the transactions that move the payment.
// Label `charged-unchanged`: nobody moved the day since it was read; else read again.
import { fromIso } from '../shared/clock.ts';
import type { Labelled } from '../shared/transaction.ts';
import { type ChargedDay, withCharge, withoutCharge } from './domain-charged.ts';
import { chargedKey } from './keys.ts';

export type { ChargedDay };

type Parts = Labelled<'charged-unchanged'>[];

/** Days that a day is kept: until all that was charged on it is settled. */
const KEPT_DAYS = 8;

/** The gateway is about to be asked for a charge. */
export function addCharge(
  table: string,
  day: ChargedDay,
  { paymentId, amount }: { readonly paymentId: string; readonly amount: number },
): Parts {
  return put(table, day, withCharge(day, paymentId, amount));
}

/** A charge was refused: it counts no more. No write when the day does not have it. */
export function removeCharge(table: string, day: ChargedDay, paymentId: string): Parts {
  const next = withoutCharge(day, paymentId);
  return next ? put(table, day, next) : [];
}

function put(table: string, seen: ChargedDay, { personId, date, entries, version }: ChargedDay): Parts {
  const ttl = fromIso(`${date}T00:00:00+09:00`) / 1000 + KEPT_DAYS * 86_400;
  const isFirst = seen.version === 0;
  const Put = {
    TableName: table,
    Item: { ...chargedKey(personId, date), entries, version, ttl },
    ConditionExpression: isFirst ? 'attribute_not_exists(pk)' : '#version = :seen',
    ...(isFirst
      ? {}
      : { ExpressionAttributeNames: { '#version': 'version' }, ExpressionAttributeValues: { ':seen': seen.version } }),
  };
  return [{ label: 'charged-unchanged', write: { Put } }];
}
