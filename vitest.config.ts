import { defineConfig } from 'vitest/config';

export default defineConfig({
  // What is polled for is something that happens in its own time, in another process or a database: a busy machine is no defect.
  // A hook starts or ends a database or a browser, and removes what it wrote: hundreds of megabytes, on a disk that others may use.
  // Many tests wait for time to pass: a file for each core at once, where Vitest would leave one core free.
  test: {
    include: ['test/**/*.test.ts'],
    maxWorkers: '100%',
    testTimeout: 15_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
  },
});
