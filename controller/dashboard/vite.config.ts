import { defineConfig } from 'vite';

// Built into dist/ by deploy/build.sh. Names of files have hashes of what they say, so that browsers keep them for good.
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  clearScreen: false,
  logLevel: 'warn',
  build: {
    outDir: '../../dist/controller/dashboard',
    emptyOutDir: true,
    target: 'es2022',
    // Everything external and by URL: the content security policy lets nothing inline through.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
