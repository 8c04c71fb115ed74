// Problem documents (RFC 9457), in the reader's language.
import { STATUS_CODES } from 'node:http';
import type { RefusalKind } from './refusal.ts';

export type Language = 'ko' | 'en';

/** What is said in both languages until the reader is known. */
export interface Sentence {
  readonly ko: string;
  readonly en: string;
}

/** The better of Korean and English for an `Accept-Language` (RFC 9110 §12.5.4); Korean when absent or neither. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const weights = { ko: 0, en: 0 };
  for (const part of (acceptLanguage ?? '').split(',')) {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const primary = tag.split('-')[0];
    if (primary !== 'ko' && primary !== 'en') continue;
    const q = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('q='));
    weights[primary] = Math.max(weights[primary], q === undefined ? 1 : Number(q.slice(2)) || 0);
  }
  return weights.en > weights.ko ? 'en' : 'ko';
}

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly requestId: string;
}

/** `fields` are the code's own, e.g. the seats that are taken; the messages of `errors` are said in one language. */
export function problem(
  kind: RefusalKind,
  language: Language,
  requestId: string,
  fields: Readonly<Record<string, unknown>> = {},
): Problem {
  const title = STATUS_CODES[kind.status] ?? 'Error';
  const type = `urn:onsale:problem:${kind.code}`;
  const { status, code } = kind;
  const standard = { type, title, status, detail: kind[language], code, requestId };
  // Twice: these come first, and no field of a code takes the place of one of them.
  return { ...standard, ...said(fields, language), ...standard };
}

function said(fields: Readonly<Record<string, unknown>>, language: Language): Readonly<Record<string, unknown>> {
  if (!Array.isArray(fields.errors)) return fields;
  const errors = (fields.errors as { message: string | Sentence }[]).map((error) => {
    const { message } = error;
    return { ...error, message: typeof message === 'string' ? message : message[language] };
  });
  return { ...fields, errors };
}
