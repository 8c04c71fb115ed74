// Every refusal of every contract has a sentence in both languages, and both languages say the same things.
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { routes as catalog } from '../../../functions/catalog/contract.ts';
import { ApiError, createClient } from '../../../functions/shared/client.ts';
import { common, type RefusalKind } from '../../../functions/shared/refusal.ts';
import { messages as english } from '../../../web/src/i18n/en/index.ts';
import { errorKey } from '../../../web/src/i18n/error-key.ts';
import { messages as korean } from '../../../web/src/i18n/ko/index.ts';
import { allRoutes } from '../../support/routes.ts';

const ROOT = join(import.meta.dirname, '../../..');
const contracts: { readonly refusals?: Readonly<Record<string, RefusalKind>> }[] = await Promise.all(
  globSync('functions/*/contract*.ts', { cwd: ROOT }).map((path) => import(join(ROOT, path))),
);
const kinds = [
  ...Object.values(common),
  ...contracts.flatMap(({ refusals = {} }) => Object.values(refusals)),
  ...allRoutes.flatMap(({ refusals }) => refusals),
];
/** What only the front and the client say. */
const OTHERS = ['UPSTREAM_UNREACHABLE', 'network', 'outdated', 'unknown'];
const codes = [...new Set([...kinds.map(({ code }) => code), ...OTHERS])].sort();

/** Sentences by their dotted names. */
function sentences(tree: object, path = ''): [name: string, sentence: string][] {
  return Object.entries(tree).flatMap(([key, value]: [string, unknown]) => {
    const name = path === '' ? key : `${path}.${key}`;
    return typeof value === 'object' && value !== null ? sentences(value, name) : [[name, String(value)]];
  });
}

const LANGUAGES = { korean: sentences(korean), english: sentences(english) };

/** Names of a sentence's ICU arguments: what stands first in braces, unless these hold a plural's words. */
function argumentsOf(sentence: string): string[] {
  const words = /\b(?:zero|one|two|few|many|other|=\d+)\s*\{/g;
  const named = sentence.replaceAll(words, '(').matchAll(/\{\s*(\w+)\s*[,}]/g);
  return [...new Set([...named].map(([, name = '']) => name))].sort();
}

describe.each(['korean', 'english'] as const)('in %s', (language) => {
  const errors: Readonly<Record<string, string>> = { korean, english }[language].errors;

  it('every code has a sentence, and every sentence a code', () => {
    expect(Object.keys(errors).sort()).toEqual(codes);
  });

  it('no sentence is empty', () => {
    expect(LANGUAGES[language].filter(([, sentence]) => sentence.trim() === '')).toEqual([]);
  });

  it('an error is told in whole sentences', () => {
    const unfinished = Object.values(errors).filter((sentence) => !sentence.endsWith('.'));
    expect(unfinished).toEqual([]);
  });
});

describe('the two languages', () => {
  it('say the same things', () => {
    const names = (language: keyof typeof LANGUAGES) => LANGUAGES[language].map(([name]) => name).sort();
    expect(names('english')).toEqual(names('korean'));
  });

  it('take the same arguments', () => {
    const taken = (language: keyof typeof LANGUAGES) =>
      Object.fromEntries(LANGUAGES[language].map(([name, sentence]) => [name, argumentsOf(sentence)]));
    expect(taken('english')).toEqual(taken('korean'));
  });
});

describe('the arguments of a sentence', () => {
  it.each([
    ['none', 'No arguments.', []],
    ['plain ones', '{from} to {until, number}', ['from', 'until']],
    ['that of a plural', '{count, plural, one {# seat} other {# seats in {section}}}', ['count', 'section']],
    ['one in a plural with words alone', '{count, plural, one {seat} other {seats}}', ['count']],
  ])('are %s', (_, sentence, expected) => {
    expect(argumentsOf(sentence)).toEqual(expected);
  });
});

describe('an error', () => {
  const has = (key: string) => key in korean.errors;
  const refused = (status: number, body: ApiError['problem']) => new ApiError(status, body, null);

  it('is told by the code of the API', () => {
    expect(errorKey(refused(409, { code: 'SEAT_TAKEN', requestId: 'r1' }), has)).toEqual({ key: 'SEAT_TAKEN' });
  });

  it('that nobody foresaw has its request id', () => {
    expect(errorKey(refused(409, { code: 'NEW_CODE', requestId: 'r1' }), has)).toEqual({
      key: 'unknown',
      requestId: 'r1',
    });
    expect(errorKey(refused(500, { code: 'UNEXPECTED', requestId: 'r1' }), has)).toEqual({
      key: 'UNEXPECTED',
      requestId: 'r1',
    });
  });

  it('is not told by a code that has the name of a sentence of ours', () => {
    expect(errorKey(refused(400, { code: 'network' }), has)).toEqual({ key: 'unknown' });
  });

  it.each([
    [401, 'UNAUTHENTICATED'],
    [404, 'NOT_FOUND'],
    [413, 'PAYLOAD_TOO_LARGE'],
    [429, 'TRY_AGAIN'],
    [502, 'UPSTREAM_UNREACHABLE'],
    [503, 'TRY_AGAIN'],
    [504, 'UPSTREAM_UNREACHABLE'],
    [418, 'unknown'],
  ])('without a code is told by its status: %i is %s', (status, key) => {
    expect(errorKey(refused(status, {}), has)).toEqual({ key });
  });

  const answered = (text: string) =>
    createClient('http://localhost', async () => new Response(text))
      .call(catalog.config, {})
      .then(
        () => new Error('not refused'),
        (error: Error) => error,
      );

  it('without an answer is the network’s, and so is the page of a hotspot', async () => {
    const errors = [new TypeError('Failed to fetch'), AbortSignal.abort().reason, await answered('<html>')];
    expect(errors.map((error) => errorKey(error, has).key)).toEqual(['network', 'network', 'network']);
  });

  it('of an answer in another form asks for a newer page', async () => {
    expect(errorKey(await answered('{"stage":1}'), has)).toEqual({ key: 'outdated' });
  });

  it('of who is not signed in asks to sign in', () => {
    expect(errorKey(Object.assign(new Error(), { name: 'SignedOut' }), has)).toEqual({ key: 'UNAUTHENTICATED' });
  });

  it('of any other kind is unknown', () => {
    expect(errorKey(new RangeError('x'), has)).toEqual({ key: 'unknown' });
  });
});
