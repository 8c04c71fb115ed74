// Reading a request: every fault is named by its field, and nothing bad gets through.
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { Refusal } from '../../../functions/shared/refusal.ts';
import { faulty, parse, readBody } from '../../../functions/shared/request.ts';
import { characters, defineRoute } from '../../../functions/shared/route.ts';
import { eventOf } from '../../support/http-event.ts';

const route = defineRoute({ method: 'POST', path: '/x', who: 'open', summary: 'x', maxBodyBytes: 20 });
const json = { 'content-type': 'application/json' };

function refusalOf(work: () => unknown): Refusal {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe('a body', () => {
  it.each([
    ['application/json', '{"a":1}', { a: 1 }],
    ['application/json; charset=utf-8', '{"a":"가"}', { a: '가' }],
    ['Application/JSON', '[]', []],
  ])('of %s is read', (type, body, value) => {
    expect(readBody(eventOf(route, { body, headers: { 'content-type': type } }), route)).toEqual(value);
  });

  it('in base64 is read as its bytes', () => {
    const event = { ...eventOf(route, { body: Buffer.from('{"a":"가"}').toString('base64') }), isBase64Encoded: true };
    expect(readBody(event, route)).toEqual({ a: '가' });
  });

  it('that is not there is no value', () => {
    expect(readBody(eventOf(route), route)).toBeUndefined();
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', ''])('of "%s" is 415', (type) => {
    const event = eventOf(route, { body: '{}', headers: { 'content-type': type } });
    expect(refusalOf(() => readBody(event, route)).kind.status).toBe(415);
  });

  it('is measured in bytes, not in characters', () => {
    const read = (body: string) => () => readBody(eventOf(route, { body, headers: json }), route);
    expect(read(`"${'a'.repeat(18)}"`)()).toHaveLength(18);
    expect(refusalOf(read(`"${'가'.repeat(7)}"`))).toMatchObject({ kind: { status: 413 }, fields: { maxBytes: 20 } });
  });

  it.each(['{', '{"a":1}}', 'NaN', "{'a':1}", '\ufeff'])('of broken JSON (%s) is refused as the body', (body) => {
    const refusal = refusalOf(() => readBody(eventOf(route, { body, headers: json }), route));
    expect(refusal).toMatchObject({ kind: { code: 'INVALID_REQUEST' }, fields: { errors: [{ field: 'body' }] } });
  });

  it('of bytes that are no UTF-8 is refused', () => {
    const body = Buffer.from([0x22, 0xff, 0x22]).toString('base64');
    const event = { ...eventOf(route, { body, headers: json }), isBase64Encoded: true };
    expect(refusalOf(() => readBody(event, route)).kind.status).toBe(400);
  });
});

describe('a fault', () => {
  const schema = z.strictObject({ seat: z.strictObject({ no: z.int() }), tags: z.optional(z.array(z.string())) });
  const fieldsOf = (value: unknown) => {
    const { errors } = refusalOf(() => parse(schema, value, 'en', 'body')).fields;
    return (errors as { field: string }[]).map(({ field }) => field);
  };

  it.each([
    ['the field', { seat: { no: 'x' } }, ['seat.no']],
    ['the place in a list', { seat: { no: 1 }, tags: ['a', 2] }, ['tags.1']],
    ['each unknown field', { seat: { no: 1, row: 'A' }, a: 1, b: 2 }, ['seat.row', 'a', 'b']],
    ['what is missing', {}, ['seat']],
    ['the whole when it is no object', [], ['body']],
    ['the whole when there is none', undefined, ['body']],
  ])('names %s', (_, value, fields) => {
    expect(fieldsOf(value)).toEqual(fields);
  });

  it('names no more than a hundred characters of a name that was sent, and no half of one', () => {
    expect(
      fieldsOf({ seat: { no: 1 }, ['k'.repeat(100)]: 1, ['m'.repeat(101)]: 1, [`${'n'.repeat(98)}🎫🎫`]: 1 }),
    ).toEqual(['k'.repeat(100), `${'m'.repeat(99)}…`, `${'n'.repeat(98)}…`]);
    expect(fieldsOf({ seat: { no: 1, ['k'.repeat(5_000_000)]: 1 } })).toEqual([`seat.${'k'.repeat(94)}…`]);
  });

  it('keeps its line and its sentence when its name is cut', () => {
    const { errors } = faulty([{ field: 'x'.repeat(200), line: 7, message: 'is wrong' }]).fields;
    expect(errors).toEqual([{ field: `${'x'.repeat(99)}…`, line: 7, message: 'is wrong' }]);
  });

  it('is one of a thousand that are told; of the others, counted or found, one entry says how many', () => {
    const faults = Array.from({ length: 1_002 }, (_, i) => ({ field: `f${i}`, message: 'is wrong' }));
    const toldOf = (...given: Parameters<typeof faulty>) => faulty(...given).fields.errors as unknown[];
    expect(toldOf(faults.slice(0, 1_000))).toEqual(faults.slice(0, 1_000));
    expect(toldOf(faults).slice(1_000)).toMatchObject([{ field: 'errors', message: { en: 'and 2 more faults' } }]);
    expect(toldOf(faults.slice(0, 1), 5)).toMatchObject([{ field: 'f0' }, { message: { en: 'and 5 more faults' } }]);
    expect(toldOf(faults, 5).slice(1_000)).toMatchObject([{ message: { en: 'and 7 more faults' } }]);
  });

  it('is said in the reader’s language', () => {
    const said = (language: 'ko' | 'en') => refusalOf(() => parse(schema, [], language, 'body')).fields.errors;
    expect(JSON.stringify(said('ko'))).toMatch(/[가-힣]/);
    expect(JSON.stringify(said('en'))).not.toMatch(/[가-힣]/);
  });

  it('does not repeat what was sent', () => {
    const { fields } = refusalOf(() => parse(schema, { seat: { no: 'a secret' } }, 'en', 'body'));
    expect(JSON.stringify(fields)).not.toContain('a secret');
  });
});

describe('a length in characters', () => {
  const schema = z.strictObject({ password: characters(10, 128) });
  const complaint = (password: string, language: 'ko' | 'en') =>
    refusalOf(() => parse(schema, { password }, language, 'body')).fields.errors;

  it.each(['x'.repeat(10), '비밀번호는열글자이상', '🔑'.repeat(128), ' '.repeat(10)])(
    'counts as people do: %j',
    (password) => {
      expect(parse(schema, { password }, 'ko', 'body')).toEqual({ password });
    },
  );

  it.each(['x'.repeat(9), '🔑'.repeat(9), '비밀번호가'.normalize('NFD'), 'x'.repeat(129)])(
    'says in words how many there may be: %j',
    (password) => {
      expect(complaint(password, 'en')).toEqual([{ field: 'password', message: 'must have 10 to 128 characters' }]);
      expect(complaint(password, 'ko')).toEqual([{ field: 'password', message: '10자 이상 128자 이하여야 합니다' }]);
    },
  );

  it('is of text: half a surrogate pair is no character', () => {
    expect(complaint('\ud83c'.repeat(12), 'ko')).toMatchObject([{ field: 'password' }]);
  });
});
