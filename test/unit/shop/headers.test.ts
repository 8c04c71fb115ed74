// What the shop's pages may do: on AWS with PortOne's own SDK, and on a laptop with the stand-in's.
import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy, pageHeaders } from '../../../lib/parts/headers.ts';

const REAL = 'https://cdn.portone.io';
const STAND_IN = 'http://127.0.0.1:4580';

describe('the content security policy', () => {
  it('lets the real SDK frame, and post a form to, the windows of payment companies', () => {
    expect(contentSecurityPolicy({ sdkOrigin: REAL })).toBe(
      "default-src 'self'; script-src 'self' https://cdn.portone.io; style-src 'self'; img-src 'self' data:; " +
        "connect-src 'self' https://cdn.portone.io https://*.portone.io https://*.iamport.co " +
        'https://service.iamport.kr; frame-src https://cdn.portone.io https:; ' +
        "form-action 'self' https:; base-uri 'none'; object-src 'none'; frame-ancestors 'none'",
    );
  });

  it('lets scripts of a payment company into the page where its channel needs them, and nothing else of it', () => {
    const plain = contentSecurityPolicy({ sdkOrigin: REAL });
    const scriptOrigins = ['https://js.example.com', 'https://*.example.net'];
    expect(contentSecurityPolicy({ sdkOrigin: REAL, scriptOrigins })).toBe(
      plain.replace(`script-src 'self' ${REAL};`, `script-src 'self' ${REAL} ${scriptOrigins.join(' ')};`),
    );
    expect(plain).toContain(`script-src 'self' ${REAL};`);
  });

  it('lets the stand-in do so alone, where payments are played', () => {
    expect(contentSecurityPolicy({ sdkOrigin: STAND_IN })).toBe(
      "default-src 'self'; script-src 'self' http://127.0.0.1:4580; style-src 'self'; img-src 'self' data:; " +
        "connect-src 'self' http://127.0.0.1:4580; frame-src http://127.0.0.1:4580; form-action 'self'; " +
        "base-uri 'none'; object-src 'none'; frame-ancestors 'none'",
    );
  });

  it.each([REAL, STAND_IN])('allows nothing inline and nothing made of text, with the SDK of %s', (sdkOrigin) => {
    expect(contentSecurityPolicy({ sdkOrigin })).not.toMatch(/unsafe|nonce-|sha256-|blob:/);
  });
});

it('asks for none of the devices that a shop has no use for', () => {
  expect(pageHeaders({ sdkOrigin: REAL })['permissions-policy']).toBe(
    'accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), usb=()',
  );
});
