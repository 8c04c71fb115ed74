// Which stack a crowd goes to, and what is said of a file that does not describe one.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readTarget } from '../../../scripts/onsale/target.ts';

const dir = mkdtempSync(join(tmpdir(), 'onsale-target-'));
afterAll(() => rmSync(dir, { recursive: true }));

const operator = { email: 'operator@example.com', password: 'onsale-operator-1' };
const stack = {
  apiUrl: 'http://localhost:8080',
  portoneUrl: 'http://127.0.0.1:4580',
  endpoint: 'http://127.0.0.1:4566',
  region: 'ap-northeast-2',
  logins: { operator },
  tables: { SeatsTable: 'seats', ReservationsTable: 'reservations', WalletTable: 'wallet', PaymentsTable: 'payments' },
  functionPrefix: 'onsale-local-',
};

function read(content: unknown) {
  const file = join(dir, 'stack.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return readTarget(file, {});
}

describe('the stack of a crowd', () => {
  it('is what its file says', () => {
    const { apiUrl, portoneUrl, operator: login, tables, admitLogGroup, reconcileFunction } = read(stack);
    expect({ apiUrl, portoneUrl, login }).toEqual({
      apiUrl: stack.apiUrl,
      portoneUrl: stack.portoneUrl,
      login: operator,
    });
    expect(tables).toEqual({ seats: 'seats', reservations: 'reservations', wallet: 'wallet', payments: 'payments' });
    expect(admitLogGroup).toBe('/aws/lambda/onsale-local-queue-admit');
    expect(reconcileFunction).toBe('onsale-local-payments-reconcile-payments');
  });

  it.each([
    ['{', 'does not describe a stack: start one with npm start'],
    [null, 'does not describe a stack'],
    [
      { ...stack, portoneUrl: undefined },
      'names no portoneUrl, where people sign up: end npm start and start it again.',
    ],
    [{ ...stack, tables: {} }, 'The stack names no SeatsTable'],
  ])('is refused with what to do: %#', (content, remedy) => {
    expect(() => read(content)).toThrow(remedy);
  });

  it('must be running', () => {
    expect(() => readTarget(join(dir, 'none.json'), {})).toThrow('start the stack with npm start in another terminal');
  });
});
