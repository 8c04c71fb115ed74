// The page on which a person plays a verification.
import { html } from 'hono/html';
import type { Language } from '../../functions/shared/problem.ts';
import { type Around, type OpenedBy, type Page, page, written } from './page.ts';

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

export type Sentences = Around & { readonly [K in Exclude<keyof (typeof TEXTS)['ko'], 'language'>]: string };

export function sentencesOf(language: Language): Sentences {
  return TEXTS[language];
}

export interface Form extends OpenedBy {
  readonly id: string;
  readonly channelKey: string;
  /** What was written before. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly complaint?: string;
}

export function formPage(texts: Sentences, form: Form): Page {
  const { id, channelKey, redirectUrl = '', opener, locale = '', fields, complaint } = form;
  // A browser refuses it in the frame of another origin, and says so.
  const autofocus = opener === undefined ? html` autofocus` : '';
  const content = html`${complaint ? html`<p class="complaint" role="alert">${complaint}</p>` : ''}
<form method="post" action="/play/identity-verifications/${encodeURIComponent(id)}">
<input type="hidden" name="channelKey" value="${channelKey}">
<input type="hidden" name="redirectUrl" value="${redirectUrl}">
<input type="hidden" name="opener" value="${opener ?? ''}">
<input type="hidden" name="locale" value="${locale}">
<label>${texts.name}
<input name="name" required maxlength="100" autocomplete="name" placeholder="${texts.namePlaceholder}"
  value="${written(fields.name)}"${autofocus}></label>
<label>${texts.birthDate}
<input name="birthDate" type="date" required autocomplete="bday" value="${written(fields.birthDate)}"></label>
<button class="main" name="action" value="verify">${texts.verify}</button>
<div class="pair">
<button name="action" value="fail" formnovalidate>${texts.fail}</button>
<button name="action" value="cancel" formnovalidate>${texts.cancel}</button>
</div>
</form>`;
  return page(texts, id, content, { opener });
}
