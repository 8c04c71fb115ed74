// What a crowd looks like as text.
import { describe, expect, it } from 'vitest';
import type { CrowdResult } from '../../../scripts/onsale/crowd.ts';
import { type CardNote, newDiary, type Phase, seqOf } from '../../../scripts/onsale/diary.ts';
import { peopleOf } from '../../../scripts/onsale/people.ts';
import { createStats } from '../../../scripts/onsale/stats.ts';
import { countsOf, lineOf, pictureOf, reportOf } from '../../../scripts/onsale/view.ts';
import { at } from './facts.ts';

function scene() {
  const phases: Phase[] = ['outside', 'waiting', 'waiting', 'active', 'holding', 'done', 'done'];
  const diaries = peopleOf(1, phases.length).map((person, i) => ({
    ...newDiary(person),
    phase: phases[i] ?? 'outside',
    ...(i === 5 ? { ending: 'bought' as const } : {}),
    ...(i === 6 ? { ending: 'left the line' as const } : {}),
  }));
  const stats = createStats();
  stats.record('GET /api/v1/queue/status', 12);
  stats.record('POST /api/v1/payments', 40, 'INSUFFICIENT_BALANCE');
  return { diaries, stats };
}

describe('the live view', () => {
  it('counts everybody once', () => {
    const counts = countsOf(scene().diaries);
    expect(counts).toEqual({ outside: 1, waiting: 2, active: 1, held: 1, sold: 1, gone: 1 });
  });

  it('is one line where there is no terminal', () => {
    const stage = { act: 'on sale' as const, ...scene(), inFlight: 3, beganAt: 1_000 };
    expect(lineOf(stage, 5_500)).toBe(
      '  4.5 s  on sale: outside 1, waiting 2, active 1, held 1, sold 1, gone 1; 2 requests, 3 in flight; INSUFFICIENT_BALANCE 1',
    );
  });

  it('is a picture with the time of each route on a terminal', () => {
    const picture = pictureOf({ act: 'on sale', ...scene(), inFlight: 3, beganAt: 1_000 }, 5_500).join('\n');
    expect(picture).toContain('waiting      2  ');
    expect(picture).toMatch(/GET \/api\/v1\/queue\/status +1 +12 ms +12 ms/);
    expect(picture).toContain('refusals: INSUFFICIENT_BALANCE 1');
  });
});

describe('the report', () => {
  const result: CrowdResult = {
    ...scene(),
    violations: [],
    money: { charged: 300_000, paid: 99_000, refunded: 0, balances: 201_000 },
    cards: { captured: 465_000, returned: 165_000, tickets: 200_000, charges: 100_000 },
    seatsSold: 1,
    seatsBlocked: 0,
    onSaleSeconds: 10,
    seconds: 20,
  };

  it('ends with the verdict', () => {
    const lines = reportOf(result);
    expect(lines.at(-1)).toBe('Audit: no violation.');
    expect(lines.join('\n')).toContain(
      '300,000 won charged = 201,000 won in wallets + 99,000 won paid - 0 won refunded',
    );
  });

  it('says what was paid by which method, and where the money of cards is', () => {
    const [first, second, ...rest] = result.diaries;
    const card = (status: CardNote['status'], purpose: CardNote['purpose'] = 'RESERVATION'): CardNote => {
      return { paymentId: `pay${status}`, purpose, amount: 99_000, status };
    };
    const diaries = [
      { ...at(first ? [first] : [], 0), paidKrw: 99_000, cards: [card('COMPLETED', 'CHARGE')] },
      { ...at(second ? [second] : [], 0), cards: [card('FAILED'), card('COMPLETED'), card('COMPLETED')] },
      ...rest,
    ];
    const lines = reportOf({ ...result, diaries }).map((line) => line.trim().replace(/ {2,}/, ': '));
    expect(lines).toContain('payments: 1 from wallets; by card 3: 2 COMPLETED, 1 FAILED');
    expect(lines).toContain('charges by card: 1: 1 COMPLETED');
    expect(lines).toContain(
      'cards: 465,000 won taken = 200,000 won in tickets + 100,000 won in wallets + 165,000 won given back',
    );
  });

  it('says how many groups got seats for all of them, and what was blocked, where there were any', () => {
    const read = (change: Partial<CrowdResult>) =>
      reportOf({ ...result, ...change }).map((line) => line.trim().replace(/ {2,}/, ': '));
    expect(read({})).toContain('seats sold: 1');
    expect(read({}).filter((line) => line.startsWith('groups'))).toEqual([]);
    const held = [[3], [2], []];
    const diaries = result.diaries.map((diary, i) => {
      const counts = held[i];
      if (!counts) return diary;
      return {
        ...diary,
        person: { ...diary.person, party: 3 },
        groups: counts.map((count) => ({ reservationId: 'rsv_1', count })),
      };
    });
    const lines = read({ diaries, seatsSold: 5, seatsBlocked: 2 });
    expect(lines).toContain('seats sold: 5; 2 blocked');
    expect(lines).toContain('groups: 3: 1 held seats for all, 1 for fewer, 1 for none');
  });

  it('of a sale without cards says so', () => {
    const lines = reportOf({ ...result, cards: undefined }).map((line) => line.trim().replace(/ {2,}/, ': '));
    expect(lines).toContain('payments: 0 from wallets; by card 0');
    expect(lines).toContain('cards: not audited');
  });

  it('says which rule was broken by what', () => {
    const lines = reportOf({ ...result, violations: [{ rule: 'no seat is sold twice', found: 'seat 1' }] });
    expect(lines.slice(-2)).toEqual(['VIOLATION (no seat is sold twice): seat 1', 'Audit: 1 violation.']);
  });
});

describe('a queue token', () => {
  const tokenWith = (claims: object) => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;

  it('names a place', () => {
    expect(seqOf(tokenWith({ seq: 42 }))).toBe(42);
  });

  it('without a place is none', () => {
    expect(() => seqOf(tokenWith({ sub: 'u' }))).toThrow('names no place');
  });
});
