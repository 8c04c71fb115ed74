// The page on which a person plays a verification: escaped, in two languages, and back to the shop like PortOne.
import { describe, expect, it } from 'vitest';
import { KIM, useStandIn } from './portone-support.ts';

const { newId, send, play, open, submit, read } = useStandIn();

const BACK = 'https://shop.example.com/back?step=2';
const backOf = (response: Response) => new URL(response.headers.get('location') ?? '');

describe('the page', () => {
  it('is in the language of the reader', async () => {
    expect(await (await open(newId())).text()).toContain('<h1>Verify your identity</h1>');
    const korean = await (await open(newId(), '', 'ko-KR,ko;q=0.9,en;q=0.5')).text();
    expect(korean).toContain('<html lang="ko">');
    expect(korean).toContain('<h1>본인인증</h1>');
  });

  it('escapes what it is given, and allows no script', async () => {
    const query = `?channelKey=${encodeURIComponent('"><script>alert(1)</script>')}`;
    const response = await open(`${encodeURIComponent('<img src=x>')}`, query);
    const page = await response.text();
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page).toContain('&lt;img src=x&gt;');
    expect(page).toContain('&quot;&gt;&lt;script&gt;');
    expect(page).not.toContain('<script');
    expect(page).not.toContain('<img');
  });

  it('escapes what was written when it asks again', async () => {
    const response = await submit(newId(), { action: 'verify', name: '"><b>', birthDate: '' });
    const page = await response.text();
    expect(response.status).toBe(400);
    expect(page).toContain('value="&quot;&gt;&lt;b&gt;"');
    expect(page).toContain('Please check the name and the date of birth.');
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', '//evil.example.com', 'ftp://example.com'])(
    'does not open to come back to %s',
    async (target) => {
      const id = newId();
      const response = await open(id, `?redirectUrl=${encodeURIComponent(target)}`);
      expect(response.status).toBe(400);
      expect((await submit(id, { action: 'verify', ...KIM, redirectUrl: target })).status).toBe(400);
      await expect(read(id)).rejects.toMatchObject({ data: { type: 'IDENTITY_VERIFICATION_NOT_FOUND' } });
    },
  );

  it('does not open for another store', async () => {
    expect((await open(newId(), '?storeId=store-other')).status).toBe(403);
  });

  it('carries the channel and the way back to the form', async () => {
    const page = await (await open(newId(), `?channelKey=channel-1&redirectUrl=${encodeURIComponent(BACK)}`)).text();
    expect(page).toContain('name="channelKey" value="channel-1"');
    expect(page).toContain(`name="redirectUrl" value="${BACK}"`);
  });

  it('has a style sheet', async () => {
    expect(await (await open(newId())).text()).toContain('href="/play/style.css"');
    const css = await send('GET', '/play/style.css');
    expect(css.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(await css.text()).toContain('input {');
  });
});

describe('the form', () => {
  it('verifies the person, and says so where there is no way back', async () => {
    const id = newId();
    const response = await submit(id, { action: 'verify', ...KIM, channelKey: 'channel-1', redirectUrl: '' });
    expect(await response.text()).toContain('Your identity is verified.');
    expect(await read(id)).toMatchObject({ status: 'VERIFIED', channel: { key: 'channel-1' }, verifiedCustomer: KIM });
  });

  it('goes back to the shop with the id, and keeps its query', async () => {
    const id = newId();
    const response = await submit(id, { action: 'verify', ...KIM, redirectUrl: BACK });
    expect(response.status).toBe(303);
    const { origin, pathname, searchParams } = backOf(response);
    expect(origin + pathname).toBe('https://shop.example.com/back');
    expect(Object.fromEntries(searchParams)).toEqual({
      step: '2',
      transactionType: 'IDENTITY_VERIFICATION',
      identityVerificationId: id,
      identityVerificationTxId: expect.stringMatching(/^stand-in-attempt-/),
    });
  });

  it.each([
    ['fail', '실패', 'Your identity could not be verified.'],
    ['cancel', '취소', 'You cancelled the verification.'],
  ])('goes back with code and message after %s, and says so where there is no way back', async (action, why, said) => {
    const id = newId();
    const { searchParams } = backOf(await submit(id, { action, name: '', birthDate: '', redirectUrl: BACK }));
    expect(searchParams.get('identityVerificationId')).toBe(id);
    expect(searchParams.get('code')).toBe('FAILURE_TYPE_PG');
    expect(searchParams.get('message')).toContain(why);
    expect(await (await submit(newId(), { action })).text()).toContain(said);
  });

  it('does not verify twice', async () => {
    const id = newId();
    await play(id, KIM);
    const response = await submit(id, { action: 'verify', ...KIM, redirectUrl: BACK });
    expect(response.status).toBe(409);
    expect(await response.text()).toContain('This verification was completed before.');
  });
});
