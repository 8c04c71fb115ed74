// The environment: read at the start, or a sentence that says what to do.
import { expect, it } from 'vitest';
import { readEnv } from '../../../functions/shared/env.ts';

it('gives text and numbers as such', () => {
  const env = readEnv({ TABLE: 'string', ROUNDS: 'number' }, { TABLE: 'accounts', ROUNDS: '3', OTHER: 'x' });
  expect(env).toEqual({ TABLE: 'accounts', ROUNDS: 3 });
});

it.each([
  ['missing', {}],
  ['empty', { ROUNDS: '' }],
  ['no number', { ROUNDS: 'three' }],
])('says which name is %s, and where it comes from', (_, env) => {
  expect(() => readEnv({ ROUNDS: 'number' }, env)).toThrow('ROUNDS must be set to a number; deploy the stack again');
});
