// A confirm on a bad day: what was answered and what was taken are two things.
import { describe, expect, it } from 'vitest';
import { addFault, booksOf, setFaults } from '../../../localstack/portone/client.ts';
import { soon, useStandIn } from './portone-support.ts';

const { url, client, checkedOut, confirm, payment, paid, send } = useStandIn();

const UNKNOWN = { data: { type: 'INTERNAL_SERVER_ERROR' } };

describe('a confirm', () => {
  it('that is answered 500 before the money was taken can be made once more', async () => {
    const answer = await checkedOut();
    await addFault(url(), { kind: 'confirm-500-before', path: answer.paymentId, times: 1 });
    await expect(confirm(answer)).rejects.toMatchObject(UNKNOWN);
    expect(await payment(answer.paymentId)).toMatchObject({ status: 'READY' });
    await confirm(answer);
    expect(await payment(answer.paymentId)).toMatchObject({ status: 'PAID' });
  });

  it.each([
    ['confirm-500-after', UNKNOWN],
    ['confirm-dropped', { message: 'fetch failed' }],
  ] as const)('%s has taken the money', async (kind, error) => {
    const answer = await checkedOut();
    await addFault(url(), { kind, path: answer.paymentId, times: 1 });
    await expect(confirm(answer)).rejects.toMatchObject(error);
    expect(await payment(answer.paymentId)).toMatchObject({ status: 'PAID', amount: { paid: 99_000 } });
  });

  it('that is slow takes the money in the end, and only once meanwhile', async () => {
    const answer = await checkedOut();
    await addFault(url(), { kind: 'confirm-slow', ms: 200, path: answer.paymentId, times: 1 });
    const slow = confirm(answer);
    await expect
      .poll(async () => await booksOf(url()))
      .toContainEqual(expect.objectContaining({ paymentId: answer.paymentId, confirms: 1 }));
    await expect(confirm(answer)).rejects.toMatchObject({ data: { type: 'PG_PROVIDER' } });
    expect(await payment(answer.paymentId)).toMatchObject({ status: 'READY' });
    expect(await slow).toMatchObject({ pgTxId: `stand-in-pg-${answer.txId}` });
    expect(await payment(answer.paymentId)).toMatchObject({ status: 'PAID' });
  });

  it('that is late is answered 500, and takes the money afterwards', async () => {
    const answer = await checkedOut();
    await addFault(url(), { kind: 'confirm-late', ms: 100, path: answer.paymentId, times: 1 });
    await expect(confirm(answer)).rejects.toMatchObject(UNKNOWN);
    expect(await payment(answer.paymentId)).toMatchObject({ status: 'READY' });
    await soon(async () => await payment(answer.paymentId)).toMatchObject({ status: 'PAID' });
  });

  it('that the card company declines takes nothing', async () => {
    const answer = await checkedOut();
    const said = { pgCode: 'EXCEED_MAX_AMOUNT', pgMessage: '한도를 초과했습니다' };
    await addFault(url(), { kind: 'confirm-declined', path: answer.paymentId, times: 1, ...said });
    await expect(confirm(answer)).rejects.toMatchObject({ data: { type: 'PG_PROVIDER', ...said } });
    expect(await payment(answer.paymentId)).toMatchObject({ status: 'FAILED', failure: said });
  });

  it('that is refused anyway meets no fault', async () => {
    const answer = await checkedOut();
    await addFault(url(), { kind: 'confirm-500-after', path: answer.paymentId, times: 1 });
    await expect(confirm(answer, { totalAmount: 1 })).rejects.toMatchObject({ data: { type: 'INFORMATION_MISMATCH' } });
    await expect(confirm(answer)).rejects.toMatchObject(UNKNOWN);
    expect(await payment(answer.paymentId)).toMatchObject({ status: 'PAID' });
  });
});

describe('a fault', () => {
  it('of every request is met by its method alone', async () => {
    const id = await paid();
    await addFault(url(), { kind: 'status', status: 503, path: id, method: 'GET', times: 1 });
    const { cancellation } = await client().cancelPayment({ paymentId: id, reason: 'RETURNED' });
    expect(cancellation).toMatchObject({ status: 'SUCCEEDED' });
    await expect(payment(id)).rejects.toMatchObject(UNKNOWN);
    expect(await payment(id)).toMatchObject({ status: 'CANCELLED' });
  });

  it('with a share of none is met by nobody, and of one by everybody', async () => {
    const id = await paid();
    await addFault(url(), { kind: 'status', path: id, share: 0 });
    expect(await payment(id)).toMatchObject({ status: 'PAID' });
    await addFault(url(), { kind: 'status', path: id, share: 1, times: 1 });
    await expect(payment(id)).rejects.toMatchObject(UNKNOWN);
  });

  it('takes the place of those before when all are set, and what is none is refused', async () => {
    const id = await paid();
    await addFault(url(), { kind: 'status', path: id });
    await setFaults(url(), []);
    expect(await payment(id)).toMatchObject({ status: 'PAID' });
    expect((await send('PUT', '/play/faults', [{ kind: 'confirm-slow' }, { kind: 'earthquake' }])).status).toBe(400);
  });
});
