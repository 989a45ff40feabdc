import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type FSWatcher, type Stats, unwatchFile, watch, watchFile } from 'node:fs';
import type { Knowledge } from '../core/knowledge/knowledge.ts';
import type { Library, Log, Problem } from '../core/ports.ts';
import type { PackPlace } from './cache.ts';
import { openPack, readers } from './open.ts';

/** How long no file may change before we read the pack, in ms: editors write a file in several steps, and several files at once. */
const quiet = 100;

/** How often we look whether the folder is still the one that we follow, in ms. */
const glance = 1_000;

/**
 * Keeps the pack at `place` in service while its files are edited: a valid edit takes over as a whole, a broken one never does. If there is something
 * to learn, the edited pack answers only its own phrasings word for word until it has been learned. `checkPack` takes longer, so it runs in a
 * process of its own, and its problems come later.
 * @param knowledge as it was just opened from there
 */
export function openLibrary(place: PackPlace, knowledge: Knowledge, log: Log): Library & { watch(): void; close(): void } {
  let inService = knowledge;
  let problems: Problem[] = [];
  let isCurrent = true;
  let edition = 0;
  let watcher: FSWatcher | null = null;
  let timer: NodeJS.Timeout | undefined;
  let checking: ChildProcess | null = null;
  /** The number of the edition in service; what ends its training, and what ends that of the edition being read now. */
  let served = 0;
  let learning = new AbortController();
  let opening = learning;
  const listeners = new Set<() => void>();
  const tell = (): void => listeners.forEach((listener) => void listener());

  /** Looks for problems that do not keep a pack from service, such as phrasings that another entry answers better. */
  const check = async (mine: number): Promise<void> => {
    const child = fork(new URL('./check-child.ts', import.meta.url), [place.folder, place.cache], { execArgv: [] });
    checking = child;
    const [found] = (await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [null])])) as [Problem[] | null];
    if (mine !== edition) return;
    if (found === null) throw new Error('the process that checks the pack ended before it was through');
    problems = found;
    tell();
  };

  /** Puts a valid edition into service, unless a newer one was faster. */
  const take = (mine: number, training: AbortController, knowledge: Knowledge): void => {
    if (mine < served) {
      training.abort();
      return;
    }
    if (mine > served) {
      learning.abort();
      [learning, served] = [training, mine];
      const { id, version } = knowledge.pack;
      log.info({ pack: id, version }, 'the pack as edited is in service');
    }
    inService = knowledge;
    if (mine === edition) [isCurrent, problems] = [true, []];
    tell();
  };
  const reload = async (mine: number): Promise<void> => {
    const training = new AbortController();
    opening = training;
    const serve = (knowledge: Knowledge): void => take(mine, training, knowledge);
    const opened = await openPack(place, { learned: inService.learned, serve }, training.signal).catch((error) => {
      if (training.signal.aborted) return null; // a later one is in service
      throw error;
    });
    if (opened?.knowledge) {
      serve(opened.knowledge);
      await opened.kept;
      if (mine === edition) await check(mine);
    } else if (opened && mine === edition) {
      log.warn({ problems: opened.problems.length }, 'the pack as edited has problems: the one before stays in service');
      [isCurrent, problems] = [false, opened.problems];
      tell();
    }
  };
  const unfollowed = (error: unknown): void =>
    log.warn({ err: error }, 'the pack is not followed any more: restart to see changes');
  const follow = (): void => {
    watcher?.close();
    watcher = watch(place.folder, look);
    watcher.on('error', unfollowed);
  };
  const look = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      edition += 1;
      checking?.kill();
      inBackground(reload(edition));
    }, quiet);
  };
  /** A checkout, or a link that now leads elsewhere, may have put another folder in the place of the one that we follow. */
  const refollow = (now: Stats, before: Stats): void => {
    if (now.ino === 0 || (now.ino === before.ino && now.birthtimeMs === before.birthtimeMs)) return;
    look();
    try {
      follow();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') unfollowed(error); // else it is gone again
    }
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
      try {
        follow();
      } catch (error) {
        unfollowed(error); // a machine has so many watchers, and others may hold them all
      }
      watchFile(place.folder, { persistent: false, interval: glance }, refollow);
      inBackground(readers()); // the first edit need not wait for them
      inBackground(check(edition));
    },
    close() {
      edition += 1; // whatever is still under way is of no interest
      watcher?.close();
      unwatchFile(place.folder, refollow);
      clearTimeout(timer);
      checking?.kill();
      for (const each of [learning, opening]) each.abort();
    },
  };
}
