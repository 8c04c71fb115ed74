// The pages on which a person plays a verification, for a phone as for a desk. Every value is escaped by the template.
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { Language } from '../../functions/shared/problem.ts';

type Page = HtmlEscapedString | Promise<HtmlEscapedString>;

const TEXTS = {
  ko: {
    language: 'ko',
    title: '본인인증',
    stage: '연습용 화면입니다. 실제 인증 기관에 아무것도 전송하지 않습니다.',
    name: '이름',
    namePlaceholder: '김하늘',
    birthDate: '생년월일',
    verify: '인증하기',
    fail: '인증 실패로 처리',
    cancel: '취소',
    reference: '인증 번호',
    done: '본인인증이 완료되었습니다.',
    failed: '본인인증에 실패했습니다.',
    cancelled: '본인인증을 취소했습니다.',
    already: '이미 완료된 본인인증입니다.',
    incomplete: '이름과 생년월일을 확인해 주세요.',
    badAddress: '이 주소로는 본인인증을 할 수 없습니다.',
    otherStore: '다른 상점의 본인인증입니다.',
  },
  en: {
    language: 'en',
    title: 'Verify your identity',
    stage: 'This is a stand-in for practice: nothing is sent to a real provider.',
    name: 'Name',
    namePlaceholder: 'Kim Haneul',
    birthDate: 'Date of birth',
    verify: 'Verify',
    fail: 'Let it fail',
    cancel: 'Cancel',
    reference: 'Verification',
    done: 'Your identity is verified.',
    failed: 'Your identity could not be verified.',
    cancelled: 'You cancelled the verification.',
    already: 'This verification was completed before.',
    incomplete: 'Please check the name and the date of birth.',
    badAddress: 'No identity can be verified at this address.',
    otherStore: "This is another store's verification.",
  },
} as const satisfies Record<Language, Record<string, string>>;

export type Sentences = { readonly [K in keyof (typeof TEXTS)['ko']]: string };

export function sentencesOf(language: Language): Sentences {
  return TEXTS[language];
}

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
:focus-visible { outline: 3px solid var(--brand); outline-offset: 2px; }
footer { margin-top: 20px; color: var(--soft); font-size: .75rem; overflow-wrap: anywhere; }
code { font-family: ui-monospace, monospace; }
`;

function page(texts: Sentences, id: string, content: Page): Page {
  return html`<!doctype html>
<html lang="${texts.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${texts.title}</title>
<link rel="stylesheet" href="/play/identity-verifications/style.css">
</head>
<body>
<main>
<h1>${texts.title}</h1>
<p>${texts.stage}</p>
${content}
<footer>${texts.reference} <code>${id}</code></footer>
</main>
</body>
</html>
`;
}

export interface Form {
  readonly id: string;
  readonly channelKey: string;
  readonly redirectUrl?: string | undefined;
  /** What was written before. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly complaint?: string;
}

const written = (value: unknown) => (typeof value === 'string' ? value : '');

export function formPage(texts: Sentences, { id, channelKey, redirectUrl = '', fields, complaint }: Form): Page {
  const form = html`${complaint ? html`<p class="complaint" role="alert">${complaint}</p>` : ''}
<form method="post" action="/play/identity-verifications/${encodeURIComponent(id)}">
<input type="hidden" name="channelKey" value="${channelKey}">
<input type="hidden" name="redirectUrl" value="${redirectUrl}">
<label>${texts.name}
<input name="name" required maxlength="100" autocomplete="name" placeholder="${texts.namePlaceholder}"
  value="${written(fields.name)}" autofocus></label>
<label>${texts.birthDate}
<input name="birthDate" type="date" required autocomplete="bday" value="${written(fields.birthDate)}"></label>
<button class="main" name="action" value="verify">${texts.verify}</button>
<div class="pair">
<button name="action" value="fail" formnovalidate>${texts.fail}</button>
<button name="action" value="cancel" formnovalidate>${texts.cancel}</button>
</div>
</form>`;
  return page(texts, id, form);
}

export function messagePage(texts: Sentences, id: string, message: string): Page {
  return page(texts, id, html`<p class="outcome" role="status">${message}</p>`);
}
