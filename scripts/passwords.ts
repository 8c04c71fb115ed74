// npm run passwords: writes the passwords that are refused as too common, from the list of a package.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dictionary } from '@zxcvbn-ts/language-common';
import { root } from './setup.mjs';

export const passwordsFile = join(root, 'functions/shared/common-passwords.json');

/** What the contract asks for; shorter ones are refused by their length. */
const LEAST_CHARACTERS = 10;

/** The most common first, in the one form that passwords are compared in. */
export function commonPasswords(): string[] {
  const plain = dictionary['passwords-common'].map((password) => password.normalize('NFKC').toLowerCase());
  return [...new Set(plain)].filter((password) => [...password].length >= LEAST_CHARACTERS);
}

export function passwordsText(): string {
  return `${JSON.stringify(commonPasswords(), null, 2)}\n`;
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(passwordsFile, passwordsText());
  console.log(`${commonPasswords().length} passwords written to ${passwordsFile}`);
}
