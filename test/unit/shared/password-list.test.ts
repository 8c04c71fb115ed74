// The list of common passwords: as its package has it, and short enough for a bundle.
import { readFileSync } from 'node:fs';
import { dictionary } from '@zxcvbn-ts/language-common';
import { describe, expect, it } from 'vitest';
import { commonPasswords, passwordsFile, passwordsText } from '../../../scripts/passwords.ts';

describe('the list of common passwords', () => {
  it('is what npm run passwords writes', () => {
    expect(readFileSync(passwordsFile, 'utf8')).toBe(passwordsText());
  });

  it('has all that are long enough of the 10,000 most common, and of those after them', () => {
    const top = dictionary['passwords-common'].slice(0, 10_000).filter((password) => [...password].length >= 10);
    const listed = new Set(commonPasswords());
    expect(top.length).toBeGreaterThan(100);
    expect(top.filter((password) => !listed.has(password.normalize('NFKC').toLowerCase()))).toEqual([]);
    expect(listed.size).toBeGreaterThan(top.length);
  });

  it('is in the one form that passwords are compared in', () => {
    const other = commonPasswords().filter((password) => password !== password.normalize('NFKC').toLowerCase());
    expect(other).toEqual([]);
  });

  it('takes less than a tenth of what a function may weigh', () => {
    expect(JSON.stringify(commonPasswords()).length).toBeLessThan(35_000);
  });
});
