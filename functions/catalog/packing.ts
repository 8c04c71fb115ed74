// How a layout's sections fit one item: 50,000 seats in short rows are a megabyte of JSON, and an item holds 400 KB.
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Section } from './contract.ts';

export function packSections(sections: readonly Section[]): Uint8Array {
  return gzipSync(JSON.stringify(sections));
}

export function unpackSections(packed: Uint8Array): readonly Section[] {
  return JSON.parse(gunzipSync(packed).toString()) as Section[];
}
