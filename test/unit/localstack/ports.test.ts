// Three ports that differ, and a sentence with the remedy for each that cannot be used.

import { type AddressInfo, createServer, type Server } from 'node:net';
import { describe, expect, it } from 'vitest';
import { checkPorts, functionsPortoneUrl, readPorts } from '../../../localstack/ports.ts';

/** Ports that nothing listens on, and one that something does while `work` runs. */
async function withHeld(work: (free: number[], held: number) => Promise<void>): Promise<void> {
  const servers = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const server = createServer();
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      return server;
    }),
  );
  const [held = 0, ...free] = servers.map((server) => (server.address() as AddressInfo).port);
  const end = (server: Server) => new Promise((done) => server.close(done));
  const [holder, ...others] = servers;
  await Promise.all(others.map(end));
  try {
    await work(free, held);
  } finally {
    if (holder) await end(holder);
  }
}

describe('the ports of npm start', () => {
  it('are 8080, 4566 and 4580 unless others are named', () => {
    expect(readPorts({})).toEqual({ front: 8080, emulator: 4566, portone: 4580 });
    expect(readPorts({ ONSALE_PORT: '1', ONSALE_EMULATOR_PORT: '2', ONSALE_PORTONE_PORT: '3' })).toEqual({
      front: 1,
      emulator: 2,
      portone: 3,
    });
  });

  it.each(['0', '65536', '80.5', 'eighty'])('cannot be %s', (text) => {
    expect(() => readPorts({ ONSALE_PORTONE_PORT: text })).toThrow('ONSALE_PORTONE_PORT must be a port, 1 to 65535');
  });

  it.each([{ ONSALE_PORT: '4580' }, { ONSALE_EMULATOR_PORT: '8080' }, { ONSALE_PORTONE_PORT: '4566' }])(
    'must differ: %j',
    (env) => {
      expect(() => readPorts(env)).toThrow('must differ: set one of them to another port.');
    },
  );

  it.each([
    ['front', 'ONSALE_PORT=8081 npm start.'],
    ['portone', 'ONSALE_PORTONE_PORT=4581 npm start.'],
    ['emulator', 'use it with AWS_ENDPOINT_URL=http://localhost:'],
  ])('must be free, and what to do about %s is said', async (taken, remedy) => {
    await withHeld(async ([one = 0, two = 0], held) => {
      const names = ['front', 'portone', 'emulator'].filter((name) => name !== taken);
      const ports = { front: 0, portone: 0, emulator: 0, [names[0] ?? '']: one, [names[1] ?? '']: two, [taken]: held };
      await expect(checkPorts(ports, false)).rejects.toThrow(remedy);
    });
  });

  it('may hold the cloud of somebody else', async () => {
    await withHeld(async ([front = 0, portone = 0], emulator) => {
      await expect(checkPorts({ front, portone, emulator }, true)).resolves.toBeUndefined();
    });
  });
});

describe('the address of the stand-in that functions are told', () => {
  it('is its own, or the one that is set for functions in containers', () => {
    expect(functionsPortoneUrl({}, 4580)).toBe('http://127.0.0.1:4580');
    const env = { ONSALE_PORTONE_URL: 'http://host.docker.internal:4580/' };
    expect(functionsPortoneUrl(env, 4580)).toBe('http://host.docker.internal:4580');
  });

  it.each(['localhost:4580', 'ftp://localhost', 'http://localhost/path', 'http://localhost/?a=b'])(
    'cannot be %s',
    (text) => {
      expect(() => functionsPortoneUrl({ ONSALE_PORTONE_URL: text }, 4580)).toThrow('ONSALE_PORTONE_URL must be');
    },
  );
});
