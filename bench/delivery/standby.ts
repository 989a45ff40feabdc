import { join } from 'node:path';

/** A process that has loaded everything, and serves when it is told to: most of a start is reading modules. */
const main = join(import.meta.dirname, '../../src/main.ts');
await Promise.all(
  ['serve.ts', 'packs/open.ts', 'packs/files.ts', 'store/sqlite.ts', 'store/postgres.ts', 'adapters/slack/index.ts'].map(
    (path) => import(join(import.meta.dirname, '../../src', path)),
  ),
);
process.once('message', () => {
  process.disconnect();
  process.argv.splice(1, process.argv.length, main, 'serve', '--only', 'slack');
  void import(main);
});
