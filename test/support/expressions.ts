// DynamoDB's expressions as the memory database reads them: conditions, and updates of one item.
import { isDeepStrictEqual } from 'node:util';
import type { Item } from '../../functions/shared/aws.ts';

/** What an expression is evaluated with. */
export interface Scope {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

type Path = readonly string[];

const TOKEN = /\s*(<>|<=|>=|[=<>(),+-]|[#:]?[\w.#]+)/gy;

class Reader {
  private readonly tokens: string[];
  private at = 0;
  readonly item: Item;
  private readonly scope: Scope;

  constructor(text: string, item: Item, scope: Scope) {
    this.tokens = [...text.trim().matchAll(TOKEN)].map(([, token = '']) => token);
    if (this.tokens.join('') !== text.replaceAll(/\s+/g, '')) throw new Error(`cannot read ${text}`);
    this.item = item;
    this.scope = scope;
  }

  get ends(): boolean {
    return this.at >= this.tokens.length;
  }

  /** Whether the next token is that word, which is then taken. */
  takes(...words: string[]): string | undefined {
    const next = this.tokens[this.at]?.toUpperCase();
    if (next === undefined || !words.includes(next)) return undefined;
    this.at++;
    return next;
  }

  next(expected?: string): string {
    const token = this.tokens[this.at++];
    if (token === undefined || (expected !== undefined && token !== expected)) {
      throw new Error(`${token ?? 'the end'} stands where ${expected ?? 'more'} should be`);
    }
    return token;
  }

  path(): Path {
    return this.next()
      .split('.')
      .map((part) => {
        if (!part.startsWith('#')) return part;
        const name = this.scope.names[part];
        if (name === undefined) throw new Error(`${part} has no name`);
        return name;
      });
  }

  /** A value, or what is at a path. */
  operand(): unknown {
    const token = this.tokens[this.at] ?? '';
    if (!token.startsWith(':')) return valueAt(this.item, this.path());
    this.at++;
    if (!(token in this.scope.values)) throw new Error(`${token} has no value`);
    return this.scope.values[token];
  }
}

function valueAt(item: Item, path: Path): unknown {
  return path.reduce<unknown>((inner, name) => (inner as Item | undefined)?.[name], item);
}

function setAt(item: Item, path: Path, value: unknown): void {
  const holder = path.slice(0, -1).reduce<unknown>((inner, name) => (inner as Item | undefined)?.[name], item);
  if (typeof holder !== 'object' || holder === null) throw new Error(`the path ${path.join('.')} leads nowhere`);
  const name = path.at(-1) ?? '';
  if (value === undefined) delete (holder as Item)[name];
  else (holder as Item)[name] = value;
}

/** Whether a condition holds for an item; one that is absent has no attributes. */
export function holds(condition: string | undefined, item: Item | undefined, scope: Scope): boolean {
  if (condition === undefined) return true;
  const reader = new Reader(condition, item ?? {}, scope);
  const result = either(reader);
  if (!reader.ends) throw new Error(`${condition} goes on after its end`);
  return result;
}

function either(reader: Reader): boolean {
  let result = both(reader);
  while (reader.takes('OR')) result = both(reader) || result;
  return result;
}

function both(reader: Reader): boolean {
  let result = simple(reader);
  while (reader.takes('AND')) result = simple(reader) && result;
  return result;
}

function simple(reader: Reader): boolean {
  if (reader.takes('NOT')) return !simple(reader);
  if (reader.takes('(')) {
    const result = either(reader);
    reader.next(')');
    return result;
  }
  const called = reader.takes('ATTRIBUTE_EXISTS', 'ATTRIBUTE_NOT_EXISTS', 'BEGINS_WITH', 'CONTAINS');
  return called === undefined ? comparison(reader) : call(reader, called);
}

function call(reader: Reader, name: string): boolean {
  reader.next('(');
  const value = reader.operand();
  let result = name === 'ATTRIBUTE_EXISTS' ? value !== undefined : value === undefined;
  if (name === 'BEGINS_WITH' || name === 'CONTAINS') {
    reader.next(',');
    const part = reader.operand();
    if (name === 'BEGINS_WITH') result = typeof value === 'string' && value.startsWith(String(part));
    else result = value instanceof Set ? value.has(part) : typeof value === 'string' && value.includes(String(part));
  }
  reader.next(')');
  return result;
}

function comparison(reader: Reader): boolean {
  const left = reader.takes('SIZE') ? size(reader) : reader.operand();
  if (reader.takes('BETWEEN')) {
    const least = reader.operand();
    if (!reader.takes('AND')) throw new Error('BETWEEN without AND');
    const most = reader.operand();
    return compares('>=', left, least) && compares('<=', left, most);
  }
  if (reader.takes('IN')) {
    let found = false;
    reader.next('(');
    do found = compares('=', left, reader.operand()) || found;
    while (reader.takes(','));
    reader.next(')');
    return found;
  }
  return compares(reader.next(), left, reader.operand());
}

function size(reader: Reader): number | undefined {
  reader.next('(');
  const value = reader.operand();
  reader.next(')');
  if (value instanceof Set) return value.size;
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : undefined;
}

/** What is absent, or of another type, is neither equal nor larger nor smaller. */
function compares(operator: string, left: unknown, right: unknown): boolean {
  if (operator === '=') return left !== undefined && isDeepStrictEqual(left, right);
  if (operator === '<>') return !isDeepStrictEqual(left, right);
  if (typeof left !== typeof right || (typeof left !== 'number' && typeof left !== 'string')) return false;
  const [a, b] = [left, right as typeof left];
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    default:
      throw new Error(`there is no operator ${operator}`);
  }
}

/** The item after an update expression; every value on its right side is of the item before. */
export function updated(expression: string, item: Item, scope: Scope): Item {
  const after = structuredClone(item);
  const reader = new Reader(expression, item, scope);
  for (let clause = reader.takes('SET', 'REMOVE', 'ADD', 'DELETE'); !reader.ends; ) {
    if (clause === undefined) throw new Error(`${expression} does not begin with a clause`);
    do change(reader, clause, after);
    while (reader.takes(','));
    clause = reader.takes('SET', 'REMOVE', 'ADD', 'DELETE');
  }
  return after;
}

function change(reader: Reader, clause: string, after: Item): void {
  const path = reader.path();
  switch (clause) {
    case 'SET': {
      reader.next('=');
      let value = term(reader);
      for (let sign = reader.takes('+', '-'); sign; sign = reader.takes('+', '-')) {
        value = Number(value) + (sign === '+' ? 1 : -1) * Number(term(reader));
      }
      setAt(after, path, structuredClone(value));
      break;
    }
    case 'REMOVE':
      setAt(after, path, undefined);
      break;
    default: {
      const [old, value] = [valueAt(after, path), reader.operand()];
      setAt(after, path, value instanceof Set ? members(clause, old, value) : Number(old ?? 0) + Number(value));
    }
  }
}

/** An empty set is no value: the attribute goes. */
function members(clause: string, old: unknown, value: ReadonlySet<unknown>): unknown {
  const before = old instanceof Set ? old : new Set<unknown>();
  const after = new Set(clause === 'ADD' ? [...before, ...value] : [...before].filter((member) => !value.has(member)));
  return after.size === 0 ? undefined : after;
}

function term(reader: Reader): unknown {
  const called = reader.takes('IF_NOT_EXISTS', 'LIST_APPEND');
  if (called === undefined) return reader.operand();
  reader.next('(');
  const first = reader.operand();
  reader.next(',');
  const second = term(reader);
  reader.next(')');
  return called === 'IF_NOT_EXISTS' ? (first ?? second) : [...(first as unknown[]), ...(second as unknown[])];
}
