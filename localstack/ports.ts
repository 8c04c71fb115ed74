// The ports of npm start: which ones, whether they can be used, and what to do when not.
import { Failure } from '../scripts/progress.mjs';
import { portIsFree } from '../scripts/setup.mjs';

const DEFAULTS = { ONSALE_PORT: 8080, ONSALE_EMULATOR_PORT: 4566, ONSALE_PORTONE_PORT: 4580 };
type Name = keyof typeof DEFAULTS;

export interface Ports {
  readonly front: number;
  readonly emulator: number;
  readonly portone: number;
}

/** @throws Failure with a sentence that says which variable is wrong */
export function readPorts(env: NodeJS.ProcessEnv): Ports {
  const port = (name: Name) => {
    const value = Number(env[name] || DEFAULTS[name]);
    if (Number.isInteger(value) && value > 0 && value < 65_536) return value;
    throw new Failure(`${name} must be a port, 1 to 65535: set it to one, or unset it.`);
  };
  const ports = {
    front: port('ONSALE_PORT'),
    emulator: port('ONSALE_EMULATOR_PORT'),
    portone: port('ONSALE_PORTONE_PORT'),
  };
  if (new Set(Object.values(ports)).size < 3) {
    throw new Failure(
      'ONSALE_PORT, ONSALE_EMULATOR_PORT and ONSALE_PORTONE_PORT must differ: set one of them to another port.',
    );
  }
  return ports;
}

/** @param external whether the cloud is somebody else's @throws Failure naming the port that is taken */
export async function checkPorts({ front, emulator, portone }: Ports, external: boolean): Promise<void> {
  for (const [port, name, other] of [
    [front, 'ONSALE_PORT', 8081],
    [portone, 'ONSALE_PORTONE_PORT', 4581],
  ] as const) {
    if (await portIsFree(port)) continue;
    throw new Failure(
      `Port ${port} is in use: end what holds it, or choose another one with ${name}=${other} npm start.`,
    );
  }
  if (external || (await portIsFree(emulator))) return;
  throw new Failure(
    `Port ${emulator} is in use: end what holds it, or, if it is a LocalStack-compatible cloud, ` +
      `use it with AWS_ENDPOINT_URL=http://localhost:${emulator} npm start.`,
  );
}

/**
 * Where the functions reach the stand-in on `port`: they may run in containers, which have a loopback of their own.
 * @throws Failure with a sentence that says what is wrong with `ONSALE_PORTONE_URL`
 */
export function functionsPortoneUrl(env: NodeJS.ProcessEnv, port: number): string {
  const given = env.ONSALE_PORTONE_URL;
  if (!given) return `http://127.0.0.1:${port}`;
  const url = URL.parse(given);
  if (url && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search) return url.origin;
  throw new Failure(
    'ONSALE_PORTONE_URL must be an origin such as http://host.docker.internal:4580: set it to one, or unset it.',
  );
}
