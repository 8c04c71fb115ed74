// Where webhooks may go, and what is said of the rest.
import { describe, expect, it } from 'vitest';
import { mayConnect, parseAllowed, urlFault } from '../../../functions/external-data/domain-address.ts';

const nothing = { allowed: [], secure: true };

describe('an address', () => {
  it.each(['8.8.8.8', '100.63.255.255', '100.128.0.1', '172.32.0.1', '2001:4860:4860::8888', '2606:4700::1111'])(
    'that is public may be connected to: %s',
    (address) => {
      expect(mayConnect(address, nothing)).toBe(true);
    },
  );

  it('that is public may not be connected to without TLS', () => {
    expect(mayConnect('8.8.8.8', { allowed: [], secure: false })).toBe(false);
  });

  it.each(['localhost', '', '127.1', '2130706433', 'fe80::1%eth0', '2606:4700::1111%eth0'])(
    'that is none may not: "%s"',
    (text) => {
      expect(mayConnect(text, nothing)).toBe(false);
    },
  );

  it('that the deployment allows may be connected to with TLS and without, and its neighbour may not', () => {
    for (const secure of [true, false]) {
      expect(mayConnect('127.0.0.1', { allowed: ['127.0.0.1'], secure })).toBe(true);
      expect(mayConnect('127.0.0.2', { allowed: ['127.0.0.1'], secure })).toBe(false);
    }
  });
});

describe('the allowed addresses', () => {
  it('are a comma list, or none', () => {
    expect(parseAllowed('none')).toEqual([]);
    expect(parseAllowed('127.0.0.1, ::1')).toEqual(['127.0.0.1', '::1']);
  });

  it.each(['', 'localhost', '10.0.0.0/8', '127.0.0.1,'])('cannot be "%s"', (text) => {
    expect(() => parseAllowed(text)).toThrow('WEBHOOK_ALLOW');
  });
});

describe('a URL', () => {
  it.each([
    'https://partner.example/hooks?key=1',
    'https://partner.example:8443/',
    'https://8.8.8.8/hooks',
    'https://[2606:4700::1111]/',
    'https://예매.example/웹훅',
  ])('that leads to a public place is taken: %s', (url) => {
    expect(urlFault(url, [])).toBeUndefined();
  });

  it.each([
    ['partner.example', 'NOT_A_URL'],
    ['https://', 'NOT_A_URL'],
    [' https://partner.example/', 'NOT_A_URL'],
    ['https://partner.example/a b', 'NOT_A_URL'],
    ['https://part\nner.example/', 'NOT_A_URL'],
    ['https:\\\\partner.example', 'NOT_A_URL'],
    ['https://partner.example/#part', 'NOT_A_URL'],
    ['http://partner.example/', 'NOT_HTTPS'],
    ['http://127.0.0.1/', 'NOT_HTTPS'],
    ['ftp://partner.example/', 'NOT_HTTPS'],
    ['file:///etc/passwd', 'NOT_HTTPS'],
    ['https://user@partner.example/', 'HAS_CREDENTIALS'],
    ['https://:secret@partner.example/', 'HAS_CREDENTIALS'],
    ['https://localhost/', 'NOT_PUBLIC'],
    ['https://api.localhost./', 'NOT_PUBLIC'],
    ['https://vault.internal/', 'NOT_PUBLIC'],
    ['https://intranet/', 'NOT_PUBLIC'],
    ['https://instance-data./', 'NOT_PUBLIC'],
    ['https://partner.example:0/', 'NOT_A_URL'],
  ])('%s is refused: %s', (url, why) => {
    expect(urlFault(url, [])).toBe(why);
  });

  it.each([
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '127.0.0.1.',
    '1２7.0.0.1',
    '0.0.0.0',
    '169.254.169.254',
    '0xa9fea9fe',
    '10.0.0.1',
    '100.64.0.1',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:a9fe:a9fe]',
    '[::127.0.0.1]',
    '[fd00:ec2::254]',
    '[fe80::1]',
    '[64:ff9b::7f00:1]',
  ])('to a place that is not public is refused in any notation: %s', (host) => {
    expect(urlFault(`https://${host}/`, [])).toBe('NOT_PUBLIC');
  });

  it('may lead without TLS to what the deployment allows, and to names that may resolve to it', () => {
    const allowed = ['127.0.0.1', '::1'];
    for (const host of ['127.0.0.1:9000', '2130706433', '[::1]', 'localhost:9000']) {
      expect(urlFault(`http://${host}/`, allowed)).toBeUndefined();
    }
    expect(urlFault('http://10.0.0.1/', allowed)).toBe('NOT_PUBLIC');
    expect(urlFault('http://8.8.8.8/', allowed)).toBe('NOT_PUBLIC');
  });
});
