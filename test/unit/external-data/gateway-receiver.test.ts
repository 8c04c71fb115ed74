// The gateway to receivers: what it sends, how long it waits, and where it never goes.
import type { LookupAddress } from 'node:dns';
import { get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import type { LookupFunction } from 'node:net';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mayConnect } from '../../../functions/external-data/domain-address.ts';
import { createReceiver } from '../../../functions/external-data/gateway-receiver.ts';
import { answer, drip, hang, hangUp, openPlatform, type Platform } from '../../support/platform.ts';

const SECRETS = ['a', 'b'].map((letter) => `whsec_${Buffer.from(letter.repeat(32)).toString('base64')}`);
const payload = '{"type":"SoldOut","timestamp":"2025-07-13T10:00:00.000Z","data":{"name":"매진"}}';

let platform: Platform;
beforeEach(async () => {
  platform = await openPlatform();
});
afterEach(() => platform.close());

/** Names lead to these addresses. */
const resolving =
  (...addresses: string[]): LookupFunction =>
  (_, { all }, callback) => {
    const found: LookupAddress[] = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    const [first = { address: '', family: 4 }] = found;
    if (all) callback(null, found);
    else callback(null, first.address, first.family);
  };

const receiver = (given: { allowed?: string[]; lookup?: LookupFunction; giveUpAfterMs?: number } = {}) =>
  createReceiver({ allowed: ['127.0.0.1'], clock: Date.now, lookup: resolving('127.0.0.1'), ...given });
const outgoing = (url = platform.url) => ({
  url,
  messageId: 'soldout-sch_1-1',
  payload,
  secrets: SECRETS,
  at: Date.now(),
});

