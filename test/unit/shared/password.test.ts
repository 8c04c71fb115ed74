// Password hashes: one-way, salted, and readable when the parameters have grown.
import { describe, expect, it } from 'vitest';
import { hashPassword, nobodysHash, verifyPassword } from '../../../functions/shared/password.ts';

const hash = await hashPassword('correct horse', 1);

describe('a password hash', () => {
  it('knows its password, and no other', async () => {
    expect(await verifyPassword('correct horse', hash)).toBe(true);
    expect(await verifyPassword('correct horsf', hash)).toBe(false);
  });

  it('carries its parameters', () => {
    expect(hash).toMatch(/^\$scrypt\$ln=15,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  });

  it('is another one each time', async () => {
    expect(await hashPassword('correct horse', 1)).not.toBe(hash);
  });

  it('made with other parameters is checked with those', async () => {
    const known = '$scrypt$ln=4,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$rkTI9fAgA7thDzzR8FHXhMiojYBreJBmYTkEzWypBCQ';
    expect(await verifyPassword('correct horse', known)).toBe(true);
  });

  it('knows Hangul however the keyboard composed it', async () => {
    expect(await verifyPassword('비밀번호'.normalize('NFD'), await hashPassword('비밀번호'.normalize('NFC'), 1))).toBe(
      true,
    );
  });

  it('of an unknown form is an error, never a match', async () => {
    await expect(verifyPassword('x', 'plain')).rejects.toThrow('not a password hash');
  });
});

describe("nobody's hash", () => {
  it('costs what a real one costs, and matches nothing', async () => {
    expect(nobodysHash(3)).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$A{22}\$A{43}$/);
    expect(await verifyPassword('', nobodysHash(1))).toBe(false);
  });
});
