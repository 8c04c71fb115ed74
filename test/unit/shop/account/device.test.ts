// What a `User-Agent` says of a device.
import { describe, expect, it } from 'vitest';
import { deviceOf } from '../../../../web/src/pages/account/device.ts';

const MOZILLA = 'Mozilla/5.0';
const KIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const IPHONE = `${MOZILLA} (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)`;
const ANDROID = `${MOZILLA} (Linux; Android 10; K) ${KIT}`;
const WINDOWS = `${MOZILLA} (Windows NT 10.0; Win64; x64) ${KIT}`;
const MAC = `${MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) ${KIT}`;

describe('a device', () => {
  it.each([
    [`${IPHONE} Version/18.5 Mobile/15E148 Safari/604.1`, 'iPhone', 'Safari'],
    [`${IPHONE} CriOS/138.0.7204.33 Mobile/15E148 Safari/604.1`, 'iPhone', 'Chrome'],
    [`${IPHONE} FxiOS/140.0 Mobile/15E148 Safari/605.1.15`, 'iPhone', 'Firefox'],
    [`${IPHONE} Mobile/15E148 KAKAOTALK 25.5.0`, 'iPhone', 'KakaoTalk'],
    [`${IPHONE} Mobile/15E148 NAVER(inapp; search; 1300; 12.12.2; 15)`, 'iPhone', 'NAVER'],
    [`${ANDROID} Chrome/138.0.0.0 Mobile Safari/537.36`, 'Android', 'Chrome'],
    [`${ANDROID} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`, 'Android', 'Samsung Internet'],
    [`${ANDROID} Chrome/138.0.0.0 Mobile Safari/537.36 EdgA/138.0.0.0`, 'Android', 'Edge'],
    [`${WINDOWS} Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0`, 'Windows', 'Edge'],
    [`${WINDOWS} Chrome/138.0.0.0 Whale/4.32.315.22 Safari/537.36`, 'Windows', 'Whale'],
    [`${WINDOWS} Chrome/138.0.0.0 Safari/537.36 OPR/120.0.0.0`, 'Windows', 'Opera'],
    [`${MAC} Version/18.5 Safari/605.1.15`, 'Mac', 'Safari'],
    [`${MOZILLA} (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0`, 'Linux', 'Firefox'],
    [`${MOZILLA} (X11; CrOS x86_64 14541.0.0) ${KIT} Chrome/138.0.0.0 Safari/537.36`, 'ChromeOS', 'Chrome'],
  ])('is told by its system and browser: %s', (userAgent, system, browser) => {
    expect(deviceOf(userAgent)).toEqual({ system, browser });
  });

  it('that is no browser is told by the name that it gives itself', () => {
    expect(deviceOf('curl/8.9.1')).toEqual({ browser: 'curl' });
  });

  it.each(['', 'Mozilla/5.0', 'x', '{{}}', `${'a'.repeat(200)}/1`])('that says nothing is unknown: %j', (userAgent) => {
    expect(deviceOf(userAgent)).toEqual({});
  });
});
