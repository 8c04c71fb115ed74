// Names of receivers: asked of DNS alone, each by itself, and never for long.
import { createSocket, type Socket } from 'node:dgram';
import { promises as dns, type LookupAddress } from 'node:dns';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLookup, type Names } from '../../../functions/external-data/gateway-names.ts';
import { createReceiver } from '../../../functions/external-data/gateway-receiver.ts';
import { openPlatform, type Platform } from '../../support/platform.ts';

const allowed = ['127.0.0.1', '::1'];
const never = () => new Promise<never>(() => {});
const failing = (code: string) => async () => {
  throw Object.assign(new Error(code), { code });
};

/** A DNS that knows what it is given, and counts what was cancelled. */
function namesOf(given: Partial<Names>) {
  const cancelled = { times: 0 };
  const names: Names = { resolve4: failing('ENODATA'), resolve6: failing('ENODATA'), cancel: never, ...given };
  const cancel = () => {
    cancelled.times += 1;
  };
  return { resolver: () => ({ ...names, cancel }), cancelled };
}

type Given = Parameters<typeof createLookup>[0];
/** All addresses of a name, or the code of what went wrong. */
function look(name: string, given: Partial<Given> = {}, family = 0): Promise<LookupAddress[] | string | undefined> {
  const lookup = createLookup({ allowed, ...given });
  return new Promise((done) =>
    lookup(name, { all: true, family }, (error, found) => done(error ? error.code : (found as LookupAddress[]))),
  );
}

describe('a name', () => {
  const both = namesOf({ resolve4: async () => ['8.8.8.8', '8.8.4.4'], resolve6: async () => ['2606:4700::1111'] });

  it('has all its addresses of both kinds, so that each is looked at', async () => {
    expect(await look('partner.example', both)).toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '8.8.4.4', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ]);
  });

  it('has those of one kind where they are asked for, and one alone where one is', async () => {
    expect(await look('partner.example', both, 6)).toEqual([{ address: '2606:4700::1111', family: 6 }]);
    const lookup = createLookup({ allowed, ...both });
    const one = await new Promise((done) => lookup('partner.example', {}, (_, ...found) => done(found)));
    expect(one).toEqual(['8.8.8.8', 4]);
  });

  it('of one kind is enough, whatever becomes of the other', async () => {
    const half = namesOf({ resolve4: failing('ESERVFAIL'), resolve6: async () => ['2606:4700::1111'] });
    expect(await look('partner.example', half)).toEqual([{ address: '2606:4700::1111', family: 6 }]);
  });

  it('that has none fails, with what kept it from being known if that is so', async () => {
    expect(await look('partner.example', namesOf({}))).toBe('ENOTFOUND');
    expect(await look('partner.example', namesOf({ resolve6: failing('ESERVFAIL') }))).toBe('ESERVFAIL');
  });

  it('that nobody answers for is given up, and not asked for any more', async () => {
    const dead = namesOf({ resolve4: never, resolve6: never });
    expect(await look('partner.example', { ...dead, giveUpAfterMs: 20 })).toBe('ETIMEOUT');
    expect(dead.cancelled.times).toBe(1);
  });

  it.each(['localhost', 'localhost.', 'hooks.localhost'])('%s is the allowed loopback, without DNS', async (name) => {
    const dead = namesOf({ resolve4: never, resolve6: never });
    expect(await look(name, dead)).toEqual([
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ]);
    expect(await look(name, { ...dead, allowed: ['127.0.0.1'] })).toEqual([{ address: '127.0.0.1', family: 4 }]);
    // Both are refused then.
    expect(await look(name, { ...dead, allowed: [] })).toHaveLength(2);
  });
});

describe('a receiver whose DNS is dead', () => {
  let platform: Platform;
  let socket: Socket;
  let asked: string[];

  beforeEach(async () => {
    asked = [];
    platform = await openPlatform();
    socket = createSocket('udp4');
    socket.on('message', (query, { port, address }) => {
      const { name, answer } = dnsAnswer(query);
      asked.push(name);
      if (name.startsWith('well')) socket.send(answer, port, address);
    });
    await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
  });
  afterEach(() => Promise.all([platform.close(), new Promise<void>((done) => socket.close(done))]));

  const outgoing = (name: string) => ({
    url: platform.url.replace('127.0.0.1', name),
    messageId: 'soldout-sch_1-1',
    payload: '{}',
    secrets: [`whsec_${Buffer.from('a'.repeat(32)).toString('base64')}`],
    at: Date.now(),
  });

  /** Forty to one that is dead, and then one to one that is well: in which order they ended, and how. */
  async function race(given: Partial<Given>) {
    const receiver = createReceiver({ allowed, clock: Date.now, lookup: createLookup({ allowed, ...given }) });
    const ended: string[] = [];
    const post = async (name: string) => {
      const { status, error } = await receiver.post(outgoing(name));
      ended.push(`${name} ${error ?? status}`);
    };
    await Promise.all([...Array.from({ length: 40 }, () => post('dead.example')), post('well.example')]);
    return ended;
  }

  it('keeps nothing from another one', async () => {
    const { resolver } = namesOf({
      resolve4: (name) => (name === 'dead.example' ? never() : Promise.resolve(['127.0.0.1'])),
      resolve6: (name) => (name === 'dead.example' ? never() : Promise.resolve([])),
    });
    const [first, ...rest] = await race({ resolver, giveUpAfterMs: 400 });
    expect(first).toBe('well.example 200');
    expect(rest).toEqual(Array(40).fill('dead.example ETIMEOUT'));
  });

  it('keeps nothing from another one that asks the same server, over a real socket', async () => {
    const { port } = socket.address() as AddressInfo;
    const resolver = () => {
      const names = new dns.Resolver({ timeout: 1_000, tries: 1 });
      names.setServers([`127.0.0.1:${port}`]);
      return names;
    };
    const [first, ...rest] = await race({ resolver });
    expect(first).toBe('well.example 200');
    expect(rest).toEqual(Array(40).fill('dead.example ETIMEOUT'));
    expect(new Set(asked)).toEqual(new Set(['dead.example', 'well.example']));
  });
});

/** What a query asks for, and an answer: 127.0.0.1, and of the other kind nothing (RFC 1035 §4.1). */
function dnsAnswer(query: Buffer): { name: string; answer: Buffer } {
  const labels: string[] = [];
  let at = 12;
  for (let size = query[at] ?? 0; size > 0; size = query[at] ?? 0) {
    labels.push(query.toString('ascii', at + 1, at + 1 + size));
    at += size + 1;
  }
  const question = query.subarray(12, at + 5);
  const isV4 = query.readUInt16BE(at + 1) === 1;
  const header = Buffer.from([query[0] ?? 0, query[1] ?? 0, 0x81, 0x80, 0, 1, 0, isV4 ? 1 : 0, 0, 0, 0, 0]);
  const record = Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1]);
  return { name: labels.join('.'), answer: Buffer.concat([header, question, ...(isV4 ? [record] : [])]) };
}
