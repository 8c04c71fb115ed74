// The built shop in front of a running cloud: its page, the files that the page names, and the API under one origin.
import { describe, expect, inject, it } from 'vitest';
import { routes } from '../../../functions/catalog/contract.ts';
import { createClient } from '../../../functions/shared/client.ts';

const { shopUrl, portoneUrl } = inject('cloud');

describe('the shop', () => {
  it('builds', () => {
    expect(shopUrl).toMatch(/^http:\/\/localhost:\d+$/);
  });

  it('is one page whose files are all there, compressed and for good', async () => {
    const page = await fetch(`${shopUrl}/concerts`);
    expect(page.status).toBe(200);
    const html = await page.text();
    const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path);
    expect(files.length).toBeGreaterThan(0);
    for (const path of files) {
      const file = await fetch(`${shopUrl}${path}`);
      expect([file.status, file.headers.get('content-encoding')], path).toEqual([200, 'gzip']);
      expect(file.headers.get('cache-control')).toContain('immutable');
    }
  });

  it('has nothing inline that its own policy would refuse', async () => {
    const page = await fetch(shopUrl);
    expect(page.headers.get('content-security-policy')).toContain(`script-src 'self' ${new URL(portoneUrl).origin};`);
    const html = await page.text();
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
  });

  it('has the API under its own origin, which names the SDK that its policy allows', async () => {
    const config = await createClient(shopUrl).call(routes.config, {});
    expect(new URL(config.browserSdkUrl).origin).toBe(new URL(portoneUrl).origin);
  });
});
