import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, URL } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { defineConfig } from 'vite';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const api = process.env.SENDSTREAM_URL ?? 'http://localhost:8080';
const outDir = path('../../dist/console');

/** Beside each text its compressed form, made once: the api only picks the one that the browser takes. */
const compressed = {
  name: 'compressed',
  apply: 'build',
  closeBundle() {
    for (const file of readdirSync(outDir, { recursive: true })) {
      if (!/\.(js|css|html|svg)$/.test(file)) continue;
      const options = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
      writeFileSync(
        join(outDir, `${file}.br`),
        brotliCompressSync(readFileSync(join(outDir, file)), options),
      );
    }
  },
};

export default defineConfig({
  root: path('.'),
  base: '/console/',
  resolve: { alias: { '@sendstream/client': path('../../packages/client/src/browser.ts') } },
  plugins: [compressed],
  build: {
    outDir,
    emptyOutDir: true,
    // Nothing is written into the page itself: its content security policy takes no inline code and no inline style.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      // Libraries mark what runs in browsers alone; here everything does.
      onwarn: (warning, warn) => (warning.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : warn(warning)),
      output: {
        codeSplitting: {
          groups: [
            // Changes when a library does: most releases leave it in the browser's cache.
            { name: 'libraries', test: /node_modules[\\/](react|scheduler|@tanstack|@base-ui|@floating-ui)/ },
            { name: 'shared', test: /console[\\/]src[\\/](app|ui)[\\/]/ },
          ],
        },
      },
    },
  },
  // `npm run console`: the page with its sources, beside a running `npm start`.
  server: { port: 5173, proxy: Object.fromEntries(['/api', '/health'].map((path) => [path, api])) },
});
