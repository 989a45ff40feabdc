import { defineConfig } from 'vitest/config';

export default defineConfig({
  // What is polled for is something that happens in its own time, in another process or a database: a busy machine is no defect.
  // Many tests wait for time to pass: a file for each core at once, where Vitest would leave one core free.
  test: { include: ['test/**/*.test.ts'], maxWorkers: '100%', testTimeout: 15_000, expect: { poll: { timeout: 10_000 } } },
});
