// The stand-in's script in the place of PortOne's browser SDK: payments and identity verifications of a shop's page.
// What it plays: https://developers.portone.io/sdk/ko/v2-sdk/readme
(() => {
  /**
   * What the shop asks with: of PortOne's requests, what the stand-in looks at.
   * @typedef {{ redirectUrl?: string, forceRedirect?: boolean, locale?: string, iframe?: { dim?: boolean },
   *   windowType?: { pc?: string, mobile?: string } } & Record<string, unknown>} Asked
   * @typedef {typeof PAYMENT | typeof IDENTITY} Kind
   */

  const standIn = new URL(/** @type {HTMLScriptElement} */ (document.currentScript).src).origin;

  /** The frame tells how it ended; one that does not answer is closed all the same. */
  const CLOSES_WITHIN_MS = 3_000;

  /** Narrower windows are a phone's, whatever the browser says that it is. */
  const DESK_PX = 600;

  const PAYMENT = {
    type: 'PAYMENT',
    path: 'payments',
    id: 'paymentId',
    txId: 'txId',
    fields: ['storeId', 'channelKey', 'orderName', 'totalAmount', 'currency'],
    error: 'PaymentError',
    closed: '구매자가 결제를 취소했습니다',
    title: { ko: '카드 결제', en: 'Pay by card' },
  };

  const IDENTITY = {
    type: 'IDENTITY_VERIFICATION',
    path: 'identity-verifications',
    id: 'identityVerificationId',
    txId: 'identityVerificationTxId',
    fields: ['storeId', 'channelKey'],
    error: 'IdentityVerificationError',
    closed: '사용자가 본인인증을 취소했습니다',
    title: { ko: '본인인증', en: 'Verify your identity' },
  };

  const CLOSE = { ko: '닫기', en: 'Close' };

  /** Verifications have no `locale` in PortOne's SDK. @param {Asked} asked @returns {'ko' | 'en'} */
  function languageOf({ locale }) {
    return /^ko/i.test(locale || document.documentElement.lang || navigator.language) ? 'ko' : 'en';
  }

  /** The page of the stand-in. @param {Kind} kind @param {Asked} asked @param {Record<string, string>} back */
  function addressOf(kind, asked, back) {
    const url = new URL(`/play/${kind.path}/${encodeURIComponent(String(asked[kind.id]))}`, standIn);
    const given = kind.fields.filter((name) => asked[name] !== undefined).map((name) => [name, String(asked[name])]);
    const locale = languageOf(asked) === 'ko' ? 'KO_KR' : 'EN_US';
    url.search = String(new URLSearchParams({ ...Object.fromEntries(given), locale, ...back }));
    return url.href;
  }

  function onPhone() {
    return /Mobi|Android/.test(navigator.userAgent) || matchMedia(`(width < ${DESK_PX}px)`).matches;
  }

  /** Who asks for no window on a desk gets what the stand-in opens there, a frame. @param {Asked} asked */
  function redirects({ windowType, forceRedirect, redirectUrl }) {
    if (forceRedirect && redirectUrl) return true;
    return (onPhone() ? (windowType?.mobile ?? 'REDIRECTION') : windowType?.pc) === 'REDIRECTION';
  }

  /** Leaves the page: who waits for an answer gets it from the query of `redirectUrl`. @param {Kind} kind @param {Asked} asked */
  function goThere(kind, asked) {
    const { redirectUrl } = asked;
    if (!redirectUrl) {
      const fields = { __portOneErrorType: kind.error, transactionType: kind.type, code: 'BadRequest' };
      return Promise.reject(Object.assign(new Error('redirectUrl is missing, and this window redirects'), fields));
    }
    location.assign(addressOf(kind, asked, { redirectUrl }));
    return new Promise(() => {});
  }

  /**
   * The dialog with the stand-in's page in it. Styled by properties alone: a shop's policy need allow no styles in line.
   * @param {Kind} kind @param {Asked} asked
   */
  function overlayOf(kind, asked) {
    const language = languageOf(asked);
    const dialog = document.createElement('dialog');
    const frame = document.createElement('iframe');
    const button = document.createElement('button');
    dialog.setAttribute('aria-label', kind.title[language]);
    frame.title = kind.title[language];
    frame.src = addressOf(kind, asked, { opener: location.origin });
    button.type = 'button';
    button.textContent = CLOSE[language];
    Object.assign(dialog.style, {
      ...{ boxSizing: 'border-box', width: 'min(480px, 100vw)', height: 'min(640px, 100dvh)' },
      ...{ maxWidth: '100vw', maxHeight: '100dvh', padding: '0', border: '0', borderRadius: '12px' },
      ...{ overflow: 'hidden', flexDirection: 'column', display: 'flex', colorScheme: 'light dark' },
      ...{ background: 'Canvas', color: 'CanvasText' },
      boxShadow: asked.iframe?.dim === false ? 'none' : '0 0 0 100vmax rgb(0 0 0 / .55)',
    });
    Object.assign(button.style, {
      ...{ flex: 'none', alignSelf: 'flex-end', minWidth: '72px', minHeight: '44px', padding: '0 16px', border: '0' },
      ...{ background: 'transparent', color: 'inherit', font: '600 15px/1 system-ui, sans-serif', cursor: 'pointer' },
    });
    Object.assign(frame.style, { flex: '1', width: '100%', minHeight: '0', border: '0' });
    dialog.append(button, frame);
    return { dialog, frame, button };
  }

  /** @param {Kind} kind @param {Asked} asked @returns {Promise<unknown>} what the page in the frame says, or that it was closed */
  function openHere(kind, asked) {
    const { dialog, frame, button } = overlayOf(kind, asked);
    const closed = {
      ...{ transactionType: kind.type, [kind.id]: asked[kind.id], [kind.txId]: '' },
      ...{ code: 'FAILURE_TYPE_PG', message: kind.closed },
    };
    return new Promise((resolve) => {
      const over = new AbortController();
      const { signal } = over;
      /** @param {unknown} answer */
      const end = (answer) => {
        if (signal.aborted) return;
        over.abort();
        dialog.close();
        dialog.remove();
        resolve(answer);
      };
      const close = () => {
        frame.contentWindow?.postMessage('close', standIn);
        setTimeout(() => end(closed), CLOSES_WITHIN_MS);
      };
      const hear = (/** @type {MessageEvent} */ { source, origin, data }) => {
        if (source === frame.contentWindow && origin === standIn && data?.transactionType === kind.type) end(data);
      };
      addEventListener('message', hear, { signal });
      button.addEventListener('click', close, { signal });
      // Escape; inside of the frame its own page hears it.
      dialog.addEventListener(
        'cancel',
        (event) => {
          event.preventDefault();
          close();
        },
        { signal },
      );
      // A browser closes on the second Escape, whoever prevents it.
      dialog.addEventListener('close', () => end(closed), { signal });
      frame.addEventListener('load', () => frame.focus(), { signal, once: true });
      document.body.append(dialog);
      dialog.showModal();
    });
  }

  /** @param {Kind} kind */
  const request = (kind) => (/** @type {Asked} */ asked) =>
    redirects(asked) ? goThere(kind, asked) : openHere(kind, asked);

  Object.assign(window, {
    PortOne: { requestPayment: request(PAYMENT), requestIdentityVerification: request(IDENTITY) },
  });
})();