describe('a request', () => {
  it('is the payload to the byte, and every secret verifies it', async () => {
    await receiver().post(outgoing());
    const [heard] = platform.heard;
    expect(heard).toMatchObject({ method: 'POST', path: '/hooks', body: payload });
    expect(heard?.headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': 'soldout-sch_1-1' });
    const headers = heard?.headers as Record<string, string>;
    expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
    for (const secret of SECRETS) expect(new Webhook(secret).verify(payload, headers)).toEqual(JSON.parse(payload));
    expect(() => new Webhook(SECRETS[0] ?? '').verify(`${payload} `, headers)).toThrow('No matching signature');
  });
});

describe('a receiver that', () => {
  it.each([200, 204, 404, 500])('answers %d is heard', async (status) => {
    platform.behave(answer(status, status === 204 ? '' : 'what it says'));
    const heard = await receiver().post(outgoing());
    expect(heard).toMatchObject({ status });
    expect(heard).not.toHaveProperty('error');
    expect(heard.answer ?? '').toBe(status === 204 ? '' : 'what it says');
  });

  it('answers without end is heard for 1 KB', async () => {
    platform.behave((_, response) => {
      const more = () => response.write('x'.repeat(65_536), more);
      response.on('error', () => {});
      response.writeHead(200);
      more();
    });
    const heard = await receiver().post(outgoing());
    expect(heard).toMatchObject({ status: 200, answer: 'x'.repeat(1_024) });
    expect(heard).not.toHaveProperty('error');
  });

  it('answers in Korean is not cut within a letter', async () => {
    platform.behave(answer(200, '가'.repeat(2_000)));
    expect((await receiver().post(outgoing())).answer).toBe('가'.repeat(341));
  });

  it('never answers is given up', async () => {
    platform.behave(hang);
    const heard = await receiver({ giveUpAfterMs: 100 }).post(outgoing());
    expect(heard).toMatchObject({ error: 'TIMED_OUT', latencyMs: expect.any(Number) });
    expect(heard).not.toHaveProperty('status');
  });

  it('drips its answer is given up too, as it would hold up the others', async () => {
    platform.behave(drip);
    const heard = await receiver({ giveUpAfterMs: 200 }).post(outgoing());
    expect(heard).toMatchObject({ error: 'TIMED_OUT', status: 200, answer: expect.stringMatching(/^\.+$/) });
  });

  it('hangs up has failed', async () => {
    platform.behave(hangUp);
    expect(await receiver().post(outgoing())).toMatchObject({ error: 'ECONNRESET' });
  });

  it('is not there has failed', async () => {
    await platform.close();
    expect(await receiver().post(outgoing())).toMatchObject({ error: 'ECONNREFUSED' });
    platform = await openPlatform();
  });

  it('speaks no HTTP has failed', async () => {
    platform.behave((request) => {
      request.socket.end('SSH-2.0-OpenSSH_9.9\r\n');
    });
    expect((await receiver().post(outgoing())).error).toMatch(/^HPE_/);
  });

  it('wants to speak another protocol has failed', async () => {
    platform.behave((request) => {
      request.socket.end('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n');
    });
    expect((await receiver().post(outgoing())).error).toMatch(/^[A-Z_]+$/);
  });

  it.each([301, 302, 307, 308])('redirects to the loopback address with %d is not followed', async (status) => {
    const other = await openPlatform();
    platform.behave((_, response) => {
      response.writeHead(status, { location: other.url }).end();
    });
    expect(await receiver().post(outgoing())).toMatchObject({ status });
    expect([platform.heard.length, other.heard.length]).toEqual([1, 0]);
    await other.close();
  });

  it('does not speak TLS where it should is sent nothing', async () => {
    const url = platform.url.replace('http:', 'https:');
    expect((await receiver().post(outgoing(url))).error).toMatch(/^[A-Z_]+$/);
    expect(platform.heard).toEqual([]);
  });
});

/** Every kind of address that is not public, as names resolve to it. */
const REFUSED = [
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '100.127.255.254',
  '127.0.0.1',
  '127.8.8.8',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.254',
  '192.0.0.1',
  '192.0.2.1',
  '192.168.0.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:169.254.169.254',
  '::ffff:8.8.8.8',
  '::ffff:7f00:1',
  '64:ff9b::7f00:1',
  '64:ff9b::808:808',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'ff02::1',
];
const hostOf = (address: string) => (address.includes(':') ? `[${address}]` : address);
const refused = { error: 'ADDRESS_REFUSED' };

describe('an address that is not public', () => {
  it.each(REFUSED)('is not connected to when a URL names it: %s', async (address) => {
    expect(await receiver({ allowed: [] }).post(outgoing(`https://${hostOf(address)}/`))).toMatchObject(refused);
  });

  it.each(REFUSED)('is not connected to when a name resolves to it: %s', async (address) => {
    const { post } = receiver({ allowed: [], lookup: resolving(address) });
    expect(await post(outgoing('https://partner.example/'))).toMatchObject(refused);
  });

  it('is not connected to when a name resolves to public ones too', async () => {
    for (const addresses of [
      ['8.8.8.8', '127.0.0.1'],
      ['127.0.0.1', '8.8.8.8'],
      ['2606:4700::1111', '::1'],
    ]) {
      const { post } = receiver({ allowed: [], lookup: resolving(...addresses) });
      expect(await post(outgoing('https://partner.example/'))).toMatchObject(refused);
    }
  });

  it('is not connected to by a name that was public when it was looked at before', async () => {
    const answers = ['8.8.8.8', '127.0.0.1'];
    const lookup: LookupFunction = (...args) => resolving(answers.shift() ?? '127.0.0.1')(...args);
    // The first one is refused for want of TLS: what counts is that each connection looks again.
    const { post } = receiver({ lookup });
    const url = platform.url.replace('127.0.0.1', 'partner.example');
    expect(await post(outgoing(url))).toMatchObject(refused);
    expect(await post(outgoing(url))).toMatchObject({ status: 200 });
    expect(answers).toEqual([]);
  });

  it('is connected to when the deployment allows it, by name and by address, and no other is', async () => {
    const named = platform.url.replace('127.0.0.1', 'partner.example');
    expect(await receiver({ lookup: resolving('127.0.0.1') }).post(outgoing(named))).toMatchObject({ status: 200 });
    expect(await receiver().post(outgoing())).toMatchObject({ status: 200 });
    expect(await receiver().post(outgoing('http://127.0.0.2:1/'))).toMatchObject(refused);
    expect(await receiver({ lookup: resolving('127.0.0.2') }).post(outgoing(named))).toMatchObject(refused);
    expect(await receiver({ lookup: resolving('8.8.8.8') }).post(outgoing(named))).toMatchObject(refused);
  });
});

describe('the library and our own list', () => {
  /** Why the library alone does not connect, without TLS and with it. */
  const byLibrary = (address: string, asName: boolean): Promise<string[]> => {
    const host = asName ? 'partner.example' : hostOf(address);
    const lookup = resolving(address);
    const requests = [
      httpGet(`http://${host}:1/`, { agent: new RequestFilteringHttpAgent(), lookup }),
      httpsGet(`https://${host}:1/`, { agent: new RequestFilteringHttpsAgent(), lookup }),
    ];
    return Promise.all(
      requests.map((request) => new Promise<string>((done) => request.on('error', ({ message }) => done(message)))),
    );
  };

  it.each(REFUSED)('both refuse %s', async (address) => {
    expect(mayConnect(address, { allowed: [], secure: true })).toBe(false);
    const why = expect.stringContaining('is not allowed');
    for (const asName of [true, false]) expect(await byLibrary(address, asName)).toEqual([why, why]);
  });
});
