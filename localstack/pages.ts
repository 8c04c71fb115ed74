// The shop's built files, as the CDN serves them on AWS: the same rule for paths, the same headers, the same caching.
import type { IncomingMessage, ServerResponse } from 'node:http';
import sirv from 'sirv';
import { pageHeaders } from '../lib/parts/headers.ts';

export interface PagesOptions {
  /** The folder of a build (`buildShop` of scripts/shop.ts). It is looked through once. */
  readonly folder: string;
  /** Where the page loads PortOne's browser SDK from: the stand-in's, as browsers reach it. */
  readonly sdkOrigin: string;
}

export type Pages = (req: IncomingMessage, res: ServerResponse) => void;

const INDEX = '/index.html';

/** Files in `assets/` have a hash of what is in them in their name. */
const cacheControlOf = (path: string) =>
  path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';

/** A path without a dot in its last part is a page of the shop, which is one page (`PAGE_OF_PATH` of lib/parts/edge-code.ts). */
function fileOf(url: string): string {
  const [path = ''] = url.split('?');
  return path.slice(path.lastIndexOf('/') + 1).includes('.') ? path : INDEX;
}

export function createPages({ folder, sdkOrigin }: PagesOptions): Pages {
  const headers = new Headers(pageHeaders({ sdkOrigin }));
  const serve = sirv(folder, {
    extensions: [],
    etag: true,
    gzip: true,
    setHeaders: (res, path) => res.setHeader('cache-control', cacheControlOf(path)),
    onNoMatch: (_req, res) => say(res, 404, 'There is no such file.'),
  });
  return (req, res) => {
    res.setHeaders(headers);
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      res.setHeader('allow', 'GET, HEAD');
      return say(res, 405, 'Pages can only be read.');
    }
    const file = fileOf(req.url ?? '/');
    if (file.endsWith('.gz')) return say(res, 404, 'There is no such file.');
    // Of a part of a file nobody has any use, and one that ends before it begins would end this process.
    delete req.headers.range;
    req.url = file;
    serve(req, res);
  };
}

function say(res: ServerResponse, status: number, sentence: string): void {
  res.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  res.end(`${sentence}\n`);
}
