// Each rule of the audit finds the fact that breaks it, and nothing in a sale where all is well.
import { describe, expect, it } from 'vitest';
import { audit, auditPeople } from '../../../scripts/onsale/audit.ts';
import { newDiary } from '../../../scripts/onsale/diary.ts';
import { peopleOf } from '../../../scripts/onsale/people.ts';
import { goodFacts } from './facts.ts';

type Facts = ReturnType<typeof goodFacts>;

/** The rules that a sale breaks once it was spoilt, each once. */
function brokenBy(spoil: (facts: Facts) => void): string[] {
  const facts = goodFacts();
  spoil(facts);
  return [...new Set(audit(facts).map(({ rule }) => rule))];
}

function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error(`nothing at ${index}`);
  return found;
}

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

describe('the audit of money', () => {
  it('finds money that came from nowhere', () => {
    const broken = brokenBy(({ money }) => {
      at(money.wallets, 1).balance = 5;
      at(money.wallets, 1).toldBalance = 5;
    });
    expect(broken).toEqual(['charged = balances + paid - refunded', 'one line per wallet version, without gaps']);
  });

  it('finds a line that is missing', () => {
    expect(
      brokenBy(({ money }) => {
        at(money.wallets, 0).lines.splice(1, 1);
      }),
    ).toContain('one line per wallet version, without gaps');
  });

  it('finds a line that leaves another balance than it should', () => {
    const broken = brokenBy(({ money }) => {
      at(at(money.wallets, 0).lines, 1).balanceAfter = 121;
    });
    expect(broken).toEqual(['one line per wallet version, without gaps']);
  });

  it('finds a balance that went below zero in between', () => {
    const broken = brokenBy(({ money }) => {
      const { lines } = at(money.wallets, 0);
      const [charge, more, payment] = [at(lines, 0), at(lines, 1), at(lines, 2)];
      Object.assign(charge, { walletVersion: 3, balanceAfter: 20 });
      Object.assign(more, { walletVersion: 1 });
      Object.assign(more, { balanceAfter: 70 });
      Object.assign(payment, { walletVersion: 2, balanceAfter: -30 });
      at(money.wallets, 0).lines = [more, payment, charge];
    });
    expect(broken).toEqual(['one line per wallet version, without gaps']);
  });

  it('finds a wallet that moved without a line', () => {
    expect(
      brokenBy(({ money }) => {
        at(money.wallets, 0).version = 4;
      }),
    ).toEqual(['one line per wallet version, without gaps']);
  });

  it('finds a repeated charge that counted twice', () => {
    const broken = brokenBy(({ money }) => {
      at(money.wallets, 0).knownChargedKrw = 50;
    });
    expect(broken).toEqual(['money moves once for each request']);
  });

  it('finds a balance that its owner is told wrong', () => {
    const broken = brokenBy(({ money }) => {
      at(money.wallets, 0).toldBalance = 21;
    });
    expect(broken).toEqual(['money moves once for each request']);
  });

  it('finds a payment whose reservation was neither confirmed nor refunded', () => {
    const broken = brokenBy(({ money }) => {
      at(money.reservations, 0).status = 'FAILED';
    });
    expect(broken).toEqual(['every payment ends CONFIRMED or refunded']);
  });

  it('finds a confirmed reservation that nobody paid', () => {
    const broken = brokenBy(({ money }) => {
      at(money.reservations, 1).status = 'CONFIRMED';
    });
    expect(broken).toEqual(['every payment ends CONFIRMED or refunded']);
  });

  it('finds a payment for a reservation that does not exist', () => {
    const broken = brokenBy(({ money }) => {
      money.reservations.shift();
    });
    expect(broken).toEqual(['every payment ends CONFIRMED or refunded']);
  });

  it('takes a refunded payment for what it is', () => {
    const broken = brokenBy(({ money }) => {
      const wallet = at(money.wallets, 0);
      const payment = at(wallet.lines, 2);
      wallet.lines.push({ ...payment, walletVersion: 4, type: 'REFUND', balanceAfter: 120 });
      Object.assign(wallet, { balance: 120, toldBalance: 120, version: 4 });
      at(money.reservations, 0).status = 'REFUNDED';
    });
    expect(broken).toEqual([]);
  });
});

describe('the audit of the line', () => {
  it('finds two people with one place', () => {
    expect(
      brokenBy(({ line }) => {
        at(line.diaries, 2).seq = 2;
      }),
    ).toEqual(['places in the order of joining']);
  });

  it('finds a person behind another one who asked later', () => {
    const broken = brokenBy(({ line }) => {
      const sentAt = (at(line.diaries, 1).joined?.answeredAt ?? 0) + 1;
      at(line.diaries, 0).joined = { sentAt, answeredAt: sentAt + 10 };
    });
    expect(broken).toEqual(['places in the order of joining']);
  });

  it('finds an admission that skips places', () => {
    const broken = brokenBy(({ line }) => {
      at(line.admissions, 1).from = 2;
    });
    expect(broken).toContain('admission in the order of places');
  });

  it('finds an admission that the log lacks', () => {
    expect(
      brokenBy(({ line }) => {
        line.admissions.pop();
      }),
    ).toEqual(['admission in the order of places']);
  });

  it('finds places that were admitted twice', () => {
    const broken = brokenBy(({ line }) => {
      line.admissions.push({ ...at(line.admissions, 1) });
    });
    expect(broken).toEqual(['admission in the order of places']);
  });

  it('finds a person who waits while one from behind is in', () => {
    const broken = brokenBy(({ line }) => {
      const { activeFrom = 0 } = at(line.diaries, 1);
      const sentAt = activeFrom + 3_000;
      at(line.diaries, 0).sightings.push({ status: 'WAITING', sentAt, answeredAt: sentAt + 5 });
    });
    expect(broken).toEqual(['nobody in the line is overtaken']);
  });

  it('forgives an answer to a waiting person that is a second old', () => {
    const broken = brokenBy(({ line }) => {
      const { activeFrom = 0 } = at(line.diaries, 1);
      const sentAt = activeFrom + 900;
      at(line.diaries, 0).sightings.push({ status: 'WAITING', sentAt, answeredAt: sentAt + 5 });
    });
    expect(broken).toEqual([]);
  });

  it('finds an admission above the capacity', () => {
    expect(
      brokenBy(({ line }) => {
        at(line.admissions, 1).active = 2;
      }),
    ).toEqual(['nobody is admitted while active >= capacity']);
  });

  it('finds an admitter that works with another capacity', () => {
    expect(
      brokenBy(({ line }) => {
        at(line.admissions, 1).capacity = 100;
      }),
    ).toEqual(['nobody is admitted while active >= capacity']);
  });

  it('finds more people in at one time than there is room, whatever the log says', () => {
    const broken = brokenBy(({ line }) => {
      const { activeFrom = 0, activeTo = 0 } = at(line.diaries, 0);
      Object.assign(at(line.diaries, 2), { activeFrom: activeFrom + 2_000, activeTo });
    });
    expect(broken).toEqual(['never more people active than the capacity']);
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
