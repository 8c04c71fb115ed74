// Passwords that are refused, and those that are not.
import { describe, expect, it } from 'vitest';
import { refusePassword } from '../../../functions/auth/domain-password.ts';

const email = 'haneul.kim@example.com';

describe('a password is refused', () => {
  it.each([
    ['that is the address', 'haneul.kim@example.com'],
    ['that is the address in capitals', 'Haneul.KIM@Example.com'],
    ['that is the address in full-width letters', 'ｈａｎｅｕｌ.ｋｉｍ@example.com'],
    ['that is what stands before the @', 'haneul.kim'],
  ])('%s', (_, password) => {
    expect(refusePassword(password, email)).toMatchObject({
      en: 'must not be the e-mail address, nor what stands before its @',
    });
  });

  it.each(['1q2w3e4r5t', 'qwertyuiop', 'Password123', 'ＱＷＥＲＴＹＵＩＯＰ', '１２３４５６７８９０'])(
    'that everybody tries first: %s',
    (password) => {
      expect(refusePassword(password, email)).toMatchObject({ en: 'is among the passwords that are guessed first' });
    },
  );

  it('in the words of both languages', () => {
    const sentences = [refusePassword('qwertyuiop', email), refusePassword(email, email)];
    expect(sentences.map((sentence) => /[가-힣]/.test(sentence?.ko ?? ''))).toEqual([true, true]);
  });
});

describe('a password is accepted', () => {
  it.each([
    'correct horse battery',
    '우리집 강아지는 초코',
    'haneul.kim!',
    'qwertyuiop and more',
    '🐶🐱🐭🐹🐰🦊🐻🐼🐨🐯',
  ])('of any characters: %s', (password) => {
    expect(refusePassword(password, email)).toBeUndefined();
  });
});
