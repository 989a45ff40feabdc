import { enableCompileCache } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';
import type { Announcer } from '../src/core/ports.ts';
import { say } from '../test/support/say.ts';

enableCompileCache(); // it is started again and again
const [{ castBallot }, { voteJobs }, { atDesk }, { createVoteHandlers }, { openStore }] = await Promise.all([
  import('../src/core/decisions/desk.ts'),
  import('../src/core/decisions/rows.ts'),
  import('../src/core/transaction.ts'),
  import('../src/core/decisions/jobs.ts'),
  import('../src/store/open.ts'),
]);

/**
 * A process in which people vote: `node vote-child.ts <place> <vote> <first> <count> <step> <isDoingJobs> [platform]`. Each of `count` people changes their mind
 * over and over; it says `ack <person> <option> <step>` once a choice is stored, and `post <key>` or `edit` for each message. Once the vote is over it does
 * its jobs until it is killed: what closes the vote, and its last edit.
 */
const [place = '', id = '', first = '0', count = '0', step = '0', isDoingJobs, platform = 'p'] = process.argv.slice(2);
const log = { info() {}, warn() {}, error() {} };
const isPostgres = place.startsWith('postgres:');
const store = await openStore({ url: isPostgres ? place : null, file: place, key: null, oldKey: null }, { clock: Date.now, log });
const announcer: Announcer = {
  privateClicks: true,
  peopleIn: async () => null,
  async post(_to, _blocks, { key }) {
    say(`post ${key} ${Date.now()}`);
    return { message: 'm', link: null };
  },
  async edit(_to, message) {
    say(`edit thread ${Date.now()}`);
    return message;
  },
};
const handlers = createVoteHandlers({ store, clock: Date.now, announcers: { [platform]: announcer } });
// Started without handlers it would take jobs all the same, fail at them, and put them off for longer each time.
if (isDoingJobs === 'yes') await store.jobs.start(handlers);
const at = { platform, workspace: 'w' };
say(`ready ${Object.keys(voteJobs).length}`);

let isOver = false;
const vote = async (person: number): Promise<void> => {
  const user = `u${person}`;
  for (let turn = Number(step); !isOver; turn += 1) {
    const option = 'aabab'.charAt((person + turn) % 5);
    try {
      say(`try ${user} ${option} ${turn}`);
      await atDesk(store, at, (desk) =>
        castBallot(desk, id, { user, name: user, channel: 'c' }, { choice: { [option]: 1 }, reason: null }, Date.now()),
      );
      say(`ack ${user} ${option} ${turn}`);
    } catch (error) {
      if ((error as { code?: string }).code !== 'vote-over') throw error;
      say(`late ${user} ${option} ${turn}`);
      isOver = true;
    }
    await wait(50 + Math.random() * 100);
  }
};
await Promise.all(Array.from({ length: Number(count) }, (_, index) => vote(Number(first) + index)));
say('over');
setInterval(() => {}, 60_000); // on SQLite nobody else does the jobs
