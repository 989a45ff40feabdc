import { defineConfig } from 'vitest/config';

export default defineConfig({
  // What is polled for is something that happens in its own time, in another process or a database: a busy machine is no defect.
  test: { include: ['test/**/*.test.ts'], testTimeout: 15_000, expect: { poll: { timeout: 10_000 } } },
});
