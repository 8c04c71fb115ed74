// By what terms a reservation is cancelled: what needs none, what is refused, and what a look at them tells.
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { cancel, getCancellation } from '../../../functions/reservations/use-cases-cancel.ts';
import { client, DAY, freshDesk, given, held, request, sold, tools } from './cancel-desk.ts';
import { NOW } from './samples.ts';

beforeEach(freshDesk);

describe('what needs no terms, as no ticket is cancelled', () => {
  const offline = {
    ...tools,
    catalog: {
      concert: async () => {
        throw new Error('the catalogue does not answer');
      },
    },
  };

  it('is done while the catalogue cannot be read: giving up a hold, and repeating what was cancelled', async () => {
    given(held);
    expect(await cancel(offline, request)).toMatchObject({ status: 'CANCELLED', refundedAmount: 0 });
    given({ ...sold, status: 'CANCELLED', refundedAmount: 70_000, version: 4 });
    expect(await cancel(offline, request)).toMatchObject({ refundedAmount: 70_000, fee: 30_000 });
  });

  it('is told then, too', async () => {
    given(held);
    const asked = { reservationId: held.reservationId, userId: 'user-1', now: NOW };
    const reads = { reads: tools.store, catalog: offline.catalog };
    expect(await getCancellation(reads, asked)).toMatchObject({ cancellable: true, refundAmount: 0 });
    given(sold);
    await expect(getCancellation(reads, asked)).rejects.toThrow('the catalogue does not answer');
  });
});

describe('a cancellation that is not to be', () => {
  it.each([
    ['nobody has', undefined],
    ['somebody else has', { ...sold, userId: 'user-2' }],
  ])('is 404 for a reservation that %s', async (_, reservation) => {
    given(reservation);
    await expect(cancel(tools, request)).rejects.toMatchObject({ kind: { code: 'RESERVATION_NOT_FOUND' } });
    given(reservation);
    const asked = { reservationId: held.reservationId, userId: 'user-1', now: NOW };
    const look = getCancellation({ reads: tools.store, catalog: tools.catalog }, asked);
    await expect(look).rejects.toMatchObject({ kind: { code: 'RESERVATION_NOT_FOUND' } });
  });

  it('tells the right refund when the buyer was shown another', async () => {
    given(sold);
    await expect(cancel(tools, { ...request, refund: 80_000 })).rejects.toMatchObject({
      kind: { code: 'REFUND_CHANGED', status: 409 },
      fields: { refundAmount: 70_000, fee: 30_000 },
    });
    expect(client.commandCalls(UpdateCommand)).toHaveLength(0);
  });
});

describe('looking at a cancellation', () => {
  const look = (now: number) => getCancellation({ reads: tools.store, catalog: tools.catalog }, { ...request, now });

  it('tells what it would give back, and until when', async () => {
    given(sold);
    expect(await look(NOW)).toEqual({
      cancellable: true,
      amount: 100_000,
      fee: 30_000,
      feePercent: 30,
      refundAmount: 70_000,
      until: '2025-07-14T18:55:00.000+09:00',
    });
  });

  it('tells why it is not to be had', async () => {
    given(sold);
    expect(await look(NOW + DAY + 1)).toEqual({
      cancellable: false,
      reason: 'TOO_LATE',
      amount: 100_000,
      fee: 0,
      feePercent: 0,
      refundAmount: 0,
    });
    expect(client.commandCalls(UpdateCommand)).toHaveLength(0);
  });
});
