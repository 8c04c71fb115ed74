// Bundle size of each function, and what the largest ones consist of.
import { bundleHandlers } from '../lib/parts/bundles.ts';
import { round, table } from './table.ts';

const MOST_KB = 350;
const TAKEN_APART = 3;
const PACKAGES = 8;
const KB = 1_024;

type Output = ReturnType<typeof bundleHandlers>['outputs'][string];

export async function sizes(): Promise<string> {
  const { outputs } = bundleHandlers();
  const bundles = Object.entries(outputs)
    .map(([path, output]) => ({ name: nameOf(path), output, kb: round(output.bytes / KB, 1) }))
    .sort((a, b) => b.kb - a.kb);
  const rows = bundles.map(({ name, kb }) => [name, kb, kb <= MOST_KB ? 'met' : 'MISSED']);
  const apart = bundles.slice(0, TAKEN_APART).map(({ name, output }) => {
    const parts = packagesOf(output);
    const shown = parts.slice(0, PACKAGES).map(([part, bytes]) => `${part} ${round(bytes / KB, 0)}`);
    const rest = parts.slice(PACKAGES).reduce((sum, [, bytes]) => sum + bytes, 0);
    return `- \`${name}\`: ${shown.join(', ')}, the other ${Math.max(0, parts.length - PACKAGES)} ${round(rest / KB, 0)}`;
  });
  return [
    table(['function', 'KB', `aim <= ${MOST_KB}`], rows),
    `In KB, minified, the largest ${apart.length} consist of:\n\n${apart.join('\n')}`,
  ].join('\n\n');
}

/** `.build/handlers/wallet/get-balance/index.mjs` to `wallet/get-balance`. */
function nameOf(path: string): string {
  return path.split('/').slice(-3, -1).join('/');
}

function packagesOf({ inputs }: Output): [string, number][] {
  const sizes = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const part = packageOf(path);
    sizes.set(part, (sizes.get(part) ?? 0) + bytesInOutput);
  }
  return [...sizes].sort((a, b) => b[1] - a[1]);
}

function packageOf(path: string): string {
  const inside = path.split('node_modules/').at(-1) ?? '';
  if (!path.includes('node_modules/')) return 'our code';
  return inside
    .split('/')
    .slice(0, inside.startsWith('@') ? 2 : 1)
    .join('/');
}
