// The last gate before the money: one call passes it, and knows that it did, whatever the tables answer.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { complete } from '../../../functions/payments/use-cases-complete.ts';
import type { Db } from '../../../functions/shared/aws.ts';
import { common, Refusal } from '../../../functions/shared/refusal.ts';
import { authenticated, held, type Outcome, OPEN as open, PAYMENT, COMPLETING as request, type Till } from './till.ts';

describe('a gate that was passed', () => {
  type Send = (command: Parameters<Db['send']>[0]) => Promise<never>;
  const away = new Refusal(common.TRY_AGAIN, {}, 1);

  /** A till whose table answers the writes of transactions as `how` says. */
  function flaky(how: (send: Send, command: Parameters<Send>[0]) => Promise<never>): Till {
    return authenticated({
      wrap: (memory) => {
        const send = memory.send as unknown as Send;
        let isFirst = true;
        return {
          send: ((command: Parameters<Send>[0]) => {
            if (!isFirst || !('TransactItems' in command.input)) return send(command);
            isFirst = false;
            return how(send, command);
          }) as unknown as Db['send'],
        };
      },
    });
  }

  const throwing = async (send: Send, command: Parameters<Send>[0]) => {
    await send(command);
    throw away;
  };
  const refusing = async (send: Send, command: Parameters<Send>[0]) => {
    await send(command);
    return send(command);
  };

  it.each([
    ['lost', throwing],
    ['a refusal of its repeat', refusing],
  ])('is gone on from, though the answer was %s', async (_, how) => {
    const till = flaky(how);
    expect(await complete(till.tools, request)).toMatchObject({ status: 'COMPLETED' });
    expect(till.asked).toEqual([{ paymentId: PAYMENT, status: 'CONFIRMING', order: 'PAYING' }]);
  });

  it('by another window is not gone on from', async () => {
    const till = authenticated();
    till.put(held({ status: 'PAYING' }), { ...open, status: 'CONFIRMING', gate: 'another' });
    expect(await complete(till.tools, request)).toMatchObject({ status: 'PROCESSING' });
    expect(till.asked).toEqual([]);
  });

  it('is none when the table did not take it: the fault is told, and no money asked for', async () => {
    const till = flaky(async () => {
      throw away;
    });
    await expect(complete(till.tools, request)).rejects.toBe(away);
    expect([till.asked, till.card(PAYMENT)?.status]).toEqual([[], 'OPEN']);
  });
});

describe('any number of windows that complete one payment at once', () => {
  it('ask for the money once, whatever comes between whose reads and writes', async () => {
    const outcome: fc.Arbitrary<Outcome> = fc.constantFrom<Outcome[]>(
      'approved',
      'lost',
      'never-arrived',
      { declined: { code: 'PG_PROVIDER' } },
      { refused: { code: 'INVALID_PAYMENT_TOKEN' } },
    );
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), outcome, fc.integer({ min: 2, max: 3 }), async (s, played, windows) => {
        const till = authenticated({
          wrap: (memory) => ({ send: s.scheduleFunction(memory.send as () => Promise<never>) as Db['send'] }),
        });
        till.outcome = played;
        const all = Promise.allSettled(Array.from({ length: windows }, () => complete(till.tools, request)));
        const told = await s.waitFor(all);
        expect(till.asked).toHaveLength(1);
        const codes = told.map((one) => (one.status === 'fulfilled' ? one.value.status : one.reason.kind.code));
        const isTaken = played === 'approved' || played === 'lost';
        const isDeclined = typeof played === 'object';
        const final = isTaken ? 'COMPLETED' : isDeclined ? 'PAYMENT_DECLINED' : 'PROCESSING';
        expect(codes.filter((code) => code !== 'PROCESSING' && code !== final)).toEqual([]);
        expect(codes).toContain(final);
        expect(till.reservation()?.status).toBe(isTaken ? 'PAID' : isDeclined ? 'PENDING' : 'PAYING');
      }),
      { numRuns: 60 },
    );
  });
});
