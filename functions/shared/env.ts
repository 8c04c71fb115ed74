// Reads a function's environment, and fails at the start with a sentence that says what to do.

type Kinds = Record<string, 'string' | 'number'>;
type Values<T extends Kinds> = { readonly [K in keyof T]: T[K] extends 'number' ? number : string };

/** @throws when a name is missing: every variable is set by the construct that grants access to what it names. */
export function readEnv<const T extends Kinds>(kinds: T, env: NodeJS.ProcessEnv = process.env): Values<T> {
  const read = Object.entries(kinds).map(([name, kind]) => {
    const text = env[name];
    const value = kind === 'number' ? Number(text) : text;
    if (text === undefined || text === '' || Number.isNaN(value)) {
      throw new Error(`${name} must be set to a ${kind}; deploy the stack again, its constructs set it`);
    }
    return [name, value];
  });
  return Object.fromEntries(read) as Values<T>;
}
