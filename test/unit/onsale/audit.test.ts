// The audit of a sale finds the seat and the person that break a rule, and nothing where all is well.
import { describe, expect, it } from 'vitest';
import { audit, auditPeople } from '../../../scripts/onsale/audit.ts';
import { newDiary } from '../../../scripts/onsale/diary.ts';
import { peopleOf } from '../../../scripts/onsale/people.ts';
import { at, brokenBy, goodFacts } from './facts.ts';

describe('the audit of a sale', () => {
  it('finds nothing where all is well', () => {
    expect(audit(goodFacts())).toEqual([]);
  });

  it('finds a seat that is sold to nobody who confirmed', () => {
    const broken = brokenBy(({ seats }) => {
      seats.taken.push({ seatNo: 3, value: { status: 'SOLD', holder: 'rsv_b', exact: '~b' } });
      at(seats.shown, 2).status = 'SOLD';
    });
    expect(broken).toEqual(['seats sold = seats of CONFIRMED reservations']);
  });

  it('finds a CONFIRMED reservation whose seat is not sold', () => {
    const broken = brokenBy(({ seats }) => {
      seats.taken.shift();
      at(seats.shown, 0).status = 'AVAILABLE';
    });
    expect(broken).toEqual(['seats sold = seats of CONFIRMED reservations']);
  });

  it('finds a seat with two CONFIRMED reservations', () => {
    const facts = goodFacts();
    facts.seats.reservations.push({ ...at(facts.seats.reservations, 0), reservationId: 'rsv_c' });
    facts.seats.told.push({ reservationId: 'rsv_c', userId: 'u0', status: 'CONFIRMED' });
    expect(audit(facts)).toContainEqual({
      rule: 'no seat is sold twice',
      found: 'seat 1 has the CONFIRMED reservations rsv_a and rsv_c',
    });
  });

  it('is content with seats side by side, and with seats that are blocked', () => {
    const broken = brokenBy(({ seats }) => {
      at(seats.reservations, 1).seatNos = [3, 2];
      seats.groups.push({ reservationId: 'rsv_b', count: 2 });
      seats.taken.push({ seatNo: 4, value: { status: 'BLOCKED', holder: 'blk_a', exact: '!a' } });
      seats.shown.push({ seatNo: 4, status: 'BLOCKED' });
    });
    expect(broken).toEqual([]);
  });

  it.each([
    ['with a gap', [1, 3], 2],
    ['over two rows', [3, 4], 2],
    ['with fewer seats than it was told', [1, 2], 3],
    ['with none', [], 2],
  ])('finds a group %s', (_, seatNos, count) => {
    const broken = brokenBy(({ seats }) => {
      at(seats.reservations, 1).seatNos = seatNos;
      seats.groups.push({ reservationId: 'rsv_b', count });
    });
    expect(broken).toEqual(['no group is split']);
  });

  it('finds a blocked seat that reads as anything else', () => {
    const broken = brokenBy(({ seats }) => {
      seats.taken.push({ seatNo: 3, value: { status: 'BLOCKED', holder: 'blk_a', exact: '!a' } });
    });
    expect(broken).toEqual(['the map shows what is so']);
  });

  it.each(['PENDING', 'PAID', 'PAYING'] as const)('finds a reservation that is still %s after its time', (status) => {
    const broken = brokenBy(({ seats }) => {
      at(seats.reservations, 1).status = status;
      at(seats.told, 1).status = status;
    });
    expect(broken).toEqual(['no hold outlives its time']);
  });

  it('finds a seat that is still held', () => {
    const broken = brokenBy(({ seats }) => {
      seats.taken[1] = {
        seatNo: 2,
        value: { status: 'HOLD', holder: 'rsv_b', untilMs: seats.at + 5_000, exact: 'Hb' },
      };
      at(seats.shown, 1).status = 'HOLD';
    });
    expect(broken).toEqual(['no hold outlives its time']);
  });

  it('finds a lapsed hold that does not read AVAILABLE', () => {
    expect(
      brokenBy(({ seats }) => {
        at(seats.shown, 1).status = 'HOLD';
      }),
    ).toEqual(['the map shows what is so']);
  });

  it('finds a taken seat that is not on the map', () => {
    expect(
      brokenBy(({ seats }) => {
        seats.shown.shift();
      }),
    ).toEqual(['the map shows what is so']);
  });

  it('finds a seat that a cancelled reservation still has, also where its hold is over', () => {
    const broken = brokenBy(({ seats, money }) => {
      for (const list of [seats.reservations, seats.told, money.reservations]) at(list, 1).status = 'CANCELLED';
    });
    expect(broken).toEqual(['the seats of CANCELLED reservations are free']);
  });

  it('finds a person who is told another status', () => {
    const broken = brokenBy(({ seats }) => {
      at(seats.told, 0).status = 'PENDING';
    });
    expect(broken).toEqual(['everybody is told the own reservations']);
  });

  it('finds a person who is told the reservation of another one', () => {
    const broken = brokenBy(({ seats }) => {
      at(seats.told, 0).userId = 'u1';
    });
    expect(broken).toEqual(['everybody is told the own reservations']);
  });
});

describe('the audit of the people', () => {
  const [person] = peopleOf(1, 1);
  const diary = newDiary(at(person ? [person] : [], 0));

  it('finds nothing with somebody who came to an end', () => {
    expect(auditPeople([{ ...diary, ending: 'bought' }])).toEqual([]);
  });

  it('finds an answer that nobody should get', () => {
    expect(auditPeople([{ ...diary, ending: 'failed', failure: '500 UNEXPECTED' }])).toEqual([
      { rule: 'everybody comes to an end', found: 'buyer 0 failed: 500 UNEXPECTED' },
    ]);
  });

  it('finds somebody whom the time limit cut off, or who never came in', () => {
    expect(auditPeople([{ ...diary, ending: 'cut-off' }, diary]).map(({ rule }) => rule)).toEqual([
      'everybody comes to an end',
      'everybody comes to an end',
    ]);
  });

  it('finds a repeated request with another answer', () => {
    const different = { ...diary, ending: 'bought' as const, differences: ['pay: first 1, then 2'] };
    expect(auditPeople([different])).toEqual([
      { rule: 'a repeated request has the first answer', found: 'buyer 0, pay: first 1, then 2' },
    ]);
  });
});
