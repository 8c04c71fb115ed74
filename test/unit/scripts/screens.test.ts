// The list of the shop's pictures: which file is which, and that all of them are in it.
import { describe, expect, it } from 'vitest';
import { fileOf, type Shot } from '../../../scripts/screens/camera.ts';
import { readmeOf } from '../../../scripts/screens/readme.ts';
import { buyerScreens } from '../../../scripts/screens/screens-buyer.ts';
import { guestScreens } from '../../../scripts/screens/screens-guest.ts';
import { organiserScreens } from '../../../scripts/screens/screens-organiser.ts';

const screens = [...guestScreens, ...buyerScreens, ...organiserScreens];
const shot: Shot = { screen: 'line', language: 'ko', size: 'phone', isDark: false };

describe('pictures of the shop', () => {
  it('are in files named by page, language, size and colours', () => {
    expect(fileOf(shot)).toBe('line.ko.phone.webp');
    expect(fileOf({ ...shot, language: 'en', size: 'desk', isDark: true })).toBe('line.en.desk.dark.webp');
  });

  it('have a page each that no other has the name of', () => {
    expect(new Set(screens.map(({ name }) => name)).size).toBe(screens.length);
  });

  it('are each in the list once, beside what they show', () => {
    const line = { name: 'line', says: 'The waiting room', isDark: true, open: async () => {} };
    const shots = [shot, { ...shot, language: 'en' as const }, { ...shot, isDark: true }];
    const text = readmeOf([line], shots);
    for (const one of shots) expect(text.split(`src="${fileOf(one)}"`)).toHaveLength(2);
    expect(text).toContain('| The waiting room |');
    expect(text).toContain('| The waiting room, in the dark |');
  });
});
