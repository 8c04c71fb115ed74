// What the checkout of a card says, and what the address says that it sends a phone back to.
import { describe, expect, it } from 'vitest';
import { cardAnswerIn, cardAnswerOf, queryOf } from '../../../../web/src/orders/card-answer.ts';

describe('the way back from a card', () => {
  it('has a token for the money where the card was authenticated', () => {
    expect(cardAnswerIn('?transactionType=PAYMENT&paymentId=pay1&txId=t-1&paymentToken=abc')).toEqual({
      said: 'authenticated',
      paymentId: 'pay1',
      paymentToken: 'abc',
      txId: 't-1',
    });
  });

  it('may have no number of the attempt', () => {
    expect(cardAnswerIn('paymentId=pay1&paymentToken=abc')).toEqual({
      said: 'authenticated',
      paymentId: 'pay1',
      paymentToken: 'abc',
    });
  });

  it('has no token where the money was taken already', () => {
    expect(cardAnswerIn('paymentId=pay1&txId=t-1')).toEqual({ said: 'captured', paymentId: 'pay1', txId: 't-1' });
  });

  it('is a refusal where it has a code, whatever else it has', () => {
    expect(cardAnswerIn('paymentId=pay1&paymentToken=abc&code=FAILURE_TYPE_PG&message=no')).toEqual({
      said: 'refused',
      paymentId: 'pay1',
      code: 'FAILURE_TYPE_PG',
      message: 'no',
    });
  });

  it("prefers the card company's own words", () => {
    const asked = { paymentId: 'pay1', code: 'X', message: 'refused', pgMessage: '한도를 초과했습니다' };
    expect(cardAnswerOf(asked)).toMatchObject({ message: '한도를 초과했습니다' });
  });

  it('can be a refusal of nobody knows which payment', () => {
    expect(cardAnswerIn('code=X&paymentId=..%2F..%2Fme')).toEqual({ said: 'refused', code: 'X' });
  });

  it.each(['', '?', 'foo=1', 'paymentId=', 'paymentToken=abc', 'paymentId=pay1', 'paymentId=a%20b&paymentToken=abc'])(
    'says nothing by "%s"',
    (search) => {
      expect(cardAnswerIn(search)).toEqual({ said: 'nothing' });
    },
  );

  it('takes nothing that is longer than it can be', () => {
    const long = 'x'.repeat(4_097);
    expect(cardAnswerIn(`paymentId=pay1&paymentToken=${long}`)).toEqual({ said: 'nothing' });
    expect(cardAnswerIn(`code=X&message=${'x'.repeat(1_001)}`)).toEqual({ said: 'refused', code: 'X' });
  });

  it.each([
    { said: 'authenticated', paymentId: 'pay1', paymentToken: 'a+b/c=&d', txId: 't-1' },
    { said: 'captured', paymentId: 'pay1', txId: 't-1' },
    { said: 'refused', paymentId: 'pay1', code: 'X', message: '취소 & 종료' },
  ] as const)('says the same once it is written into an address: $said', (answer) => {
    expect(cardAnswerIn(queryOf(answer))).toEqual(answer);
  });
});
