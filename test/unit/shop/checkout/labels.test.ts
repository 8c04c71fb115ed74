// What is printed on a seat.
import { expect, it } from 'vitest';
import { labelOf } from '../../../../web/src/orders/labels.ts';

const hall: Parameters<typeof labelOf>[0] = {
  sections: [
    { section: 'F', standing: { capacity: 10 } },
    {
      section: 'A',
      rows: [
        { row: '1', grade: 'VIP', from: 1, to: 2 },
        { row: '2', grade: 'VIP', from: 11, to: 13, labels: ['가', '나', '다'] },
      ],
    },
  ],
};

it('is the label of its row, where it has labels', () => {
  expect([11, 12, 13].map((seatNo) => labelOf(hall, seatNo))).toEqual(['가', '나', '다']);
});

it('is its number in other rows, and until the layout is known', () => {
  expect(labelOf(hall, 2)).toBe('2');
  expect(labelOf(hall, 99)).toBe('99');
  expect(labelOf(undefined, 12)).toBe('12');
});
