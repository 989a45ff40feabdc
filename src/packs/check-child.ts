import { once } from './cache.ts';
import { checkPack } from './check.ts';

/**
 * A process that checks a pack, once for each edition, and sends what it found: `node check-child.ts <folder> <cache>`. It is a process of its own
 * because training again and again takes memory that a process never gives back.
 */
const [folder = '', cache = ''] = process.argv.slice(2);
process.once('disconnect', () => process.exit()); // nobody waits any more
const { value: found, kept } = await once({ folder, cache }, 'problems', () => checkPack(folder));
await kept;
process.send?.(found, () => process.exit());
