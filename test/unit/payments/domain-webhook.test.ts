// What a webhook hints at, whatever is written in it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hintOf } from '../../../functions/payments/domain-webhook.ts';
import { PAYMENT_ID } from './card-samples.ts';

const data = { storeId: 'store-1', paymentId: PAYMENT_ID, transactionId: 'tx-1' };
const body = (change: object = {}) =>
  JSON.stringify({ type: 'Transaction.Paid', timestamp: '2025-07-13T10:00:00Z', data, ...change });

describe('a webhook that hints at a payment', () => {
  it.each([
    'Transaction.Paid',
    'Transaction.PartialCancelled',
    'Transaction.Cancelled',
    'Transaction.CancelPending',
    'Transaction.Failed',
    'Transaction.PayPending',
    'Transaction.VirtualAccountIssued',
  ])('is a %s', (type) => {
    expect(hintOf(body({ type }), 'store-1')).toEqual({ hint: 'look', paymentId: PAYMENT_ID });
  });

  it('may have fields of next year', () => {
    const more = body({ region: 'KR', data: { ...data, cancellationId: 'c', wallet: { id: 1 } } });
    expect(hintOf(more, 'store-1')).toEqual({ hint: 'look', paymentId: PAYMENT_ID });
  });
});

describe('a webhook that hints at nothing', () => {
  it.each<[string, string, string]>([
    ['text that is no JSON', 'Transaction.Paid', 'BODY'],
    ['nothing', '', 'BODY'],
    ['null', 'null', 'BODY'],
    ['a list', '[]', 'BODY'],
    ['a type that is no text', body({ type: 7 }), 'BODY'],
    ['a payment without data', body({ data: undefined }), 'BODY'],
    ['a payment without an id', body({ data: { storeId: 'store-1' } }), 'BODY'],
    ['a window that was opened', body({ type: 'Transaction.Ready' }), 'TYPE'],
    ['a dispute', body({ type: 'Transaction.DisputeCreated' }), 'TYPE'],
    ['a billing key', body({ type: 'BillingKey.Issued', data: { storeId: 'store-1', billingKey: 'b' } }), 'TYPE'],
    ['a type of next year', body({ type: 'Transaction.Dreamt' }), 'TYPE'],
    ['another store', body({ data: { ...data, storeId: 'store-2' } }), 'STORE'],
    ['an id that is not ours', body({ data: { ...data, paymentId: 'order-2025-7' } }), 'PAYMENT'],
    ['the id of a payment from the wallet', body({ data: { ...data, paymentId: 'pay_4k9ZtQ0aB1cD' } }), 'PAYMENT'],
    ['an id of another kind', body({ data: { ...data, paymentId: 'rsv_4k9ZtQ0aB1cD' } }), 'PAYMENT'],
    ['an id with more behind it', body({ data: { ...data, paymentId: `${PAYMENT_ID}#` } }), 'PAYMENT'],
  ])('has %s', (_, text, why) => {
    expect(hintOf(text, 'store-1')).toEqual({ hint: 'ignored', why });
  });

  it('is any text, and never a failure', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.jsonValue().map((value) => body({ data: value })),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(hintOf(text, 'store-1').hint).toBe('ignored');
      }),
    );
  });
});
