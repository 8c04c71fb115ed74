// What the pages on which a person plays their part share, for a phone as for a desk. Every value is escaped by the template.
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import * as z from 'zod/mini';
import { type Language, languageOf } from '../../functions/shared/problem.ts';
import type { Env } from './env.ts';
import { refuse } from './errors.ts';

export type Page = HtmlEscapedString | Promise<HtmlEscapedString>;

const origin = z.string().check(
  z.refine((text: string) => {
    const url = URL.parse(text);
    return url !== null && url.origin === text && /^https?:$/.test(url.protocol);
  }, 'must be an origin such as https://shop.example.com'),
);

/** What a page is opened with, beside what it is about: it goes round with the form. */
export const openedBy = {
  /** Where the browser goes afterwards. Anything but the web, such as `javascript:`, would run in this page. */
  redirectUrl: z.optional(z.url({ protocol: /^https?$/ })),
  /** The origin of the shop's page in whose frame this one is, and which alone is told how it ended. */
  opener: z.optional(origin),
  /** The shop's language as PortOne's SDK has it, such as KO_KR, instead of the reader's. */
  locale: z.optional(z.string()),
};
export type OpenedBy = { readonly [K in keyof typeof openedBy]?: string | undefined };

/** Who opened a page whose other fields may be wrong. */
export function openerOf(fields: Readonly<Record<string, unknown>>): OpenedBy {
  const opener = z.safeParse(openedBy.opener, fields.opener);
  return { opener: opener.data, locale: written(fields.locale) };
}

/** The language that the shop asked for, or else the reader's. */
export function pageLanguage(c: Context<Env>, { locale = '' }: OpenedBy): Language {
  if (locale === '') return languageOf(c.req.header('accept-language'));
  return /^ko/i.test(locale) ? 'ko' : 'en';
}

export const idSchema = z.string().check(z.minLength(1), z.maxLength(128));

export const styles = `
:root { color-scheme: light dark; --ink: #1d2433; --soft: #5d6678; --paper: #fff; --ground: #eef1f6; --line: #c9d0dc;
  --brand: #1b4fd8; --on-brand: #fff; --alarm: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebf2; --soft: #a2abbd; --paper: #1c2230; --ground: #11151e;
  --line: #3b4458; --brand: #8fb0ff; --on-brand: #10182c; --alarm: #ffb4ab; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center; padding: 16px; background: var(--ground);
  color: var(--ink); font: 16px/1.5 system-ui, "Apple SD Gothic Neo", "Noto Sans KR", "Noto Sans CJK KR", sans-serif; }
main { width: 100%; max-width: 400px; padding: 28px 24px 20px; background: var(--paper); border-radius: 16px;
  box-shadow: 0 1px 3px rgb(0 0 0 / .12), 0 8px 32px rgb(0 0 0 / .08); }
h1 { margin: 0 0 4px; font-size: 1.375rem; }
p { margin: 0 0 20px; color: var(--soft); font-size: .875rem; word-break: keep-all; }
p.outcome { margin: 20px 0; color: var(--ink); font-size: 1.0625rem; }
p.complaint { color: var(--alarm); }
label { display: block; margin-bottom: 16px; font-size: .875rem; font-weight: 600; }
input { display: block; width: 100%; min-height: 48px; margin-top: 6px; padding: 10px 12px; font: inherit;
  font-weight: 400; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 10px; }
button { width: 100%; min-height: 48px; margin-top: 8px; font: inherit; font-weight: 600; border-radius: 10px;
  border: 1px solid var(--line); background: transparent; color: inherit; cursor: pointer; }
button.main { border-color: var(--brand); background: var(--brand); color: var(--on-brand); }
div.pair { display: flex; gap: 8px; }
details { margin-bottom: 8px; }
summary { min-height: 44px; padding: 10px 0; font-size: .875rem; font-weight: 600; cursor: pointer; }
dl { margin: 0 0 20px; }
dl div { display: flex; justify-content: space-between; gap: 16px; padding: 6px 0; border-bottom: 1px solid var(--line); }
dt { color: var(--soft); font-size: .875rem; }
dd { margin: 0; font-weight: 600; text-align: right; overflow-wrap: anywhere; }
pre { margin: 0 0 20px; padding: 12px; border: 1px solid var(--line); border-radius: 10px; font-size: .75rem;
  white-space: pre-wrap; overflow-wrap: anywhere; }
:focus-visible { outline: 3px solid var(--brand); outline-offset: 2px; }
footer { margin-top: 20px; color: var(--soft); font-size: .75rem; overflow-wrap: anywhere; }
code { font-family: ui-monospace, monospace; }
`;

/** What is said around every page of a kind. */
export interface Around {
  readonly language: Language;
  readonly title: string;
  /** That it is a practice. */
  readonly stage: string;
  /** What the id at the foot is the id of. */
  readonly reference: string;
}

/** Whose frame a page is in, and what the shop is answered when it is the last one. */
export interface Framed {
  readonly opener?: string | undefined;
  readonly answer?: object;
}

function scriptOf({ opener, answer }: Framed): Page {
  if (opener === undefined) return html``;
  const answered = answer === undefined ? '' : html` data-answer="${JSON.stringify(answer)}"`;
  return html`
<script src="/play/window.js" defer data-opener="${opener}"${answered}></script>`;
}

export function page(
  { language, title, stage, reference }: Around,
  id: string,
  content: Page,
  framed: Framed = {},
): Page {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/play/style.css">${scriptOf(framed)}
</head>
<body>
<main>
<h1>${title}</h1>
<p>${stage}</p>
${content}
<footer>${reference} <code>${id}</code></footer>
</main>
</body>
</html>
`;
}

export function messagePage(around: Around, id: string, message: string, framed: Framed = {}): Page {
  return page(around, id, html`<p class="outcome" role="status">${message}</p>`, framed);
}

export function show(c: Context<Env>, shown: Page, status: 200 | 400 | 403 | 409 = 200) {
  c.header('content-security-policy', "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'");
  c.header('cache-control', 'no-store');
  return c.html(shown, status);
}

/** Fields that were left empty count as not sent. */
export function filled(fields: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields ?? {}).filter(([, value]) => value !== ''));
}

/** What was written before, to be shown again. */
export const written = (value: unknown) => (typeof value === 'string' ? value : '');

/** What was played under an id, sent by the page's form or by one call of JSON. */
export function byFormOrJson(
  c: Context<Env>,
  id: string,
  by: { readonly form: () => Promise<Response>; readonly json: () => Promise<Response> },
): Response | Promise<Response> {
  if (!idSchema.safeParse(id).success) return refuse(c, 'INVALID_REQUEST', 'the id has 1 to 128 characters');
  return c.req.header('content-type')?.startsWith('application/json') ? by.json() : by.form();
}
