import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createTable, type TestTable } from '../../support/table.ts';
import { createBooth } from './booth.ts';
let table: TestTable;
beforeAll(async () => { table = await createTable(inject('cloud').cloud); });
afterAll(() => table.drop());
it('dbg', async () => {
  const booth = createBooth(table);
  const db = { send: async (c: any) => { try { return await table.db.send(c); } catch (e: any) { if (e.name === 'ValidationException') console.log(JSON.stringify(c.input, null, 1)); throw e; } } };
  const r = await Promise.allSettled(Array.from({ length: 40 }, (_, i) => booth.processOn(db as any).hold({ person: 'p', seatNos: [i + 1], limit: 4 })));
  console.log(r.map((x) => x.status === 'fulfilled' ? 'held' : (x.reason as Error).message).join(' '));
});
