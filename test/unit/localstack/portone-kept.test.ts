// What the stand-in knows outlives it where it is told to, as the local cloud's data does.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CARD_CHANNEL_KEY, STORE_ID } from '../../../localstack/portone/account.ts';
import { booksOf, checkOut } from '../../../localstack/portone/client.ts';
import { startPortone } from '../../../localstack/portone/server.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onsale-portone-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const INTENT = {
  paymentId: 'pay_kept',
  storeId: STORE_ID,
  channelKey: CARD_CHANNEL_KEY,
  orderName: '공연 15번',
  totalAmount: 99_000,
  currency: 'KRW',
} as const;

/** Starts the stand-in, lets `act` use it, and ends it. */
async function during<T>(keptIn: string, act: (url: string) => Promise<T>): Promise<T> {
  const portone = await startPortone(0, { keptIn });
  try {
    return await act(portone.url);
  } finally {
    await portone.close();
  }
}

it('keeps its books from one start to the next', async () => {
  const file = join(folder, 'emulator', 'portone.json');
  const before = await during(file, async (url) => {
    await checkOut(url, INTENT, { action: 'capture' });
    return booksOf(url);
  });
  expect(before).toMatchObject([{ paymentId: 'pay_kept', captured: 99_000 }]);
  expect(await during(file, booksOf)).toEqual(before);
});

it('begins anew with what another version has written', async () => {
  const file = join(folder, 'portone.json');
  writeFileSync(file, JSON.stringify({ format: 0, payments: {} }));
  expect(await during(file, booksOf)).toEqual([]);
});
