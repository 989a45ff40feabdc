import { describe, expect, it } from 'vitest';
import { exportLines } from '../src/core/data.ts';
import { createMemoryStore } from '../src/store/memory.ts';
import { createTestBot, talk } from './support/bot.ts';

const filled = {
  question: 'Which drink?',
  options: 'Tea',
  context: 'We argue every morning.',
  method: 'single',
  ends: '4 hours',
};
const hour = 3_600_000;

/** Somebody who sent in a vote with one option. */
function open() {
  let now = 0;
  const store = createMemoryStore(() => now);
  const bot = createTestBot({ store, clock: () => now });
  const refused = talk(bot).commands('decide').fills(filled, { id: 'refused' });
  const wait = (ms: number): void => {
    now += ms;
  };
  return { bot, refused, wait, rows: store.workspace('test', 'w') };
}

describe('a form that makes no sense', () => {
  it('says what is wrong, and is offered again with all that was filled in', () => {
    const { refused } = open();
    return refused
      .shownTo('asker')
      .getsReply(
        /^At least two options/,
        /Question: Which drink\?/,
        /Context .*: We argue every morning\./,
        /It ends .*: 4 hours/,
      )
      .picks('Start a vote', { id: 'picked' })
      .shownTo('asker')
      .getsReply(/Options .*: Tea\n/, /We argue every morning/)
      .fills({ ...filled, options: 'Tea\nCoffee' }, { id: 'sent' })
      .getsReply(/Which drink\?/, /Coffee/);
  });

  it('is so as often as it is wrong', () => {
    const { refused } = open();
    return refused
      .fills({ ...filled, options: 'Milk' }, { id: 'wrong' })
      .getsReply(/^At least two/, /: Milk\n/)
      .picks('Start a vote', { id: 'picked' })
      .getsReply(/: Milk\n/);
  });

  it('is nobody else’s, and over after a day', async () => {
    const { bot, refused, wait } = open();
    const again = { verb: 'again', args: { of: 'refused' } };
    await refused
      .clicks(again, { user: 'ben', id: 'by-ben' })
      .getsReply(/begin again/)
      .clicks(again, { workspace: 'another', id: 'elsewhere' })
      .getsReply(/begin again/)
      .clicks(again, { id: 'mine' })
      .getsReply(/Tea/);
    wait(24 * hour);
    await talk(bot)
      .clicks(again, { id: 'late' })
      .getsReply(/begin again/);
  });

  it('is erased with its person, and no export tells what was filled in', async () => {
    const { refused, rows } = open();
    await refused;
    const address = { platform: 'test', workspace: 'w', user: null };
    const exported = (await Array.fromAsync(exportLines(address, rows, 0))).join('');
    expect(exported).toContain('"key":"unsent:refused","user":"ana"');
    expect(exported).not.toMatch(/drink|argue/);
    await rows.erase('ana');
    expect((await Array.fromAsync(rows.rows())).filter(({ key }) => key.startsWith('unsent:'))).toEqual([]);
  });
});

describe('a form that is asked in steps', () => {
  const first = { ...filled, options: 'Tea\nMilk', more: 'yes' };

  it('keeps what was filled in, asks the rest, and counts once', () => {
    const { bot, wait } = open();
    const go = talk(bot)
      .commands('decide', {}, { id: 'ask' })
      .fills(first, { id: 'first' })
      .shownTo('asker')
      .getsReply(/^Not yet: here is the rest\./, /Start a vote: the rest/, /Results/)
      .getsNo(/Which drink/)
      .fills({ secrecy: 'anonymous', voters: 'channel', people: '', more: 'yes' }, { id: 'second' })
      .getsReply(/^Not yet/, /How many must vote/)
      .getsNo(/Results/)
      .fills({ quorum: 'many', threshold: '' }, { id: 'wrong' })
      .getsReply(/^A number of people/, /How many must vote .*: many/)
      .getsNo(/Results/)
      .picks('Start a vote', { id: 'again' })
      .getsReply(/How many must vote .*: many/)
      .fills({ quorum: '4', threshold: '' }, { id: 'last' })
      .getsReply(/Which drink\?/, /We argue every morning/, /anonymous for good\. At least 4 must vote/);
    wait(0);
    return go
      .clicks({ verb: 'again', args: { of: 'first' } }, { id: 'once more' })
      .getsReply(/begin again/)
      .clicks({ verb: 'decisions', args: {} }, { id: 'list' })
      .getsReply(/A vote is running/);
  });

  it('asks all of it again where what is wrong was asked before', () =>
    talk(open().bot)
      .commands('decide', {}, { id: 'ask' })
      .fills(first, { id: 'first' })
      .fills({ ending: 'quorum' }, { id: 'second' })
      .getsReply(/^How many must have voted/, /How many must vote/, /It closes .*: As soon as enough/)
      .fills({ voters: 'channel', quorum: '2', more: 'yes' }, { id: 'third' })
      .fills({ secrecy: 'live' }, { id: 'fourth' })
      .getsReply(/Which drink/, /Live, by name\. At least 2 must vote/, /or as soon as enough/));

  it('says at once what is wrong with what was asked so far', () =>
    talk(open().bot)
      .commands('decide', {}, { id: 'ask' })
      .fills({ ...first, options: 'Tea' }, { id: 'first' })
      .getsReply(/^At least two options/, /Which drink/));

  it('is nobody else’s, and over after a day', async () => {
    const { bot, wait } = open();
    const begun = talk(bot).commands('decide', {}, { id: 'ask' }).fills(first, { id: 'first' });
    await begun.fills({ secrecy: 'live' }, { id: 'by ben', user: 'ben' }).getsReply(/begin again/);
    const late = talk(bot).commands('decide', {}, { id: 'late ask' }).fills(first, { id: 'late first' });
    await late;
    wait(24 * hour);
    await late.fills({ secrecy: 'live' }, { id: 'late' }).getsReply(/begin again/);
  });
});

describe('is offered again too where what is wrong is', () => {
  it('the rules of a vote', () =>
    talk()
      .commands('decide')
      .fills({ ...filled, options: 'Tea\nCoffee' }, { id: 'start' })
      .picks('Manage')
      .picks('Change its rules')
      .fills({ voters: 'people', people: '', secrecy: 'live', quorum: 'many', threshold: '60' })
      .getsReply(
        /^Name at least one person/,
        /Results .*: As people vote|Results .*live/i,
        /How many must vote .*: many/,
        /Percent an option needs .*: 60/,
      ));

  it('the name of a scorecard', () =>
    talk()
      .commands('recommend', { description: 'An API by three people.' })
      .picks('Save')
      .fills({ name: ' ' })
      .getsReply(/^A name, please\./, /Save the scorecard/));
});
