// What runs at the CDN before its cache: which file a path is, and who calls.
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { PAGE_OF_PATH, tellViewer } from '../../../lib/parts/edge-code.ts';

interface Request {
  readonly uri: string;
  readonly headers: Readonly<Record<string, { readonly value: string }>>;
}

/** Runs code as CloudFront does: its own globals, and a function of this name. */
function atTheEdge(code: string, request: Request): Request {
  const event = { request: structuredClone(request), viewer: { ip: '2001:db8::7' } };
  return runInNewContext(`${code}; handler(event)`, { event }) as Request;
}

describe('a path', () => {
  it.each([
    ['/', '/index.html'],
    ['/organiser', '/index.html'],
    ['/concerts/con_1/', '/index.html'],
    ['/v1.2/page', '/index.html'],
    ['/api', '/index.html'],
    ['/index.html', '/index.html'],
    ['/assets/main-1a2b3c4d.js', '/assets/main-1a2b3c4d.js'],
    ['/robots.txt', '/robots.txt'],
    ['/assets/gone.js', '/assets/gone.js'],
  ])('%s is read as %s', (uri, file) => {
    expect(atTheEdge(PAGE_OF_PATH, { uri, headers: {} }).uri).toBe(file);
  });
});

describe('who calls', () => {
  it('is told over whatever they say of themselves, and the rest stays', () => {
    const said = { 'x-viewer': { value: '203.0.113.7' }, authorization: { value: 'Bearer x' } };
    expect(atTheEdge(tellViewer('x-viewer'), { uri: '/api/v1/auth/login', headers: said })).toEqual({
      uri: '/api/v1/auth/login',
      headers: { 'x-viewer': { value: '2001:db8::7' }, authorization: { value: 'Bearer x' } },
    });
  });
});
