// Which passwords are too easy to guess (NIST SP 800-63B, 3.1.1.2); how long they are is said by the contract.
import commonPasswords from '../shared/common-passwords.json' with { type: 'json' };
import type { Sentence } from '../shared/problem.ts';

const COMMON = new Set(commonPasswords);

const LIKE_ADDRESS: Sentence = {
  ko: '이메일 주소나 그 앞부분과 같은 비밀번호는 사용할 수 없습니다',
  en: 'must not be the e-mail address, nor what stands before its @',
};

const TOO_COMMON: Sentence = {
  ko: '너무 흔히 쓰이는 비밀번호입니다',
  en: 'is among the passwords that are guessed first',
};

/**
 * Why a password is refused, however its letters are written, or undefined. Nothing is asked of which kinds of characters
 * it has: that makes passwords alike.
 * @param email the account's address, normalised
 */
export function refusePassword(password: string, email: string): Sentence | undefined {
  const plain = plainOf(password);
  const address = plainOf(email);
  if (plain === address || plain === address.slice(0, address.lastIndexOf('@'))) return LIKE_ADDRESS;
  return COMMON.has(plain) ? TOO_COMMON : undefined;
}

/** As the list has its passwords. */
export function plainOf(password: string): string {
  return password.normalize('NFKC').toLowerCase();
}
