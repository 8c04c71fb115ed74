// How the shop is built, and served while one works on it (`npm run shop:dev` beside `npm start`).
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `npm start` answers. */
const api = process.env.ONSALE_API ?? `http://localhost:${process.env.ONSALE_PORT ?? 8080}`;

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  // The contracts are the functions' own files, above this folder.
  server: { port: 5173, proxy: { '/api': { target: api, changeOrigin: true } }, fs: { allow: [resolve('.')] } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true,
    // Whose code is in it, and on what terms: most of them ask that this goes along.
    license: { fileName: 'licenses.txt' },
    // No asset inside of another: the policy allows files of our own, and of `data:` only images.
    assetsInlineLimit: 0,
    target: ['chrome111', 'safari16.4', 'firefox121'],
  },
});
