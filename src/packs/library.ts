import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type FSWatcher, watch } from 'node:fs';
import type { Knowledge } from '../core/knowledge/knowledge.ts';
import type { Library, Log, Problem } from '../core/ports.ts';
import type { Place } from './cache.ts';
import { openPack, readers } from './open.ts';

/** An editor writes a file in several steps, and several files at once: we wait until it is quiet. In ms. */
const quiet = 100;

/**
 * The pack at `place` kept in service while its files are edited: a valid one takes over as a whole, a broken one never does. What
 * `checkPack` finds takes longer, so it is looked for in a process of its own, and comes later.
 * @param knowledge as it was just opened from there
 */
export function openLibrary(place: Place, knowledge: Knowledge, log: Log): Library & { watch(): void; close(): void } {
  let inService = knowledge;
  let problems: Problem[] = [];
  let isCurrent = true;
  let edition = 0;
  let watcher: FSWatcher | null = null;
  let timer: NodeJS.Timeout | undefined;
  let checking: ChildProcess | null = null;
  const listeners = new Set<() => void>();
  const tell = (): void => listeners.forEach((listener) => void listener());

  /** Problems that keep a pack from nothing, such as phrasings that another entry answers better. */
  const check = async (mine: number): Promise<void> => {
    const child = fork(new URL('./check-child.ts', import.meta.url), [place.folder, place.cache], { execArgv: [] });
    checking = child;
    const [found] = (await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [null])])) as [Problem[] | null];
    if (mine !== edition) return;
    if (found === null) throw new Error('the process that checks the pack ended before it was through');
    problems = found;
    tell();
  };

  const reload = async (): Promise<void> => {
    edition += 1;
    const mine = edition;
    checking?.kill();
    const opened = await openPack(place);
    if (mine !== edition) return;
    problems = opened.problems;
    isCurrent = opened.knowledge !== null;
    if (opened.knowledge) {
      inService = opened.knowledge;
      const { id, version } = inService.pack;
      log.info({ pack: id, version }, 'the pack as edited is in service');
    } else log.warn({ problems: problems.length }, 'the pack as edited has problems: the one before stays in service');
    tell();
    await opened.kept;
    if (isCurrent && mine === edition) await check(mine);
  };
  const inBackground = (work: Promise<unknown>): void =>
    void work.catch((error) => log.error({ err: error }, 'the pack could not be looked at'));

  return {
    knowledge: () => inService,
    problems: () => problems,
    isCurrent: () => isCurrent,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** Begins to follow the files, and checks them as they are. */
    watch() {
      watcher = watch(place.folder, () => {
        clearTimeout(timer);
        timer = setTimeout(() => inBackground(reload()), quiet);
      });
      watcher.on('error', (error) => log.warn({ err: error }, 'the pack is no longer followed: restart to see changes'));
      inBackground(readers()); // the first edit need not wait for them
      inBackground(check(edition));
    },
    close() {
      edition += 1; // whatever is still under way is of no interest
      watcher?.close();
      clearTimeout(timer);
      checking?.kill();
    },
  };
}
