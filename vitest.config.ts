import { defineConfig } from 'vitest/config';

// Two projects: `unit` needs nothing but the source and runs in `npm run ok`; `system` uses the kernel, processes and
// network namespaces, and runs one file at a time because namespaces, cores and ports are shared.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{proto,controller,node-agent,deploy}/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'dist/**', '**/*.kernel.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'system',
          include: ['test/**/*.test.ts', '{controller,node-agent}/**/*.kernel.test.ts'],
          exclude: ['**/node_modules/**', 'dist/**'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
