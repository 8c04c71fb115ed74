// The audit of the line finds each fact that breaks a rule.
import { describe, expect, it } from 'vitest';
import { at, brokenBy } from './facts.ts';

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
