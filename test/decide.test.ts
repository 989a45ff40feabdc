import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { limits } from '../src/adapters/discord/limits.ts';
import { erasePerson, exportLines } from '../src/core/data.ts';
import { allVotes, ballotsOf, votersOf } from '../src/core/decisions/rows.ts';
import { BotError } from '../src/core/errors.ts';
import { formOf } from '../src/core/fit.ts';
import type { Platform } from '../src/core/ports.ts';
import type { Reply } from '../src/core/reply.ts';
import { atDesk } from '../src/core/transaction.ts';
import { createMemoryStore } from '../src/store/memory.ts';
import { buttonsOf, createTestBot, talk, testEvent } from './support/bot.ts';
import { cpuTime } from './support/cpu-time.ts';
import { day, noon, on } from './support/votes.ts';

const form = { question: 'Which framework for billing?', options: 'Django\nFlask', context: '', method: 'single', ends: '1 day' };
const settings = { unprompted: 'off', configure: 'admins', curate: 'admins', 'close-votes': 'admins', trusted: '' };
const ben = { user: 'ben', name: 'Ben' };
const cy = { user: 'cy', name: 'Cy' };
const eve = { user: 'eve', name: 'Eve' };
const ana = { user: 'ana', name: 'Ana' };

/** A team whose clock stands still until it is told to go on. */
function team(platform: Partial<Platform> = {}) {
  let now = noon;
  const store = createMemoryStore(() => now);
  const bot = createTestBot({ store, clock: () => now, platform });
  return {
    store,
    bot,
    talk: () => talk(bot),
    wait(ms: number): void {
      now += ms;
    },
  };
}

const start = (transcript: ReturnType<typeof talk>, change: Record<string, string> = {}) =>
  transcript.says('decide Which framework for billing?', ana).fills({ ...form, ...change }, ana);

describe('a vote, as a conversation', () => {
  it('goes from a project to a record as the README shows', async () => {
    const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
    const [, description = '', advised = '', tried = '', led = '', started = '', closed = ''] =
      /> @tiebreak (recommend .+)\n([^>]+)> @tiebreak (what if .+)\n([^>]+)> \[Back to the result\] \[Put it to the vote\] \[Start\]\n([^>]+)> \[Django\] \[Django\] \[Flask\] \[Manage\] \[Close it now\]\n([^`]+)/.exec(
        readme,
      ) ?? [];
    const has = (lines: string) => (shown: string) => {
      for (const line of lines.trim().split('\n')) expect(`${shown}\n`).toContain(`${line}\n`);
    };
    expect(closed).not.toBe('');
    await team()
      .talk()
      .says(description, ana)
      .sees(has(advised))
      .says(tried, ana)
      .sees(has(led))
      .picks('Back to the result', ana)
      .picks('Put it to the vote', ana)
      .fills({ ...form, question: 'Which should we choose: Django or Flask?', ends: '2 days' }, ana)
      .sees(has(started))
      .picks('Django', ana)
      .picks('Django', ben)
      .picks('Flask', cy)
      .picks('Manage', ana)
      .picks('Close it now', ana)
      .sees(has(closed));
  });

  it('is not held where one person brought us along: the others would not reach us', async () => {
    await team()
      .talk()
      .commands('decide', { question: 'Which framework for billing?' }, { ...ana, isGuest: true })
      .getsReply(/cannot hold a vote here/, /Start it where I was added for everybody/)
      .says('recommend An internal admin dashboard with SSO, three developers and six weeks', { ...ana, isGuest: true })
      .picks('Put it to the vote', { ...ana, isGuest: true })
      .getsReply(/cannot hold a vote here/)
      .says('decide Which framework for billing?', ana)
      .getsReply(/Start a vote/);
    await team({ canJoin: async () => false })
      .talk()
      .commands('decide', { question: 'Which framework for billing?' }, ana)
      .getsReply(/nobody can add me to this conversation/)
      .getsNo(/Start a vote/);
  });

  it('runs after two clicks, with what is good for most', async () => {
    const { talk } = team();
    await talk()
      .commands('decide', { question: 'Which framework for billing?' }, ana)
      .getsReply(/Start a vote/, /Question: Which framework for billing\?/, /Django\nFlask/, /It ends .*: in 2 days/)
      .fills(form, { ...ana, channel: 'c', isPrivate: false })
      .getsReply(
        /Which framework for billing\?/,
        /• Django\n• Flask/,
        /Open until 2026-03-02 12:00 UTC/,
        /Hidden until the close/,
        /Nobody has voted yet/,
        /→ Abstain/,
        /→ Manage/,
      )
      .shownTo('thread');
  });

  it('shows who voted in it their vote wherever they ask, though the platform does not say who they are', async () => {
    const isMember = () => Promise.reject(new BotError('unknown-person', 'Who are you?'));
    const inPrivate = { channel: 'd', isPrivate: true };
    await start(team({ isMember }).talk())
      .picks('Django', ben)
      .clicks(on(1, 'show'), { ...ben, ...inPrivate })
      .getsReply(/Which framework for billing\?/)
      .commands('decisions', {}, { ...ben, ...inPrivate })
      .getsReply(/Which framework for billing\?/)
      .clicks(on(1, 'show'), { ...cy, ...inPrivate })
      .getsReply(/^Who are you\?$/);
  });

  it('says what is missing next to its field', async () => {
    const talk = () => team().talk();
    await start(talk(), { options: 'Django' }).getsReply(/At least two options/);
    await start(talk(), { method: 'consent' }).getsReply(/one proposal/);
    await start(talk(), { question: ' ' }).getsReply(/A question, please/);
  });

  it('takes a choice in private, changes it until the close, and never shows it before', async () => {
    const { talk } = team();
    await start(talk())
      .picks('Flask', ben)
      .shownTo('asker')
      .getsReply(/Stored: Flask\./, /change it until 2026-03-02 12:00 UTC/)
      .clicks(on(1, 'cast', { on: 'a' }), ben)
      .getsReply(/Stored: Django/)
      .clicks(on(1, 'cast', { on: 'b' }), cy)
      .clicks(on(1, 'reason'), ben)
      .fills({ reason: 'Batteries.' }, ben)
      .getsReply(/Stored: Django, because: Batteries\./)
      .clicks(on(1, 'extend'), ana)
      .getsReply(/2 voted: Ben and Cy/, /Open until 2026-03-03/)
      .getsNo(/Batteries/, /Django: 1/, /50%/)
      .clicks(on(1, 'close'), ana)
      .getsReply(
        /A tie between Django and Flask/,
        /2 voted\. Closed by Ana\./,
        /Ben: Django/,
        /Reasons\n+• Ben, for Django: Batteries\./,
        /→ Runoff: Django or Flask/,
      )
      .clicks(on(1, 'cast', { on: 'a' }), cy)
      .getsReply(/over/);
  });

  it('has one runoff, however often it is asked for; another once it is called off, or the vote was reopened', async () => {
    const { talk, store } = team();
    const runoffs = async () => (await allVotes(store.workspace('test', 'w'))).filter(({ state }) => state === 'open').length;
    const begun = talk();
    await start(begun)
      .clicks(on(1, 'cast', { on: 'a' }), ben)
      .clicks(on(1, 'cast', { on: 'b' }), cy)
      .clicks(on(1, 'close'), ana)
      .clicks(on(1, 'runoff'), ana)
      .getsReply(/Nobody has voted yet/)
      .getsNo(/started before/)
      .clicks(on(2, 'cast', { on: 'a' }), ben)
      .clicks(on(1, 'runoff'), ana)
      .getsReply(/^That runoff was started before\./, /Ben has voted|1 voted/);
    expect(await runoffs()).toBe(1);
    await begun
      .clicks(on(2, 'cancel'), ana)
      .clicks(on(1, 'runoff'), ana)
      .getsNo(/started before/);
    expect(await runoffs()).toBe(1);
    await begun
      .clicks(on(3, 'cancel'), ana)
      .clicks(on(1, 'reopen'), ana)
      .clicks(on(1, 'runoff'), ana)
      .getsReply(/nothing to decide between/);
    expect(await runoffs()).toBe(1);
  });

  it('says of a runoff that it is one, and keeps in its record the vote before it and all that was considered', async () => {
    const { talk } = team();
    await start(talk(), { options: 'Django\nFlask\nBottle' })
      .clicks(on(1, 'cast', { on: 'a' }), ben)
      .clicks(on(1, 'cast', { on: 'b' }), cy)
      .clicks(on(1, 'close'), ana)
      .picks('Runoff: Django or Flask', ana)
      .getsReply(
        /^Runoff: Which framework for billing\?\n\nThe vote before: A tie between Django and Flask: nothing is decided\.\n/,
        /• Django\n• Flask\n/,
      )
      .getsNo(/Bottle/)
      .says('decisions', ana)
      .getsReply(/• Runoff: Which framework for billing\? {2}until/)
      .clicks(on(2, 'cast', { on: 'a' }), ben)
      .clicks(on(2, 'close'), ana)
      .getsReply(/Runoff: Which framework/)
      .says('decisions 1', ana)
      .getsReply(
        /^ADR-0001: Which framework for billing\?\n/,
        /Considered Options\n• Django\n• Flask\n• Bottle\n/,
        /It was a runoff between Django and Flask\./,
        /The vote before it, closed on 2026-03-01: A tie between Django and Flask: nothing is decided\.\n\n• Django: 1 person, 50%\n• Flask: 1 person, 50%\n• Bottle: 0 people, 0%/,
      );
  });

  it('says which record stands where a vote on it anew decides nothing', async () => {
    const { talk } = team();
    await start(talk())
      .picks('Django', ben)
      .clicks(on(1, 'close'), ana)
      .clicks(on(1, 'reopen'), ana)
      .clicks(on(1, 'cancel'), ana)
      .getsReply(/^Cancelled: ADR-0001 stands\n/)
      .getsNo(/nothing was decided/)
      .picks('Show the record', ana)
      .getsReply(/^ADR-0001:/, /accepted/)
      .clicks(on(1, 'reopen'), { ...ana, id: 'again' })
      .clicks(on(1, 'cast', { on: 'b' }), cy)
      .clicks(on(1, 'close'), { ...ana, id: 'over' })
      .getsReply(/^A tie between Django and Flask: nothing is decided\n\nWhich framework for billing\?: ADR-0001 stands\.\n/)
      .picks('Show the record', ana)
      .getsReply(/^ADR-0001:/);
  });

  it('decides, keeps the record, finds and shows it', async () => {
    const { talk } = team();
    await start(talk(), { context: 'Invoices *monthly*,\n- by mail' })
      .picks('Django', ben)
      .clicks(on(1, 'close'), ana)
      .getsReply(/Decided: Django/, /Kept as ADR-0001: 0001-which-framework-for-billing\.md/)
      .picks('Show the record', ben)
      .getsReply(
        /ADR-0001: Which framework for billing\?/,
        /\nDjango: accepted, 2026-03-01, decided by Ben\n/,
        /\nInvoices \*monthly\*,\n- by mail\n/,
        /Chosen option: "Django"/,
      )
      .shownTo('asker')
      .picks('Share to channel', ben)
      .shownTo('channel')
      .getsReply(/^ADR-0001: Which framework for billing\?/)
      .says('decisions')
      .getsReply(/ADR-0001 Which framework for billing\? {2}Django \(accepted, 2026-03-01\)/)
      .says('decisions rejected')
      .getsReply(/^No decision here has that in it\. decisions lists all of them\.$/)
      .says('decisions billing 2026-03')
      .getsReply(/ADR-0001/)
      .says('decisions 7')
      .getsReply(/no decision of that number/);
  });

  it('gives a record as a file, by a word or a button', async () => {
    const { talk } = team();
    const isFile = /0001-which-framework-for-billing\.md[\s\S]+status: "accepted"[\s\S]+# Which framework for billing/;
    await start(talk())
      .picks('Django', ben)
      .clicks(on(1, 'close'), ana)
      .picks('Show the record', ben)
      .picks('Download', ben)
      .getsReply(isFile)
      .commands('decisions', { search: 'download 1' })
      .getsReply(isFile, /→ Share to channel/)
      .says('decisions download ADR-0001')
      .getsReply(isFile)
      .says('decisions download adr 1')
      .getsReply(isFile)
      .says('decisions #1')
      .getsReply(/^ADR-0001: /)
      .says('decisions download 2')
      .getsReply(/no decision of that number/);
  });
});

describe('what people say of votes and records', () => {
  it.each([
    'decisions about the billing service',
    'what did we decide about billing?',
    'why have we decided on R&D_2?',
    'why did we decide on the billing service, by the way?',
    'what did we decide about the billing again?',
    'what did we decide about billing recently, again?',
    'what did we decide about the billing, framework and service by the way?',
    'decisions billing, service',
    'why did we choose Django over Flask?',
    'who decided to use Django?',
    'when did the team settle on Django for the billing service?',
    'decisions C# R&D_2',
  ])('is found by the words people use: %s', (said) =>
    start(team().talk(), { question: 'Which framework for the billing service?', context: 'As in R&D_2 and in C#.' })
      .picks('Django', ben)
      .clicks(on(1, 'close'), ana)
      .says(said)
      .getsReply(/^Decisions with ".+"\n\n• ADR-0001/)
      .says('what did we decide about lunch?')
      .getsReply(/^No decision here has that in it\./)
      .says('decisions about the')
      .getsReply(/^Decisions\n\n• ADR-0001/)
      .says('decisions 1')
      .getsReply(/As in R&D_2 and in C#\./),
  );

  it.each([
    ['who picked Flask for news sites?', /Flask/],
    ['why was Django chosen for microservices?', /microservices/],
    ['who picked this up?', /no reviewed answer/],
    ['why were we picked?', /no reviewed answer/],
  ])('is not looked for where that may be a question to the pack: %s', (said, expected) =>
    team()
      .talk()
      .says(said, ana)
      .getsReply(expected)
      .getsNo(/decided here yet/),
  );

  it.each(['ADR-0001', 'show ADR 1', 'decision #1', 'please show me the record 1', 'download ADR-1', 'review ADR-1 2026-09-01'])(
    'is found by what it is called: %s',
    (said) =>
      start(team().talk())
        .picks('Django', ben)
        .clicks(on(1, 'close'), ana)
        .says(said, ana)
        .getsReply(/ADR-0001|0001-which/)
        .says(said.replace('1', '2'), ana)
        .getsReply(/no decision of that number/),
  );

  it.each([
    'Between Christmas and New Year, do we close?',
    'On call: who takes over?',
    'on premises or in the cloud?',
    'about time or too early?',
  ])('keeps a question as it was typed: %s', (question) =>
    team()
      .talk()
      .commands('decide', { question }, ana)
      .sees((shown) => expect(/Question: (.*)/.exec(shown)?.[1]).toBe(question)),
  );

  it.each(['I object because it is too slow', 'I object to the proposal', 'I object, sorry'])(
    'shows the vote to who objects in words: %s',
    (said) =>
      start(team().talk())
        .says(said, ben)
        .getsReply(/A vote is running/),
  );

  it('is proposed soon, however much white space stands between', async () => {
    const began = cpuTime();
    await team()
      .talk()
      .commands('decide', { question: `between${' '.repeat(4_000)}x` }, ana)
      .getsReply(/Question: /);
    expect(cpuTime() - began).toBeLessThan(400);
  });

  it.each(['I object to Flask because of its community, is that right', 'I vote we drop Flask'])(
    'answers who has an opinion, and votes for nobody: %s',
    (said) =>
      start(team().talk())
        .says(said, ben)
        .getsNo(/A vote is running/),
  );

  it.each(["I'd abstain", 'I object!', 'I object to the vote'])('shows the vote to who tries to vote in words: %s', (said) =>
    start(team().talk())
      .says(said, ben)
      .getsReply(/^A vote is running\n\n• Which framework for billing/, /→ Vote: /),
  );

  it('reads what stands behind a verb and its colons', () =>
    team()
      .talk()
      .says('decide:: Tea or coffee?', ana)
      .getsReply(/Question: Tea or coffee\?/));
});

describe('a decision and the vote that led to it', () => {
  it('is superseded by deciding anew, with links both ways', async () => {
    const { talk } = team();
    await start(talk())
      .picks('Django', ben)
      .clicks(on(1, 'close'), ana)
      .picks('Show the record', ben)
      .picks('Decide again', ana)
      .fills(form, ana)
      .picks('Flask', ben)
      .clicks(on(2, 'close'), ana)
      .getsReply(/ADR-0002/)
      .says('decisions 1')
      .getsReply(/superseded by ADR-0002/)
      .says('decisions 2')
      .getsReply(/Supersedes ADR-0001\./);
  });

  it('is decided anew between the same options, in the same way', async () => {
    const drinks = { question: 'What do we drink?', options: 'Tea\nCoffee', method: 'approval' };
    await start(team().talk(), drinks)
      .picks('Vote', ben)
      .fills({ picks: 'a' }, ben)
      .clicks(on(1, 'close'), ana)
      .picks('Show the record', ana)
      .picks('Decide again', ana)
      .getsReply(/Question: What do we drink\?/, /Options .*: Tea\nCoffee\n/, /\): Every option one can live with\n/);
  });

  it.each([
    ['tabs or spaces?', 'tabs or spaces\\?', 'tabs\nspaces'],
    ['Postgres or MySQL for the billing service?', 'Postgres or MySQL for the billing service\\?', 'Postgres\nMySQL'],
    ['fastapi vs flask', 'fastapi vs flask', 'FastAPI\nFlask'],
  ])('is offered where somebody asks to choose between what the pack does not know: %s', (said, question, options) =>
    team()
      .talk()
      .says(said, ana)
      .getsReply(/→ Put it to the vote/)
      .says(said, { ...ana, reach: 'overheard' })
      .getsSilence()
      .says(said, ana)
      .picks('Put it to the vote', ben)
      .getsReply(new RegExp(`Question: ${question}\n• Options .*: ${options}\n`)),
  );

  it.each(['is it hot or cold today?', 'can we do this or not?', 'how do I deploy it, on heroku or aws?'])(
    'is not offered where nobody asks to choose: %s',
    (said) =>
      team()
        .talk()
        .says(said, ana)
        .getsReply(/no reviewed answer/)
        .getsNo(/Put it to the vote/),
  );

  it.each([
    "ok, let's go with Flask",
    "let's just go with Flask",
    "we'll take flask then",
    'We all agreed on Flask.',
    'decision: flask',
    'record that we decided on Flask, please',
  ])('asks for consent to what people have settled on: %s', (said) =>
    team()
      .talk()
      .says('Django or Flask?', ana)
      .says(said, ben)
      .getsReply(
        /^Nothing is recorded yet/,
        /Question: Which should we choose: Django or Flask\?\n/,
        /Options .*: Flask\n/,
        /\): Consent to one proposal, or object\n/,
      ),
  );

  it.each([
    'shall we go with Flask?',
    'we use Flask',
    'we took Flask for a tour',
    "let's go with Flask or Django",
    "let's go with Rails",
  ])('takes nothing else for what people have settled on: %s', (said) =>
    team()
      .talk()
      .says('Django or Flask?', ana)
      .says(said, ben)
      .getsNo(/Nothing is recorded yet/),
  );

  it.each([
    ['any objections to moving the stand-up to 10?', 'moving the stand-up to 10', 'moving the stand-up to 10'],
    ['I propose that we adopt trunk-based development', 'adopt trunk-based development', 'adopt trunk-based development'],
    ['Proposal: flask', 'Which should we choose: Django or Flask\\?', 'Flask'],
    ['any objections to dropping IE; really', 'dropping IE really', 'dropping IE really'],
    ['I propose that we freeze deploys until Friday', 'freeze deploys until Friday', 'freeze deploys until Friday'],
    ['any objections to closing at 5pm?', 'closing at 5pm', 'closing at 5pm'],
    ['any objections to freezing deploys for 2 days?', 'freezing deploys for 2 days', 'freezing deploys for 2 days'],
    ['proposal: stand-ups for 10 minutes', 'stand-ups for 10 minutes', 'stand-ups for 10 minutes'],
    ['Is everyone ok with moving the retro to Thursday?', 'moving the retro to Thursday', 'moving the retro to Thursday'],
    ['are we all okay with Flask?', 'Which should we choose: Django or Flask\\?', 'Flask'],
    ['everybody fine with dropping IE?', 'dropping IE', 'dropping IE'],
    ['would everyone be ok if we drop IE?', 'drop IE', 'drop IE'],
    ['does anyone object to dropping IE?', 'dropping IE', 'dropping IE'],
    ['does anybody have any objections to dropping IE?', 'dropping IE', 'dropping IE'],
    ['is anyone opposed to dropping IE?', 'dropping IE', 'dropping IE'],
    ['would everyone be fine with dropping Flask?', 'dropping Flask', 'dropping Flask'],
    ['does anyone object to Flask?', 'Which should we choose: Django or Flask\\?', 'Flask'],
    ['any objections to the vote?', 'the vote', 'the vote'],
    [`proposal: ${'we move '.repeat(12)}on`, `${'we move '.repeat(12)}on`, `${'we move '.repeat(9)}we…`],
  ])('asks for consent to what somebody proposes: %s', (said, question, option) =>
    team()
      .talk()
      .says(said, { ...ana, reach: 'overheard' })
      .getsSilence()
      .says(said, ana)
      .getsReply(/^Nothing is recorded yet/, new RegExp(`Question: ${question}\n• Options .*: ${option}\n`), /: Consent to one/)
      .fills({ ...form, question: 'So?', options: option, method: 'consent' }, ana)
      .sees((shown) => expect(shown).toMatch(/Consent to one proposal/)),
  );

  it.each([
    ['can we agree on tea or coffee?', /no reviewed answer/],
    ['any objections to it?', /no reviewed answer/],
    ['any objections?', /no reviewed answer/],
    ['is everyone ok?', /Do you mean this/],
    ['any objections to that plan?', /no reviewed answer/],
    ['any objections to your answer?', /no reviewed answer/],
    ["is everyone happy with Django's ORM?", /ORM/],
    ['is everyone ok with that?', /no reviewed answer/],
    ['is everyone ok with tea or coffee?', /no reviewed answer/],
    ['does anyone object?', /no reviewed answer/],
    ["is everyone ok with Flask's docs?", /documentation/],
    ['does anyone object to Flask for large apps?', /Flask/],
    ['is anyone opposed to Django, and why?', /Django/],
    ['would anyone object to a comparison?', /Key differences/],
    ['would everyone be fine if we asked how Flask scales?', /Flask/],
    ['is everyone ok with learning Django before Flask?', /Django/],
    ['would everyone be ok if we use Flask?', /Flask/],
    ['is everyone ok with getting started with Flask?', /not sure which/],
    ['everyone ok if we compare them?', /Key differences/],
    ['are we all ok with ending the vote now?', /decide \[question\]/],
    ['is everyone ok with changing the scorecard?', /scorecard/],
    ['do we have any objections to record?', /no reviewed answer/],
    ['everyone ok with me?', /not sure which/],
    ['everyone fine with everything', /no reviewed answer/],
    ['is everyone fine with everything here?', /no reviewed answer/],
    ['is everyone ok with the vote?', /decided/],
    ['is everyone ok with shipping tea or coffee?', /no reviewed answer/],
    ['is everyone ok with changing it, and since when?', /not sure which/],
    ['is anyone fine with Flask for large apps?', /Flask/],
    ['are there any objections against Flask for large apps?', /Flask/],
    ['who objects to Django and why?', /Django/],
    ['do we agree on what the deadline is?', /no reviewed answer/],
    ['we propose to our client that they use Django, is that wise?', /Django/],
    ['I propose this instead', /no reviewed answer/],
    ['Proposal: we adopt Postgres. What do you think?', /no reviewed answer/],
    ['I propose that we drop IE. Any objections?', /no reviewed answer/],
  ])('takes nothing for a proposal that may be a question: %s', (said, expected) =>
    team()
      .talk()
      .says(said, ana)
      .getsReply(expected)
      .getsNo(/Nothing is recorded yet/),
  );

  it.each(['I propose we meet at 5pm', 'we propose pizza', 'rate us: 5 stars'])('lets what people propose pass: %s', (said) =>
    team()
      .talk()
      .says('is flask faster?', ana)
      .says(said, { ...ben, reach: 'reply' })
      .getsSilence(),
  );

  it('leaves people alone who settle on something among themselves', () =>
    team()
      .talk()
      .says('Django or Flask?', ana)
      .says("let's go with Flask", { ...ben, reach: 'overheard' })
      .getsSilence());

  it('has for its context what it is decided for: the project of whoever described it, and what was so before', async () => {
    const project = 'An internal admin dashboard with SSO, three developers and six weeks';
    const { talk } = team();
    const described = talk().says(`recommend ${project}`, ana);
    await described
      .says("let's vote on it", ben)
      .getsReply(/^Start a vote/)
      .getsNo(/three developers/)
      .says("let's vote on it", { ...ana, id: 'hers' })
      .getsReply(new RegExp(`Context Goes into the record\\.: ${project}\n`))
      .fills({ ...form, context: project }, { ...ana, id: 'start' })
      .picks('Django', { ...ben, id: 'ben' })
      .clicks(on(1, 'close'), { ...ana, id: 'close' })
      .picks('Show the record', { ...ben, id: 'show' })
      .getsReply(new RegExp(`Context and Problem Statement\n${project}\n`))
      .picks(/^Decide/, { ...cy, id: 'again' })
      .getsReply(new RegExp(`Context Goes into the record\\.: ${project}\n`));
  });

  it('stands where it was put to the vote again and turned down, and is replaced once where that happens twice', async () => {
    const { talk } = team();
    const anew = () =>
      talk()
        .says('decisions 1', { id: crypto.randomUUID() })
        .picks('Decide again', { ...ana, id: crypto.randomUUID() })
        .fills(form, { ...ana, id: crypto.randomUUID() });
    await start(talk()).picks('Django', ben).clicks(on(1, 'close'), ana);
    await anew()
      .clicks(on(2, 'rules'), { ...ana, id: 'rules' })
      .fills({ voters: 'channel', people: '', secrecy: 'hidden', quorum: '', threshold: '90' }, { ...ana, id: 'ninety' })
      .clicks(on(2, 'cast', { on: 'a' }), { ...ben, id: '2 a' })
      .clicks(on(2, 'cast', { on: 'b' }), { ...cy, id: '2 b' })
      .clicks(on(2, 'cast', { on: 'b' }), { ...eve, id: '2 c' })
      .clicks(on(2, 'close'), { ...ana, id: 'close 2' })
      .getsReply(/below the 90%/)
      .says('decisions 2', { id: 'show 2' })
      .getsReply(/rejected/, /ADR-0001 was put to the vote again, and stands\./)
      .says('decisions 1', { id: 'show 1' })
      .getsReply(/accepted/);
    await anew().clicks(on(3, 'all'), { ...ana, id: 'look' });
    await anew()
      .clicks(on(4, 'all'), { ...ana, id: 'look again' })
      .clicks(on(3, 'cast', { on: 'b' }), { ...ben, id: '3 b' })
      .clicks(on(4, 'cast', { on: 'a' }), { ...ben, id: '4 a' })
      .clicks(on(3, 'close'), { ...ana, id: 'close 3' })
      .clicks(on(4, 'close'), { ...ana, id: 'close 4' })
      .says('decisions 1', { id: 'show 1 again' })
      .getsReply(/superseded by ADR-0003/)
      .says('decisions 3', { id: 'show 3' })
      .getsReply(/superseded by ADR-0004/);
  });

  it('is found by its status and date, and not by words that happen to stand in another', async () => {
    const { talk } = team();
    await start(talk(), { question: 'Are rejected parcels accepted?' })
      .picks('Django', ben)
      .clicks(on(1, 'close'), ana)
      .says('decisions rejected')
      .getsReply(/No decision here has that in it/)
      .says('decisions accepted parcels')
      .getsReply(/ADR-0001/)
      .says('decisions 2026')
      .getsReply(/ADR-0001/)
      .says('decisions 2025')
      .getsReply(/No decision here has that in it/)
      .says('decisions 2026-03')
      .getsReply(/ADR-0001/)
      .says('decisions 2026-03-02')
      .getsReply(/No decision here has that in it/);
  });

  it('is listed while it runs, to be seen and voted in from there', async () => {
    const { talk } = team();
    await start(talk())
      .says('what did we decide about the billing?', ben)
      .getsReply(/^A vote is running/)
      .says('decisions payroll', ben)
      .getsNo(/A vote is running/)
      .says('decisions', ben)
      .getsReply(/A vote is running/, /Which framework for billing\? {2}until 2026-03-02 12:00 UTC/)
      .picks('Vote: Which framework for billing?', ben)
      .shownTo('asker')
      .getsReply(/Nobody has voted yet/, /→ Flask/, /→ Manage/)
      .picks('Flask', ben)
      .getsReply(/Stored: Flask/)
      .clicks(on(1, 'close'), ana)
      .says('decisions', ben)
      .getsNo(/running/);
  });

  it('shows the vote again below a confirmation where nothing else does, so that the choice can be changed', async () => {
    await start(team().talk())
      .picks('Flask', ben)
      .getsReply(/Stored: Flask/, /1 voted: Ben/, /→ Django/)
      .picks('Django', ben)
      .getsReply(/Stored: Django/, /1 voted: Ben/);
    await start(team({ announces: true }).talk())
      .clicks(on(1, 'cast', { on: 'b' }), ben)
      .shownTo('asker')
      .getsReply(/Stored: Flask/)
      .getsNo(/→ Django/);
  });
});

describe('what is put to the vote', () => {
  it('takes a question in quotation marks as it is meant', async () => {
    for (const said of ['"Tea?"', '“Tea?”', '„Tea?“', ' "Tea?" '])
      await team()
        .talk()
        .commands('decide', { question: said }, ana)
        .getsReply(/Question: Tea\?$/m);
    await team()
      .talk()
      .commands('decide', { question: '"Tea" or "coffee"' }, ana)
      .getsReply(/Question: "Tea" or "coffee"$/m);
  });

  it.each([
    ['Tea, coffee or plain water?', 'Tea\ncoffee\nplain water'],
    ['"Tea" or "coffee"', 'Tea\ncoffee'],
    ['Kafka vs RabbitMQ', 'Kafka\nRabbitMQ'],
    ['Lunch on Friday: pizza or pasta?', 'pizza\npasta'],
    ['Lunch - pizza / sushi / salad', 'pizza\nsushi\nsalad'],
    ['Which database? Postgres; MySQL', 'Postgres\nMySQL'],
    ['Which database? Postgres (managed), MySQL, SQLite', 'Postgres (managed)\nMySQL\nSQLite'],
    ['When do we meet? Mon 10:00 or Tue 11:00', 'Mon 10:00\nTue 11:00'],
    ['Django or Flask? Thanks, all', 'Django\nFlask'],
    ['Should we ship on Friday? It is risky, late, and hard', 'Yes\nNo'],
    ['Monday - Friday or weekends', 'Monday - Friday\nweekends'],
    ['pros - cons, or both', 'pros - cons\nboth'],
    ['Lunch - pizza, pasta or salad', 'pizza\npasta\nsalad'],
    ['Which database: Postgres, MySQL, SQLite', 'Postgres\nMySQL\nSQLite'],
    ['Postgres, MySQL, SQLite', 'Postgres\nMySQL\nSQLite'],
    ['Vim / Emacs', 'Vim\nEmacs'],
    ['on Rust vs Go', 'Rust\nGo'],
    ['between Rust, Zig and Go for search and billing', 'Rust\nZig\nGo'],
    ['Rust; Go; Zig', 'Rust\nGo\nZig'],
    ['Lunch? 1) pizza, 2) pasta or 3) a long walk', 'pizza\npasta\na long walk'],
    ['A. tea B. coffee C. water', 'tea\ncoffee\nwater'],
    ['Lunch: a) pizza, b) pasta', 'pizza\npasta'],
    ['Should we 1) ship on Friday or 2) wait for Monday?', 'ship on Friday\nwait for Monday'],
    ['Who leads? 1) J. Smith 2) A. Jones', 'J. Smith\nA. Jones'],
    ['1) a 2) b 3) c 4) d 5) e 6) f 7) g 8) h 9) i 10) j 11) k', 'a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk'],
    ...[
      'Which framework for the shop?',
      'Which web framework fits an API?',
      'Which framework should we use for an API?',
      'Which framework is easier to learn?',
      'Which framework for microservices?',
      'What framework is more secure?',
      'Security: which one is safer?',
      'Which one is faster?',
      'Which is faster?',
      'What is better for a startup?',
      'Which of the two scales better?',
      'What to use for prototypes?',
      'What should we choose for a startup?',
      'Best framework for a small team',
      "What's the best framework for a small team?",
      "What's easier to learn?",
      'Which would you choose for a startup?',
      'So which framework is faster?',
      'For APIs, which framework is better?',
      'Pick a framework for the shop',
    ].map((question) => [question, 'Django\nFlask']),
    ['if we move to Rust', 'Yes\nNo'],
    ['The logo: red / light green / blue?', 'red\nlight green\nblue'],
    ['Which Python?\n3.13\n3.12', '3.13\n3.12'],
    ['Which of these?\n1. Tea\n2) Coffee\n3.Water', 'Tea\nCoffee\nWater'],
    ['Should we use Postgres or MySQL for the new service?', 'Postgres\nMySQL'],
    ['Should we use Postgres or MySQL? I prefer Postgres.', 'Postgres\nMySQL'],
    ['Should we use Postgres or MySQL: both are fine', 'Postgres\nMySQL'],
    ['Do we write it in C#, C++ or Node.js?', 'C#\nC++\nNode.js'],
    ['Should Ann or Ben lead?', 'Ann\nBen'],
    ['Should we deploy on Monday or Tuesday, please?', 'Monday\nTuesday'],
    ['Do we pick @U1 or @U2?', '@U1\n@U2'],
    ['Which is better, cats or dogs?', 'cats\ndogs'],
    ['what should we order, pizza or sushi?', 'pizza\nsushi'],
    ['which day, Monday, Tuesday or Friday?', 'Monday\nTuesday\nFriday'],
    ['Which of these, tea or coffee?', 'tea\ncoffee'],
    ['help us decide between red and blue', 'red\nblue'],
    ["we're torn between kafka and rabbitmq", 'kafka\nrabbitmq'],
    ['who is on call? @ann @ben or @cy', '@ann\n@ben\n@cy'],
    ['Flask or djnago?', 'Flask\nDjango'],
    ['Django, Flask or FastAPI?', 'Django\nFlask\nFastAPI'],
    ['Do we build the new intranet with Django or with FastAPI?', 'Django\nFastAPI'],
    ['What speaks for Django?', 'Django\nFlask'],
    ['Django or Flask for billing?', 'Django\nFlask'],
    ['Flask or FastAPI for the feed?', 'Flask\nFastAPI'],
    ['Postgres or MySQL for billing?', 'Postgres\nMySQL'],
    ['pizza, pasta or soup for the whole team tonight?', 'pizza\npasta\nsoup'],
    ['green tea or coffee for me', 'green tea\ncoffee for me'],
    ['Flask with React or Flask with Vue?', 'Flask with React\nFlask with Vue'],
    ['Do we move to Django this year?', 'Yes\nNo'],
    ['Should we adopt trunk-based development?', 'Yes\nNo'],
    ['Move the standup to 10?', 'Yes\nNo'],
    ['Do we trust CI/CD here', 'Yes\nNo'],
    ['adopt trunk-based development', 'Yes\nNo'],
    ['let’s drop Python 3.10', 'Yes\nNo'],
    ['Use Django for billing', 'Yes\nNo'],
    ['moving to Kubernetes', 'Yes\nNo'],
    ['adopting Rails for the shop', 'Yes\nNo'],
    ['fix the bugs, write docs, ship it', 'fix the bugs\nwrite docs\nship it'],
    ['', 'Django\nFlask'],
  ])('offers what a question is to be decided between: %s', (question, expected) =>
    team()
      .talk()
      .commands('decide', question === '' ? {} : { question }, ana)
      .sees((shown) => expect(/Options [^:]*: ([^•]*)\n•/.exec(shown)?.[1]).toBe(expected)),
  );

  it.each([
    'Do we move to the new office this year or wait for the next?',
    'Should we use Flask with an ORM or write our own SQL?',
    'Is it good or bad?',
    'Lunch?',
    'Which cloud?',
    'Should we use AWS Lambda or Google Cloud Run?',
    'Should we hire Ana Smith or Ben Jones?',
    'Do we want tea, Postgres or Redis for this?',
    'Who wants pizza, Thai or Indian?',
    'Who leads, Ann or Ben?',
    'Do we pick @U1 @U2 or @U3?',
    'Do we run Postgres and Redis or MySQL?',
    'Do we run Postgres or MySQL, and Redis?',
    'Should we use Kafka or NATS on Azure or Google?',
    'Should we take Kafka or Ana’s queue?',
    'Should we use Django, Flask or one of our own?',
    'Tea or coffee? Not sure.',
    'So, team, what about lunch?',
    'Release date?',
    'Where do we go for the offsite?',
    'Which database for billing?',
    'Which ORM?',
    'Which feature first?',
    'Which one for lunch: see the menu',
    'What to use for lunch?',
    'Which CSS framework?',
    'Which library for forms?',
    'Which companies use it?',
    'What does "micro" mean?',
    'What is so quick to start with?',
    'How do they scale?',
    'Which plan: see https://example.com/a/b',
    'Which path: src/core/bot.ts',
    'example.com/a/b',
    'pick a database: postgres/mysql/sqlite',
    'Rust/Go/Zig',
    'Deploys: CI/CD',
    'Networking: TCP/IP',
    'Status: n/a',
    'Meeting: w/o',
    'CI/CD/GitOps',
    'he/she/they',
    'Plan B) is late, who takes it?',
    'Do we go with plan a) or plan b) here?',
    'We have 1. a plan and 2. no money',
    'I have a. dog and b. cat',
    'See section 1. and section 2. below',
    'Next: 1. a plan and 2. the money',
    '1) pizza 2) pasta 2) soup',
    'A. Smith or B. Jones?',
    '1. May or 2. June?',
    '1) Should we rest 2) Should we go',
    'What should we take to the offsite?',
    'which logging framework?',
    '1) pizza 3) pasta',
    '1) 2) 3)',
    '1. Do we ship? 2. Do we hire?',
    'Django or djnago?',
    'Should we use Django or Djnago for billing?',
  ])('asks for the options rather than guess them: %s', (question) =>
    team()
      .talk()
      .commands('decide', { question }, ana)
      .getsReply(/Options One a line, or with ; between\.\n/),
  );

  it.each([
    ["let's vote on tabs or spaces", 'tabs or spaces', 'tabs\nspaces'],
    ['please start a poll about the offsite: Rome or Oslo?', 'the offsite: Rome or Oslo?', 'Rome\nOslo'],
    ['let’s decide whether to move to k8s', 'whether to move to k8s', 'Yes\nNo'],
    ['Vote: merge or squash?', 'merge or squash?', 'merge\nsquash'],
    ['poll: tea or coffee?', 'tea or coffee?', 'tea\ncoffee'],
    ['can you start a poll for tea or coffee?', 'tea or coffee?', 'tea\ncoffee'],
    ['vote tea or coffee', 'tea or coffee', 'tea\ncoffee'],
    ['put tea or coffee to the vote please', 'tea or coffee', 'tea\ncoffee'],
    ["let's vote on this: tea or coffee?", 'tea or coffee?', 'tea\ncoffee'],
    ["let's vote on: tea or coffee?", 'tea or coffee?', 'tea\ncoffee'],
    ["let's vote on this or that", 'this or that', 'this\nthat'],
    ["let's vote on these:\ntea\ncoffee", 'these:', 'tea\ncoffee'],
    ["let's vote on these:\nчай\nкофе", 'these:', 'чай\nкофе'],
    ['poll:\nWhich one?\ntea\ncoffee', 'Which one?', 'tea\ncoffee'],
    ["let's vote on this:\ntea\ncoffee", 'this:', 'tea\ncoffee'],
    ["let's vote on these options: tea or coffee", 'these options: tea or coffee', 'tea\ncoffee'],
    ["Let's vote whether to move to Rust", 'whether to move to Rust', 'Yes\nNo'],
    ["let's decide which framework to use", 'which framework to use', 'Django\nFlask'],
    ['we vote on tea or coffee', 'tea or coffee', 'tea\ncoffee'],
    ['can we vote on tea or coffee, please', 'tea or coffee', 'tea\ncoffee'],
    ['should we vote on tea or coffee?', 'tea or coffee?', 'tea\ncoffee'],
    ['we should vote on tea or coffee', 'tea or coffee', 'tea\ncoffee'],
    ["now let's vote on tea or coffee", 'tea or coffee', 'tea\ncoffee'],
    ['poll: no thanks or yes please', 'no thanks or yes please', 'no thanks\nyes please'],
    ["let's vote on tea or coffee, thanks!", 'tea or coffee', 'tea\ncoffee'],
    ['can we vote on Django or Flask?', 'Django or Flask?', 'Django\nFlask'],
    ['can we have a vote on Django or Flask?', 'Django or Flask?', 'Django\nFlask'],
    ['poll on tea or coffee', 'tea or coffee', 'tea\ncoffee'],
    ['we need a vote on tea or coffee', 'tea or coffee', 'tea\ncoffee'],
    ['another vote: tea or coffee?', 'tea or coffee?', 'tea\ncoffee'],
    ['can you create a poll for us? Tea or coffee?', 'Tea or coffee?', 'Tea\ncoffee'],
    ['quick poll: tea or coffee?', 'tea or coffee?', 'tea\ncoffee'],
    ["let's do a straw poll: tea or coffee?", 'tea or coffee?', 'tea\ncoffee'],
    ['create a vote on tea or coffee', 'tea or coffee', 'tea\ncoffee'],
    ['please call a new vote on Rust vs Go', 'Rust vs Go', 'Rust\nGo'],
    ['put it to a vote: Rust or Go?', 'Rust or Go?', 'Rust\nGo'],
    ['I want to vote on Rust vs Go', 'Rust vs Go', 'Rust\nGo'],
    ['decide: tea or coffee?', 'tea or coffee?', 'tea\ncoffee'],
    ['decide : tea or coffee?', 'tea or coffee?', 'tea\ncoffee'],
    ['decide :pizza: Pizza or :sushi: Sushi?', ':pizza: Pizza or :sushi: Sushi?', ':pizza: Pizza\n:sushi: Sushi'],
    ['poll: :pizza: or :sushi::skin-tone-2:', ':pizza: or :sushi::skin-tone-2:', ':pizza:\n:sushi::skin-tone-2:'],
    ["let's vote on lunch: :pizza: Pizza, :sushi: Sushi", 'lunch: :pizza: Pizza, :sushi: Sushi', ':pizza: Pizza\n:sushi: Sushi'],
    ['please open the vote on tea or coffee', 'tea or coffee', 'tea\ncoffee'],
  ])('hears what is to be put to the vote: %s', (said, question, options) =>
    team()
      .talk()
      .says(said, ana)
      .sees((shown) => expect(/Question: (.*)\n• Options [^:]*: ([^•]*)\n•/.exec(shown)?.slice(1)).toEqual([question, options])),
  );

  it('is anonymous where it was asked for so, unless the form says otherwise', async () => {
    for (const said of ["let's vote on tea or coffee anonymously, please", 'vote anonymously on tea or coffee'])
      await team()
        .talk()
        .says(said, ana)
        .getsReply(/Question: tea or coffee\n/, /Options .*: tea\ncoffee\n/, /anonymous for good\n/);
    await team()
      .talk()
      .says("let's vote on whether to vote anonymously", ana)
      .getsReply(/Question: whether to vote anonymously\n/);
    const asked = () => team().talk().says('please start an anonymous vote: tea or coffee?', ana);
    await asked()
      .getsReply(/Question: tea or coffee\?/, /Results .*: Hidden until the close, and anonymous for good\n/)
      .fills({ question: 'Tea?', options: 'tea\ncoffee', ends: '1 day' }, ana)
      .getsReply(/anonymous for good/);
    await asked()
      .fills({ question: 'Tea?', options: 'tea\ncoffee', ends: '1 day', secrecy: 'live' }, ana)
      .getsReply(/Live, by name/);
  });

  it.each([
    ["let's vote anonymously until Friday on tabs or spaces", 'tabs or spaces', 'Fri .+'],
    ["let's vote on tabs or spaces anonymously until Friday", 'tabs or spaces', 'Fri .+'],
    ['vote until Friday, anonymously, on tabs or spaces', 'tabs or spaces', 'Fri .+'],
    ["let's vote anonymously on tabs or spaces until Friday", 'tabs or spaces', 'Fri .+'],
    ["let's vote on tabs or spaces until Friday, anonymously", 'tabs or spaces', 'Fri .+'],
    ['vote until Friday on tabs or spaces, anonymous', 'tabs or spaces', 'Fri .+'],
    ['start a vote, 2 days: tabs or spaces, anonymous', 'tabs or spaces', 'in 2 days'],
    ['decide tabs or spaces? Anonymous, until Friday', 'tabs or spaces\\?', 'Fri .+'],
    ['decide tabs or spaces, 2 days, anonymous', 'tabs or spaces', 'in 2 days'],
    ['start a vote, 2 days, anonymous: tabs or spaces', 'tabs or spaces', 'in 2 days'],
    ['put tabs or spaces to the vote anonymously until Friday', 'tabs or spaces', 'Fri .+'],
    ['decide until Friday, anonymously: tabs or spaces', 'tabs or spaces', 'Fri .+'],
    ['decide anonymously until Friday on tabs or spaces', 'tabs or spaces', 'Fri .+'],
    ['decide anonymously: tabs or spaces', 'tabs or spaces', 'in 2 days'],
    ['decide anonymously: tabs or spaces? Until Friday', 'tabs or spaces\\?', 'Fri .+'],
    ['any objections to Flask, anonymously?', 'Which should we choose: Django or Flask\\?', 'in 2 days'],
    ['any objections to Flask? Anonymously, until Friday', 'Which should we choose: Django or Flask\\?', 'Fri .+'],
  ])('is anonymous, until when somebody says: %s', (said, question, ends) =>
    team({ zoneOf: async () => 'Europe/Berlin' })
      .talk()
      .says(said, ana)
      .getsReply(
        new RegExp(`Question: ${question}\n• Options .*: (?:tabs\nspaces|Flask)\n`),
        /anonymous for good\n/,
        new RegExp(`It ends .*: ${ends}\n`),
      ),
  );

  it.each([
    ["let's vote on whether we review code anonymously", 'whether we review code anonymously'],
    ['poll: should people vote anonymously?', 'should people vote anonymously\\?'],
  ])('is on anonymity itself where that is the question: %s', (said, question) =>
    team()
      .talk()
      .says(said, ana)
      .getsReply(new RegExp(`Question: ${question}\n`), /Hidden until the close, then by name\n/),
  );

  it('asks for the options of what it hears in words it cannot read', () =>
    team()
      .talk()
      .says("let's vote on this plan", ana)
      .getsReply(/^Start a vote/, /Question: this plan\n/));

  it.each([
    'polls are boring',
    "let's vote on that!",
    "let's vote on these:",
    'we run a vote on Fridays',
    'we need a vote from everybody by Friday',
    'do we need a vote on tea or coffee?',
    "let's decide between Django and Flask",
    'is Flask easier to vote for?',
    'which one gets your vote?',
    'the vote on billing closed yesterday, what was it?',
    'can we vote on this later?',
    'would you vote for Django or Flask?',
    "let's vote on  this later",
    'we have a vote on Friday, right?',
    'a poll on frameworks: which is more popular?',
    'vote which is faster?',
    'can we decide which is more secure?',
    "let's decide which is more secure?",
  ])('puts nothing to the vote that only speaks of it: %s', (said) =>
    team()
      .talk()
      .says(said, ana)
      .getsNo(/^Start a vote/),
  );

  it('says at a field that its question was cut, and cuts no character in two', async () => {
    const { bot } = team();
    const [reply] = await bot.handle(testEvent({ type: 'command', verb: 'decide', args: { question: `I${'🦆'.repeat(300)}?` } }));
    expect(formOf(reply as Reply, limits)?.fields[0]).toMatchObject({
      value: `I${'🦆'.repeat(99)}…`,
      hint: 'Cut to 200 characters.',
    });
    await start(team().talk(), { question: `I${'🦆'.repeat(200)}` }).getsReply(/^At most 200 characters: the context has room/);
    await start(team().talk(), { question: '🦆'.repeat(200) }).getsReply(`${'🦆'.repeat(200)}\n`);
  });

  it('shows every line below a question, also where they are too many to vote on', async () => {
    const { bot } = team();
    const lines = Array.from({ length: 40 }, (_, index) => `option ${index} ${'y'.repeat(40)}`);
    const of = async (more: string[], id: string) => {
      const text = ['decide Which?', ...lines, ...more].join('\n');
      const [reply] = await bot.handle(testEvent({ type: 'text', text }, { id }));
      return formOf(reply as Reply, limits)?.fields[1];
    };
    expect(await of([], 'forty')).toMatchObject({ value: lines.join('\n'), hint: 'One a line, or with ; between.' });
    expect(await of(['z'.repeat(3_000)], 'more')).toMatchObject({
      hint: 'Cut to 3000 characters. One a line, or with ; between.',
    });
    await start(team().talk(), { options: lines.slice(0, 11).join('\n') }).getsReply(/^At most 10 options/);
  });

  it('has no option that looks like another, or turns around what stands behind it', async () => {
    await start(team().talk(), { options: 'Tea\nT\u200bea\n\u202eTea' }).getsReply(/At least two options/);
    await start(team().talk(), { options: 'Caf\u00e9\nCafe\u0301' }).getsReply(/At least two options/);
    await start(team().talk(), { options: 'Tea\n\u202eCoffee' }).getsReply(/• Tea\n• Coffee\n/);
  });

  it('turns nothing around for the name of a voter, and calls who has none by their id', () =>
    start(team().talk())
      .picks('Flask', { ...ben, name: '\u202eneB\u2066' })
      .clicks(on(1, 'cast', { on: 'a' }), { ...cy, name: '\u200b' })
      .clicks(on(1, 'show'), ana)
      .getsReply(/2 voted: cy and neB$/m));

  it('takes the lines below a question for its options', () =>
    team()
      .talk()
      .says('decide Which cloud?\n- AWS\n- Azure\n- a rack of our own', ana)
      .getsReply(/Question: Which cloud\?\n/, /Options .*: AWS\nAzure\na rack of our own\n/));

  it('reads a question soon, however much white space is in it', async () => {
    const question = `decide Which cloud${' '.repeat(19_000)}do we take?\n${' '.repeat(19_000)}\nAWS\nAzure`;
    const began = cpuTime();
    await team()
      .talk()
      .says(question, ana)
      .getsReply(/Options .*: AWS\nAzure\n/);
    expect(cpuTime() - began).toBeLessThan(400);
  });

  it('looks soon for what was decided, however much stands behind it', async () => {
    const began = cpuTime();
    await team()
      .talk()
      .says(`what did we decide about billing${', again'.repeat(8_000)} no`, ana)
      .getsReply(/Nothing has been decided|No decision here/);
    expect(cpuTime() - began).toBeLessThan(200);
  });

  it('asks for people by name where the platform wrote their ids', () => {
    const people: Record<string, string> = { U0456: 'Ana Lovelace', U04567: 'Ben $&' };
    const platform = {
      writtenId: /(?<=@)U\d+/g,
      namesOf: async (_event: unknown, ids: string[]) => ids.map((id) => people[id] ?? id),
    };
    return team(platform)
      .talk()
      .says('decide Who hosts: @U0456, @U04567 or @U9?', ana)
      .getsReply(/Question: Who hosts: @Ana Lovelace, @Ben \$& or @U9\?\n/, /Options .*: @Ana Lovelace\n@Ben \$&\n@U9\n/);
  });

  it('names people also in the context that a description fills in', () =>
    team({ writtenId: /(?<=@)U\d+/g, namesOf: async (_event: unknown, ids: string[]) => ids.map((id) => `Ben ${id}`) })
      .talk()
      .says('recommend An internal admin dashboard with SSO for @U7, three developers and six weeks', ana)
      .picks('Put it to the vote', ana)
      .getsReply(/: An internal admin dashboard with SSO for @Ben U7, three developers/));

  it('names people also in the name that a scorecard is offered', () =>
    team({ writtenId: /(?<=@)U\d+/g, namesOf: async (_event: unknown, ids: string[]) => ids.map((id) => `Ben ${id}`) })
      .talk()
      .says('recommend for @U7: an internal dashboard, four people, six weeks, SSO', ana)
      .picks(/^Save/, ana)
      .getsReply(/for @Ben U7: an internal/)
      .getsNo(/@U7/)
      .says('For @U8 five people build an internal dashboard with SSO, an admin panel, six weeks', { ...ana, thread: 'another' })
      .picks(/^Recommend/, ana)
      .picks(/^Save/, ana)
      .getsReply(/For @Ben U8 five people/)
      .getsNo(/@U8/));

  it('offers the people whom a sentence mentions', () =>
    team({ writtenId: /(?<=@)\d+/g, namesOf: async (_event: unknown, ids: string[]) => ids.map((id) => `Ana ${id}`) })
      .talk()
      .commands('decide', { question: 'Do we pick @1 or @2 for this?' }, ana)
      .getsReply(/Question: Do we pick @Ana 1 or @Ana 2 for this\?\n/, /Options .*: @Ana 1\n@Ana 2\n/));

  it('takes nobody apart whose name holds a comma, and nobody for another of the same name', () => {
    const people: Record<string, string> = { U1: 'Smith, John', U2: 'Doe; Jane', U3: 'Sam', U4: 'Sam' };
    const platform = {
      writtenId: /(?<=@)U\d+/g,
      namesOf: async (_event: unknown, ids: string[]) => ids.map((id) => people[id] ?? id),
    };
    const question = 'Who hosts: @U1, @U2, @U3 or @U4?';
    return team(platform)
      .talk()
      .commands('decide', { question }, ana)
      .getsReply(/Options .*: @Smith, John\n@Doe Jane\n@Sam \(U3\)\n@Sam \(U4\)\n/)
      .commands('decide', { question: 'Who hosts this one?\n@U1\n@U2' }, ana)
      .getsReply(/Question: Who hosts this one\?\n/, /Options .*: @Smith, John\n@Doe Jane\n/);
  });

  it('looks up the names of no more people than a form could name', async () => {
    const asked: string[] = [];
    const platform = {
      writtenId: /(?<=@)U\d+/g,
      async namesOf(_event: unknown, ids: string[]) {
        asked.push(...ids);
        return ids.map((id) => `Ana ${id}`);
      },
    };
    const all = Array.from({ length: 2_000 }, (_, index) => `@U${index}`).join(' ');
    await team(platform)
      .talk()
      .says(`decide Which of ${all}?`, ana)
      .getsReply(/@Ana U0 @Ana U1 /, / @U1999\?/);
    expect(asked).toHaveLength(25);
  });

  it('keeps a question that no button could carry for whoever presses it, until it is erased', async () => {
    const { bot, store } = team({ carries: limits.carries });
    const text = `decide Which framework do we take for billing, where ${'so much '.repeat(15)}is to be built?`;
    const replies = await bot.handle(testEvent({ type: 'text', text }, ana));
    const [{ intent } = { intent: { verb: '', args: {} } }] = replies.flatMap(({ blocks }) => blocks.flatMap(buttonsOf));
    await talk(bot)
      .clicks(intent, { ...ben, id: 'before' })
      .getsReply(/Question: Which framework do we take for billing, where (?:so much ){15}is to be built\?/);
    await atDesk(store, { platform: 'test', workspace: 'w' }, (desk) => erasePerson(desk, 'ana', noon));
    await talk(bot)
      .clicks(intent, { ...ben, id: 'after' })
      .getsReply(/^I do not remember any more what that was about\. Please ask again\.$/);
  });
});

describe('the rules of a vote', () => {
  it('lets only those manage it who started it or may close votes', async () => {
    for (const deed of ['close', 'cancel', 'extend', 'rules'])
      await start(team().talk())
        .clicks(on(1, deed), eve)
        .getsReply(/Only Ana/);
    await start(team().talk())
      .clicks(on(1, 'close'), { ...eve, isAdmin: true })
      .getsReply(/nobody voted/);
  });

  it('is cancelled, reopened and extended', async () => {
    const { talk } = team();
    await start(talk())
      .picks('Django', ben)
      .clicks(on(1, 'cancel'), ana)
      .getsReply(/Cancelled: nothing was decided/)
      .clicks(on(1, 'cast', { on: 'b' }), ben)
      .getsReply(/over/)
      .clicks(on(1, 'reopen'), ana)
      .getsReply(/1 voted: Ben/, /Open until/);
  });

  it('takes a list of voters, a quorum in percent, a threshold and an ending', async () => {
    const { talk } = team();
    const rules = { voters: 'people', people: 'ben,cy,eve', secrecy: 'hidden', quorum: '60%', threshold: '51' };
    await start(talk())
      .clicks(on(1, 'rules'), ana)
      .fills({ ...rules, quorum: 'many' }, ana)
      .getsReply(/A number of people/)
      .clicks(on(1, 'rules'), ana)
      .fills(rules, ana)
      .getsReply(/0 of 3 voted/, /At least 2 must vote/, /needs 51%/)
      .clicks(on(1, 'rules'), ana)
      .fills({ ...rules, quorum: '2/3', threshold: 'two thirds' }, ana)
      .getsReply(/^A number from 0 to 100, or a part such as 2\/3\./)
      .fills({ ...rules, quorum: '2/3', threshold: '2/3' }, ana)
      .getsReply(/At least 2 must vote/, /needs 66\.67%/)
      .clicks(on(1, 'rules'), ana)
      .fills({ ...rules, people: Array.from({ length: 20 }, (_, at) => `u${at}`).join(','), quorum: '55%' }, ana)
      .getsReply(/At least 11 must vote/)
      .clicks(on(1, 'rules'), ana)
      .fills(rules, ana)
      .clicks(on(1, 'rules'), ana)
      .fills({ ending: 'everyone', review: '90' }, ana)
      .getsReply(/or as soon as everybody has voted/)
      .clicks(on(1, 'cast', { on: 'a' }), { user: 'mallory' })
      .getsReply(/for others/)
      .clicks(on(1, 'cast', { on: 'a' }), ben)
      .clicks(on(1, 'set', rules), ana)
      .getsReply(/they stay/)
      .clicks(on(1, 'rules'), ana)
      .getsReply(/they stay/)
      .clicks(on(1, 'manage'), ana)
      .getsReply(/Its rules stay: somebody has voted by them\./)
      .getsNo(/Change its rules/)
      .clicks(on(1, 'cast', { on: 'a' }), cy)
      .clicks(on(1, 'cast', { on: 'b' }), eve)
      .getsReply(/Stored: Flask/, /closed now/)
      .says('decisions 1')
      .getsReply(/Chosen option: "Django"/, /Agreed to be looked at again on 2026-05-30/);
  });

  it('takes every rule before it runs, so that nobody can vote by others first', async () => {
    const { talk, store } = team({ peopleIn: async () => ['eve', 'cy', 'ben'] });
    const rules = { voters: 'channel', people: '', secrecy: 'anonymous', quorum: '60%', threshold: '51' };
    await start(talk(), { ...rules, ending: 'everyone', review: '90', context: 'For a year.' }).getsReply(
      /anonymous for good\. At least 3 must vote\. An option needs 51%\./,
      /, or as soon as everybody has voted/,
      /0 of 3 voted/,
    );
    const [vote] = await allVotes(store.workspace('test', 'w'));
    expect(vote).toMatchObject({ present: ['ben', 'cy', 'eve'], reviewDays: 90, context: 'For a year.' });
    await talk()
      .clicks(on(1, 'cast', { on: 'a' }), { ...ben, id: 'b' })
      .clicks(on(1, 'cast', { on: 'a' }), { ...cy, id: 'c' })
      .clicks(on(1, 'cast', { on: 'b' }), { ...eve, id: 'e' })
      .getsReply(/closed now/)
      .says('decisions 1', { id: 'look' })
      .getsReply(/Chosen option: "Django"/, /3 voted|3 of 3/)
      .getsNo(/Ben: /);
  });

  it('is for people that were named, also where nobody picked that they are meant', async () => {
    await start(team().talk(), { people: 'ben,cy', voters: 'channel' }).getsReply(/0 of 2 voted/, /For ben and cy\./);
    await start(team().talk(), { people: 'ben,cy', voters: 'people' }).getsReply(/0 of 2 voted/);
    const called = team({ namesOf: async (_event, people) => people.map((id) => id.toUpperCase()) });
    const many = Array.from({ length: 12 }, (_, index) => `u${index}`).join(',');
    await start(called.talk(), { people: many, voters: 'people' }).getsReply(/For U0, U1, .+, U9 and 2 others\./);
    await start(team().talk(), { people: 'ben', voters: 'trusted' }).getsReply(/You also named people/);
    await start(team().talk(), { people: '', voters: 'trusted' }).getsReply(/Nobody is among the trusted people yet/);
    await start(team().talk(), { people: 'ben,cy', voters: 'people', secrecy: 'anonymous' }).getsReply(
      /An anonymous vote needs at least 3 people/,
    );
  });

  it('calls people as the platform does, and asks it once for each', async () => {
    const asked: string[] = [];
    const called = team({
      async namesOf(_event, [user = '']) {
        asked.push(user);
        return [user === 'cy' ? 'cy' : `${user} Lee`];
      },
    });
    await start(called.talk())
      .picks('Flask', ben)
      .clicks(on(1, 'cast', { on: 'a' }), ben)
      .clicks(on(1, 'cast', { on: 'a' }), cy)
      .clicks(on(1, 'close'), ana)
      .getsReply(/Closed by ana Lee\./, /ben Lee: Django/, /Cy: Django/);
    expect(asked).toEqual(['ana', 'ben', 'cy', 'ana']);
  });

  it('counts nobody in a channel that it does not see, or that is large', async () => {
    await start(team().talk(), { quorum: '50%' }).getsReply(/^I do not know who is in this channel: give a number/);
    const large = team({ peopleIn: async () => 'many' });
    await start(large.talk(), { ending: 'everyone' }).getsReply(/^More than 50 people are in this channel, so I cannot tell/);
    const busy = () => team({ peopleIn: async () => Promise.reject(new Error('too many questions')) });
    await start(busy().talk(), { quorum: '50%' }).getsReply(/^I do not know who is in this channel/);
    await start(busy().talk(), { quorum: '2' }).getsReply(/At least 2 must vote/);
    const few = team({ peopleIn: async () => ['ben', 'cy'] });
    await start(few.talk(), { quorum: '150%' }).getsReply(/^A number of people, or a part such as 50%/);
  });

  it.each([
    ['90 minutes', '2026-03-01 13:30'],
    ['in 3 days', '2026-03-04 12:00'],
    ['1.5h', '2026-03-01 13:30'],
    ['1h30m', '2026-03-01 13:30'],
    ['four days', '2026-03-05 12:00'],
    ['at 2026-03-06 17:00 UTC', '2026-03-06 17:00'],
    ['a week and 2 hours', '2026-03-08 14:00'],
    ['2026-03-06 17:00 UTC', '2026-03-06 17:00'],
    ['2026-03-06T17:00+02:00', '2026-03-06 15:00'],
    ['by 2026-03-06, 17:00 UTC+2', '2026-03-06 15:00'],
    ['2026-03-06 at 17:00 GMT-3:30', '2026-03-06 20:30'],
    ['half an hour', '2026-03-01 12:30'],
    ['2 wks', '2026-03-15 12:00'],
  ])('runs for %s', (ends, until) => start(team().talk(), { ends }).getsReply(`Open until ${until} UTC`));

  it.each([
    ['soon', /When does it end\?/],
    ['2 months', /When does it end\?/],
    ['0 days', /When does it end\?/],
    ['2026-13-06 17:00 UTC', /There is no such day or hour/],
    ['2026-02-30 17:00 UTC', /There is no such day or hour/],
    ['2026-03-06 17:00', /I do not know your time zone: name it, .+ or set one in "settings"/],
    ['2026-03-06 17:00 CET', /In which time zone\?/],
    ['Friday', /I do not know your time zone/],
    ['2026-02-06 17:00 UTC', /over before anybody can vote/],
    ['9999 weeks', /At most a year/],
  ])('does not run for %s', (ends, said) => start(team().talk(), { ends }).getsReply(said, /It ends/));

  it('is extended to any later moment by who started it, and not to an earlier one', () =>
    start(team().talk())
      .clicks(on(1, 'until'), eve)
      .getsReply(/^Only /)
      .clicks(on(1, 'manage'), ana)
      .picks('Extend it to a later time', ana)
      .getsReply(/It ends .*: Tue 2026-03-03 12:00 UTC$/)
      .fills({ ends: '3 hours' }, ana)
      .getsReply(/^That is not later than it ends now\./, /It ends .*: 3 hours$/)
      .fills({ ends: '2026-03-06 17:00 UTC+1' }, ana)
      .getsReply(/Open until 2026-03-06 16:00 UTC/)
      .clicks(on(1, 'close'), ana)
      .clicks(on(1, 'until'), ana)
      .getsReply(/^This vote is over/));

  it('ends at a moment in the time zone of whoever says so, which the platform is asked for only then', async () => {
    const asked: string[] = [];
    const abroad = () =>
      team({
        async zoneOf({ user }) {
          asked.push(user);
          return user === 'ana' ? 'America/New_York' : null;
        },
      });
    await start(abroad().talk()).getsReply(/Open until 2026-03-02 12:00 UTC/);
    expect(asked).toEqual([]);
    await start(abroad().talk(), { ends: 'Friday 17:00' })
      .getsReply(/Open until 2026-03-06 22:00 UTC/)
      .clicks(on(1, 'manage'), ana)
      .picks('Extend it to a later time', ana)
      .getsReply(/It ends .*: Sat 2026-03-07 17:00 America\/New_York$/)
      .fills({ ends: 'Mar 9 at noon' }, ana)
      .getsReply(/Open until 2026-03-09 16:00 UTC/); // the clocks are put forward on the 8th
    expect(new Set(asked)).toEqual(new Set(['ana']));
  });

  it("ends at a moment in the time zone of the workspace, where the platform tells nobody's", async () => {
    const { bot } = team();
    const transcript = talk(bot)
      .commands('settings', {}, { ...ana, isAdmin: true })
      .fills({ ...settings, zone: 'europe/berlin' }, { ...ana, isAdmin: true })
      .getsReply(/Time zone: Europe\/Berlin/);
    await start(transcript, { ends: 'Friday 17:00' }).getsReply(/Open until 2026-03-06 16:00 UTC/);
  });

  it.each([
    ["let's vote on tabs or spaces until Friday 5pm", 'tabs or spaces', 'Fri 2026-03-06 17:00 Europe/Berlin'],
    ['decide Tea or coffee? until tomorrow noon', 'Tea or coffee\\?', 'Mon 2026-03-02 12:00 Europe/Berlin'],
    ['poll: red or blue? closes in 2 hours', 'red or blue\\?', 'in 2 hours'],
    ['put red or blue to the vote until Monday', 'red or blue', 'Mon 2026-03-02 23:59 Europe/Berlin'],
    ['start an anonymous vote on red or blue. Open for 3 days please', 'red or blue\\.', 'in 3 days'],
    ["let's vote until 5pm on Friday on tabs or spaces", 'tabs or spaces', 'Fri 2026-03-06 17:00 Europe/Berlin'],
    ["let's vote until 17:30 Asia/Tokyo: red or blue?", 'red or blue\\?', 'Mon 2026-03-02 17:30 Asia/Tokyo'],
    ['start an anonymous poll for 2 days: red or blue?', 'red or blue\\?', 'in 2 days'],
    ['decide until Friday: tabs or spaces', 'tabs or spaces', 'Fri 2026-03-06 23:59 Europe/Berlin'],
    ['decide tabs or spaces - until Friday', 'tabs or spaces', 'Fri 2026-03-06 23:59 Europe/Berlin'],
    ['decide by Friday 5pm: tabs or spaces', 'tabs or spaces', 'Fri 2026-03-06 17:00 Europe/Berlin'],
    ['decide for 3 days on tabs or spaces', 'tabs or spaces', 'in 3 days'],
    ['decide until Friday: do we freeze until Monday?', 'do we freeze until Monday\\?', 'Fri 2026-03-06 23:59 .+'],
    ['decide red or blue? until Friday please', 'red or blue\\?', 'Fri 2026-03-06 23:59 Europe/Berlin'],
    ["let's vote by Friday on tabs or spaces", 'tabs or spaces', 'Fri 2026-03-06 23:59 Europe/Berlin'],
    ["let's vote on tabs or spaces, by Friday 5pm", 'tabs or spaces', 'Fri 2026-03-06 17:00 Europe/Berlin'],
    ["let's vote on this until Friday: tabs or spaces?", 'tabs or spaces\\?', 'Fri 2026-03-06 23:59 Europe/Berlin'],
    ["let's vote until Friday whether we stay open until 8pm", 'whether we stay open until 8pm', 'Fri 2026-03-06 23:59 .+'],
    ["let's vote until Friday on whether to freeze until Monday", 'whether to freeze until Monday', 'Fri 2026-03-06 23:59 .+'],
    ["let's vote until Friday on tabs or spaces\nuntil Monday", 'tabs or spaces until Monday', 'Fri 2026-03-06 23:59 .+'],
    ['put tabs or spaces to the vote\n\nPlease come. The office is open until 8pm', 'tabs or spaces', 'in 2 days'],
    ['decide should we ship by Friday?', 'should we ship by Friday\\?', 'in 2 days'],
    ['decide for lunch: pizza or pasta', 'for lunch: pizza or pasta', 'in 2 days'],
    ['decide for one day a week: remote or office', 'for one day a week: remote or office', 'in 2 days'],
    ['decide for 2 days per month: remote or office', 'for 2 days per month: remote or office', 'in 2 days'],
    ['decide for 10 minutes: stand-up or sit-down', 'for 10 minutes: stand-up or sit-down', 'in 2 days'],
    ['decide for 3 days: Rome or Oslo', 'for 3 days: Rome or Oslo', 'in 2 days'],
    ['decide Until monday on call: Ann or Ben', 'Until monday on call: Ann or Ben', 'in 2 days'],
    ['decide until Friday on lunch: pizza or pasta', 'until Friday on lunch: pizza or pasta', 'in 2 days'],
    ['decide until Friday, tabs or spaces', 'tabs or spaces', 'Fri 2026-03-06 23:59 Europe/Berlin'],
    ['decide until Friday 5pm - tabs or spaces', 'tabs or spaces', 'Fri 2026-03-06 17:00 Europe/Berlin'],
    ['decide for 2 days, Rome or Oslo', 'for 2 days, Rome or Oslo', 'in 2 days'],
    ['decide until Friday, we freeze deploys', 'until Friday, we freeze deploys', 'in 2 days'],
    ['decide until Friday:\npizza\npasta', 'until Friday:', 'in 2 days'],
    ['decide until Friday: which one?\npizza\npasta', 'which one\\?', 'Fri 2026-03-06 23:59 Europe/Berlin'],
    ['decide until Friday, Monday or Tuesday', 'until Friday, Monday or Tuesday', 'in 2 days'],
    ['decide until Friday or until Monday', 'until Friday or until Monday', 'in 2 days'],
    ['decide by Friday - or never', 'by Friday - or never', 'in 2 days'],
    ['decide keep it until Friday or drop it?', 'keep it until Friday or drop it\\?', 'in 2 days'],
  ])('runs until what was said with the order: %s', (said, question, ends) =>
    team({ zoneOf: async () => 'Europe/Berlin' })
      .talk()
      .says(said, ana)
      .getsReply(new RegExp(`Question: ${question}\n`), new RegExp(`It ends .*: ${ends}\n`)),
  );

  it('asks about nothing that an hour holds', () =>
    team({ zoneOf: async () => 'Europe/Berlin' })
      .talk()
      .says("let's vote until 5:30", ana)
      .getsReply(/^I have no passage on that, but I can do this:\n+.*decide/));

  it('runs until then for whoever opens the form, wherever and whenever that is', async () => {
    const { bot, wait } = team({ zoneOf: async ({ user }) => (user === 'ana' ? 'America/New_York' : 'Europe/Berlin') });
    const transcript = talk(bot).says("let's vote on tabs or spaces until tomorrow noon", ana);
    await transcript;
    wait(day / 2 + 1);
    await transcript
      .picks('Start a vote', ben)
      .getsReply(/Question: tabs or spaces\n/, /It ends .*: Mon 2026-03-02 12:00 America\/New_York\n/)
      .fills({ question: 'Which?', options: 'tabs\nspaces', ends: 'Mon 2026-03-02 12:00 America/New_York' }, ben)
      .getsReply(/Open until 2026-03-02 17:00 UTC/);
  });

  it('runs until what is said with a word on what was asked before', () =>
    team({ zoneOf: async () => 'Europe/Berlin' })
      .talk()
      .says('is flask faster than django?', ana)
      .says("let's vote on it until Friday 17:00", ana)
      .getsReply(/Question: is flask faster than django\?\n/, /It ends .*: Fri 2026-03-06 17:00 Europe\/Berlin\n/)
      .says('recommend An internal admin dashboard with SSO, three developers and six weeks', ana)
      .says('put it to the vote for 3 days', ana)
      .getsReply(/Question: Which should we choose: Django or Flask\?\n/, /It ends .*: in 3 days\n/));

  it('says with the form what it cannot read of the end', () =>
    team()
      .talk()
      .says("let's vote on tabs or spaces until Friday 5pm", ana)
      .getsReply(
        /^I do not know your time zone: name it, as in Friday 17:00 Europe\/Berlin, or set one in "settings"\.\n/,
        /tabs\nspaces/,
        /It ends .*: Friday 5pm\n/,
      )
      .says("let's vote on tabs or spaces until Friday 5", ana)
      .getsReply(/^In the morning or in the afternoon\?/, /It ends .*: Friday 5\n/));

  it.each([
    ["let's vote on it until Friday 5pm", /Django or Flask\?\n[\s\S]*It ends .*: Fri 2026-03-06 17:00 Europe\/Berlin\n/],
    [
      'start a vote, 2 days, anonymous',
      /Django or Flask\?\n[\s\S]*It ends .*: in 2 days\n[\s\S]*: Hidden until the close, and anonymous/,
    ],
    [
      'any objections to Flask? until tomorrow noon',
      /Flask\n[\s\S]*Consent to one[\s\S]*It ends .*: \w+ 2026-03-0\d 12:00 Europe\/Berlin\n/,
    ],
    ["let's vote until Friday on it", /Django or Flask\?\n[\s\S]*It ends .*: Fri 2026-03-06 23:59 Europe\/Berlin\n/],
    ['vote anonymously on it', /Django or Flask\?\n[\s\S]*: Hidden until the close, and anonymous/],
    ["let's vote on it now, ok?", /Django or Flask\?\n[\s\S]*It ends .*: in 2 days\n/],
    ["let's vote on it, ok?", /Django or Flask\?\n[\s\S]*It ends .*: in 2 days\n/],
  ])('is set as an order says: %s', (said, expected) =>
    team({ zoneOf: async () => 'Europe/Berlin' })
      .talk()
      .says('Django or Flask?', ana)
      .says(said, ana)
      .getsReply(expected),
  );

  it.each(['should we decide today?', 'can you decide it?', 'start a vote, 2 days, 3 days'])(
    'is not opened by who asks whether to, or names two ends: %s',
    (said) =>
      team()
        .talk()
        .says('Django or Flask?', ana)
        .says(said, ana)
        .getsNo(/^Start a vote/),
  );

  it('runs until what was said with a question that we cannot answer', () =>
    team({ zoneOf: async () => 'Europe/Berlin' })
      .talk()
      .says('Postgres or MySQL? until Friday', ana)
      .picks('Put it to the vote', ana)
      .getsReply(/Question: Postgres or MySQL\?\n/, /Postgres\nMySQL/, /It ends .*: Fri 2026-03-06 23:59 Europe\/Berlin\n/));

  it('does not promise an end that never comes', async () => {
    await start(team().talk())
      .clicks(on(1, 'rules'), ana)
      .fills({ ending: 'everyone', review: '0' }, ana)
      .getsReply(/I do not know who is in this channel, so I cannot tell when all have voted/)
      .clicks(on(1, 'rules'), ana)
      .fills({ ending: 'quorum', review: '0' }, ana)
      .getsReply(/How many must have voted for it to end early\?/);
    // Nor by what is taken away later.
    await start(team().talk())
      .clicks(on(1, 'rules'), ana)
      .fills({ quorum: '2', ending: 'quorum' }, ana)
      .getsReply(/or as soon as enough people have voted/)
      .clicks(on(1, 'rules'), ana)
      .fills({ quorum: '' }, ana)
      .getsReply(/How many must have voted for it to end early\?/);
    await start(team().talk())
      .clicks(on(1, 'rules'), ana)
      .fills({ voters: 'people', people: 'ben,cy', ending: 'everyone' }, ana)
      .getsReply(/or as soon as everybody has voted/)
      .clicks(on(1, 'rules'), ana)
      .fills({ voters: 'channel', people: '' }, ana)
      .getsReply(/I do not know who is in this channel, so I cannot tell when all have voted/);
  });

  it('takes the members of a group, as they were when it was chosen', async () => {
    const members = ['ben', 'cy', 'eve'];
    const asked: string[] = [];
    const { talk } = team({
      groupWord: 'role',
      groupsOf: async () => ({ all: ['Ops', 'backend'].map((name) => ({ id: `id-${name}`, name })), lacks: null }),
      async membersOf(_event, group) {
        asked.push(group);
        return [...members];
      },
    });
    const rules = { people: '', secrecy: 'hidden', quorum: '50%', threshold: '' };
    await start(talk())
      .clicks(on(1, 'rules'), ana)
      .getsReply(/trusted people \/ The role backend \/ The role Ops\)/)
      .fills({ ...rules, voters: 'group-gone' }, ana)
      .getsReply(/do not find that role any more/)
      .clicks(on(1, 'rules'), ana)
      .fills({ ...rules, voters: 'group-id-backend' }, ana)
      .getsReply(/For the role backend\./, /0 of 3 voted/, /At least 2 must vote/)
      .clicks(on(1, 'rules'), ana)
      .getsReply(/Who may vote .*: The role backend/, /These people$/m)
      .sees(() => void members.push('mallory'))
      .clicks(on(1, 'cast', { on: 'a' }), { user: 'mallory' })
      .getsReply(/for others/)
      .clicks(on(1, 'cast', { on: 'a' }), ben)
      .clicks(on(1, 'cast', { on: 'a' }), cy)
      .clicks(on(1, 'close'), ana)
      .getsReply(/2 of 3 in the role backend voted/);
    expect(asked).toEqual(['id-backend']);
  });

  it('says plainly where groups cannot be seen, are empty or too large', async () => {
    const rules = { voters: 'group-g', people: '', secrecy: 'hidden', quorum: '', threshold: '' };
    const all = [{ id: 'g', name: 'everybody' }];
    const given = (platform: Partial<Platform>) =>
      start(team({ groupWord: 'role', groupsOf: async () => ({ all, lacks: null }), ...platform }).talk()).clicks(
        on(1, 'rules'),
        ana,
      );
    await given({ groupsOf: async () => ({ all: [], lacks: 'I may not see roles.' }) }).getsReply(
      /Who may vote I may not see roles\./,
    );
    const many = Array.from({ length: 30 }, (_, index) => ({ id: `g${index}`, name: `r${index}` }));
    await given({ groupsOf: async () => ({ all: many, lacks: null }), membersOf: async (_event, group) => [group, 'ben'] })
      .getsReply(/1 to 21 of 30 roles\./, /The role r0 \/ The role r1 \/ The role r10/, /Another role: send this to see more/)
      .fills({ ...rules, quorum: '1', voters: 'more-21' }, ana)
      .getsReply(/^Here are more of them\./, /22 to 30 of 30 roles\./, /How many must vote .*: 1$/m)
      .getsNo(/The role r0/)
      .fills({ ...rules, voters: 'more-0' }, ana)
      .getsReply(/1 to 21 of 30 roles\./)
      .fills({ ...rules, voters: 'group-g9', quorum: 'some' }, ana)
      .getsReply(/^A number of people/, /22 to 30 of 30 roles\./, /Who may vote .*: The role r9$/m)
      .fills({ ...rules, voters: 'group-g9' }, ana)
      .getsReply(/For the role r9\./, /0 of 2 voted/);
    await given({ membersOf: async () => Promise.reject(new BotError('no-members', 'I may not see who has a role here.')) })
      .fills(rules, ana)
      .getsReply(/^I may not see who has a role here\.\n/);
    await given({ membersOf: async () => [] })
      .fills(rules, ana)
      .getsReply(/Nobody is in the role everybody\./);
    await given({ membersOf: async () => Array.from({ length: 501 }, (_, index) => `u${index}`) })
      .fills(rules, ana)
      .getsReply(/501 people are too many/);
  });
});

describe('the choices in a vote', () => {
  it('counts approval, scores and consent', async () => {
    const talk = () => team().talk();
    await start(talk(), { method: 'approval' })
      .picks('Vote', ben)
      .fills({ picks: 'a,b' }, ben)
      .getsReply(/Stored: Django and Flask/)
      .clicks(on(1, 'ballot'), cy)
      .fills({ picks: 'b' }, cy)
      .clicks(on(1, 'close'), ana)
      .getsReply(/Decided: Flask/, /Flask: 2 people, 100%/);
    await start(talk(), { method: 'score' })
      .picks('Vote', ben)
      .getsReply(/Django \(No score: counts as 0 \/ 5 /)
      .fills({ 'score-a': 's5', 'score-b': 's2' }, ben)
      .getsReply(/Stored: Django 5 and Flask 2/)
      .clicks(on(1, 'close'), ana)
      .getsReply(/Decided: Django/, /Django: 5 of 5/);
    await start(talk(), { method: 'consent', options: 'Use Django' })
      .picks('Consent', ben)
      .getsReply(/Stored: you consent/)
      .clicks(on(1, 'object'), cy)
      .fills({ reason: ' ' }, cy)
      .getsReply(/needs a reason/)
      .fills({ reason: 'Nobody knows it.' }, cy)
      .clicks(on(1, 'close'), ana)
      .getsReply(/Not agreed: 1 objection/, /Dissent\n+• Cy, objects: Nobody knows it\./);
  });

  it('asks nobody for words or scores that it would not count', async () => {
    const forOthers = { people: 'ben,cy', voters: 'people', method: 'score' };
    await start(team().talk(), forOthers)
      .picks('Vote', eve)
      .getsReply(/^This vote is for others/);
    const { talk } = team();
    await start(talk(), { method: 'consent', options: 'Use Django' })
      .picks('Consent', ben)
      .clicks(on(1, 'close'), ana)
      .clicks(on(1, 'object'), cy)
      .getsReply(/^This vote is over/)
      .shownTo('asker')
      .clicks(on(1, 'reason'), ben)
      .getsReply(/^This vote is over/);
  });

  it('takes nobody who abstained for being against what came out', () =>
    start(team().talk())
      .picks('Django', ben)
      .clicks(on(1, 'cast', { on: '' }), cy)
      .picks('Add a reason', cy)
      .fills({ reason: 'I know neither.' }, cy)
      .clicks(on(1, 'close'), ana)
      .getsReply(/Reasons\n+• Cy, abstained: I know neither\./)
      .getsNo(/Dissent/));

  it('says how a vote ended to whoever still clicks on it, and leads to its record', async () => {
    const { talk } = team({ announces: true });
    await start(talk())
      .clicks(on(1, 'cast', { on: 'a' }), ben)
      .clicks(on(1, 'close'), ana)
      .clicks(on(1, 'cast', { on: 'b' }), ben)
      .getsReply(/^This vote is over, so I did not count that\.\n\nDecided: Django \(Which framework for billing\?\)/)
      .shownTo('asker')
      .picks('Show ADR-0001', ben)
      .getsReply(/^ADR-0001: /)
      .clicks(on(1, 'reason'), cy)
      .getsReply(/^This vote is over, so I did not count that\.\n\nDecided: Django/);
  });

  it('says what people did by the method they did it in, and drops an objection that is withdrawn', async () => {
    const { talk } = team();
    await start(talk(), { method: 'consent', options: 'Use Django' })
      .picks('Consent', ben)
      .clicks(on(1, 'object'), cy)
      .fills({ reason: 'Nobody knows it.' }, cy)
      .getsReply(/Stored: you object, because: Nobody knows it\./)
      .clicks(on(1, 'say', { reason: ' ' }), cy)
      .getsReply(/^An objection needs a reason/)
      .clicks(on(1, 'cast', { on: 'a:1' }), cy)
      .getsReply(/Stored: you consent\./)
      .clicks(on(1, 'cast', { on: 'a:0' }), eve)
      .clicks(on(1, 'say', { reason: 'I leave soon.' }), eve)
      .clicks(on(1, 'close'), ana)
      .getsReply(/Ben: consented/, /Cy: consented/, /Eve: stood aside/, /Eve, stands aside: I leave soon\./)
      .getsNo(/Nobody knows it/)
      .says('decisions 1')
      .getsReply(/Ben: consented[\s\S]+Eve: stood aside/);
    const score = team();
    await start(score.talk(), { method: 'score' })
      .picks('Vote', ben)
      .fills({ 'score-a': 's5', 'score-b': 's2' }, ben)
      .clicks(on(1, 'close'), ana)
      .getsReply(/Ben: Django 5 and Flask 2/);
  });

  it('tells only who clicked what a click did not do', async () => {
    await start(team().talk())
      .clicks(on(1, 'close'), eve)
      .shownTo('asker')
      .clicks(on(1, 'reason'), ben)
      .shownTo('asker')
      .getsReply(/^Vote first, then say why\.$/);
  });

  it('asks for all scores before they are stored, or for some and then the others, where a form does not hold them all', async () => {
    const scored = () => start(team().talk(), { method: 'score', options: 'A1\nB1\nC1\nD1\nE1\nF1' }).picks('Vote', ben);
    const four = { 'score-a': 's5', 'score-b': '', 'score-c': '', 'score-d': '' };
    await scored()
      .getsReply(/A1/, /F1/)
      .fills({ ...four, 'score-e': '', 'score-f': 's4' }, ben)
      .getsReply(/Stored: A1 5 and F1 4/);
    await scored()
      .fills({ ...four, more: 'no' }, ben)
      .getsReply(/Stored: A1 5/)
      .picks('Score the others', ben)
      .getsReply(/E1/, /F1/)
      .getsNo(/• A1/)
      .fills({ 'score-e': '', 'score-f': 's4' }, ben)
      .getsReply(/Stored: A1 5 and F1 4/);
    await scored()
      .fills({ ...four, more: 'yes' }, ben)
      .getsReply(/^Not yet/, /• E1/)
      .getsNo(/• A1|Stored/)
      .fills({ 'score-e': '', 'score-f': 's4' }, ben)
      .getsReply(/Stored: A1 5 and F1 4/);
  });

  it('offers an extension where the quorum was missed', async () => {
    const { talk } = team();
    await start(talk())
      .clicks(on(1, 'rules'), ana)
      .fills({ voters: 'channel', people: '', secrecy: 'live', quorum: '3', threshold: '' }, ana)
      .clicks(on(1, 'cast', { on: 'a' }), ben)
      .clicks(on(1, 'extend'), ana)
      .getsReply(/Django: 1 person, 100%/, /1 voted\n+• Ben: Django\n/)
      .clicks(on(1, 'close'), ana)
      .getsReply(/the quorum of 3 was missed/, /→ Extend by a day/)
      .picks('Extend by a day', ana)
      .getsReply(/Open until/, /1 voted\n/, /• Ben: Django/);
  });
});

describe('what a vote starts from', () => {
  it('starts from a recommendation, with its drivers and cited pros and cons', async () => {
    const { talk } = team();
    await talk()
      .says('recommend an internal dashboard with an admin panel, logins and a public API, four people, six weeks', ana)
      .picks('Put it to the vote', ana)
      .fills(form, ana)
      .getsReply(/Django {2}\d+\.\d of 100/)
      .picks('Django', ben)
      .clicks(on(1, 'close'), ana)
      .says('decisions 1')
      .getsReply(/\(weight \d+%\)/, /Good, because of API: /, /Pros and cons are from/);
  });

  it('says of what a scorecard ruled out that it did, not what it would score', () =>
    team()
      .talk()
      .says('recommend A dashboard; it has to be secure by default', ana)
      .picks('Put it to the vote', ana)
      .fills(form, ana)
      .getsReply(/• Django {2}\d+\.\d of 100\n• Flask {2}ruled out: it leaves most protections for you to add\n/));

  it('has the overview of the pack, and where it is from, where nobody scored the options', async () => {
    await start(team().talk(), { options: 'django\nSomething else' })
      .picks('django', ben)
      .clicks(on(1, 'close'), ana)
      .says('decisions 1')
      .getsReply(
        /Pros and Cons of the Options\n+django\n• Neutral, because of \w+/,
        /Something else\n• Neutral, because nothing was written down/,
        /What is said of the options is from "[^"]+" \(.+\): .+\./,
      );
    await start(team().talk(), { options: 'Tea\nMilk' })
      .picks('Tea', ben)
      .clicks(on(1, 'close'), ana)
      .says('decisions 1')
      .getsNo(/What is said of the options/);
  });

  it('takes options whole, or not at all', () =>
    start(team().talk(), { options: `Tea\n${'Milk, warm '.repeat(8)}` }).getsReply(/^At most 75 characters each/));

  it('shows nothing, not even that it exists, to another workspace', async () => {
    const { talk } = team();
    await start(talk());
    await talk()
      .clicks(on(1, 'cast', { on: 'a' }), { ...ben, id: 'elsewhere', workspace: 'other' })
      .getsReply(/no such vote/)
      .clicks(on(2, 'cast', { on: 'a' }), { ...ben, id: 'a guess' })
      .getsReply(/no such vote/);
  });
});

describe('an anonymous vote', () => {
  const anonymous = { secrecy: 'anonymous' };

  it('ties nobody to a choice once it is closed, in any row', async () => {
    const { talk, store } = team();
    await start(talk())
      .clicks(on(1, 'rules'), ana)
      .fills(anonymous, ana)
      .getsReply(/anonymous for good/);
    for (const [who, choice] of [
      [ben, 'a'],
      [cy, 'b'],
      [eve, 'a'],
    ] as const)
      await talk()
        .clicks(on(1, 'cast', { on: choice }), { ...who, id: `cast ${who.user}` })
        .clicks(on(1, 'say', { reason: `${who.user === 'cy' ? 'One' : 'Two'} reason` }), { ...who, id: `say ${who.user}` })
        .getsReply(/Stored/);
    const before = await Array.fromAsync(store.workspace('test', 'w').rows());
    const ballots = before.filter(({ kind }) => kind?.startsWith('sealed:ballot'));
    expect(ballots).toHaveLength(3);
    expect(
      ballots.every(
        ({ key, user, value }) => user === null && /^[0-9a-f]{64}$/.test(key) && !/ben|cy|eve/i.test(JSON.stringify(value)),
      ),
    ).toBe(true);
    await talk()
      .clicks(on(1, 'close'), { ...ana, id: 'close' })
      .getsReply(/Decided: Django/, /3 voted/, /Reasons\n+• for Django: Two reason/, /Dissent\n+• for Flask: One reason/)
      .getsNo(/Ben: /, /Ben, for/);
    const after = await Array.fromAsync(store.workspace('test', 'w').rows());
    expect(after.filter(({ kind }) => kind?.startsWith('sealed:') || kind?.startsWith('voter:'))).toEqual([]);
    expect(JSON.stringify(after)).not.toMatch(/[0-9a-f]{64}/);
  });

  it('shows no counts where fewer than three voted', async () => {
    const { talk } = team();
    await start(talk(), anonymous)
      .clicks(on(1, 'cast', { on: 'a' }), ben)
      .clicks(on(1, 'close'), ana)
      .getsReply(/too few voted/)
      .getsNo(/100%/);
  });

  it('deletes what somebody chose who wants to be erased, while it is known', async () => {
    const { talk, store } = team();
    await start(talk(), anonymous)
      .clicks(on(1, 'cast', { on: 'a' }), ben)
      .clicks(on(1, 'cast', { on: 'a' }), cy);
    const rows = store.workspace('test', 'w');
    await atDesk(store, { platform: 'test', workspace: 'w' }, (desk) => erasePerson(desk, 'ben', noon));
    const [{ id } = { id: '' }] = await allVotes(rows);
    expect([(await ballotsOf(rows, { id })).length, (await votersOf(rows, { id })).length]).toEqual([1, 1]);
  });

  it('lets a person change the choice, and starts empty when it is reopened', async () => {
    const { talk, store } = team();
    await start(talk(), anonymous)
      .clicks(on(1, 'cast', { on: 'a' }), ben)
      .clicks(on(1, 'cast', { on: 'b' }), ben)
      .getsReply(/Stored: Flask/);
    const rows = await Array.fromAsync(store.workspace('test', 'w').rows());
    expect(rows.filter(({ kind }) => kind?.startsWith('sealed:ballot:'))).toHaveLength(1);
    await talk()
      .clicks(on(1, 'close'), { ...ana, id: 'x' })
      .getsReply(/→ Start it again for a day/)
      .getsNo(/Extend by a day/)
      .clicks(on(1, 'manage'), { ...ana, id: 'm' })
      .getsReply(/Start it again for a day/)
      .clicks(on(1, 'reopen'), { ...ana, id: 'y' })
      .getsReply(/Nobody has voted yet/);
  });
});

describe('a vote whose deadline passed while nothing ran', () => {
  it('is closed by a click, which is not counted; once, with one record', async () => {
    const { talk, wait } = team();
    await start(talk()).picks('Flask', ben);
    wait(day);
    for (const who of [cy, eve])
      await talk()
        .clicks(on(1, 'cast', { on: 'a' }), { ...who, id: `late ${who.user}` })
        .getsReply(/over, so I did not count that/);
    await talk()
      .says('decisions', { id: 'list' })
      .getsReply(/ADR-0001 Which framework for billing/)
      .getsNo(/ADR-0002/);
    await talk()
      .says('decisions 1', { id: 'show' })
      .getsReply(/Chosen option: "Flask"/, /1 voted\. Closed at the deadline\./);
  });

  it('is closed by a look at the decisions, and shown as it ended where nothing announces it', async () => {
    const listed = team();
    await start(listed.talk()).picks('Flask', ben);
    listed.wait(day);
    await listed
      .talk()
      .says('decisions', { id: 'list' })
      .getsReply(/ADR-0001 Which framework for billing/);
    const alone = team();
    await start(alone.talk()).picks('Flask', ben);
    alone.wait(day);
    await alone
      .talk()
      .clicks(on(1, 'cast', { on: 'a' }), { ...cy, id: 'late' })
      .getsReply(/Decided: Flask/, /1 voted\. Closed at the deadline/, /→ Show the record/);
  });

  it('can be managed as what it is: over', async () => {
    const { talk, wait } = team();
    await start(talk()).picks('Flask', ben);
    wait(day);
    await talk()
      .clicks(on(1, 'extend'), { ...ana, id: 'extend' })
      .getsReply(/This vote is over/);
    await talk()
      .clicks(on(1, 'manage'), { ...ana, id: 'manage' })
      .picks('Reopen it for a day', { ...ana, id: 'reopen' })
      .getsReply(/Open until/, /1 voted: Ben/);
  });
});

describe('a review', () => {
  const decided = () => {
    const all = team();
    return {
      ...all,
      record: () => start(all.talk()).picks('Django', ben).clicks(on(1, 'close'), ana).picks('Show the record', ana),
    };
  };

  it('is set after the close, by a button and a form', async () => {
    const { record, store, talk } = decided();
    await record()
      .picks('Set a review', ana)
      .getsReply(/Review of ADR-0001/, /Look at it again .*: Never/)
      .fills({ days: 'date', date: '2026-02-30' }, ana)
      .getsReply(/A day, please/);
    await talk()
      .clicks({ verb: 'decisions', args: { number: '1', as: 'review' } }, { ...ana, id: 'open' })
      .fills({ days: 'date', date: '2026-09-01' }, { ...ana, id: 'fill' })
      .getsReply(/^I will bring ADR-0001 back to its channel on 2026-09-01\.$/)
      .clicks({ verb: 'decisions', args: { number: '1', as: 'review' } }, { ...ana, id: 'open 2' })
      .fills({ days: '30', date: '2026-10-01' }, { ...ana, id: 'both' })
      .getsReply(/^You also wrote a day/)
      .fills({ days: '0', date: '2026-10-01' }, { ...ana, id: 'not picked' })
      .getsReply(/^I will bring ADR-0001 back to its channel on 2026-10-01/)
      .clicks({ verb: 'decisions', args: { number: '1', as: 'review' } }, { ...ana, id: 'open 3' })
      .fills({ days: '0', date: '2026-10-01' }, { ...ana, id: 'never' })
      .getsReply(/^ADR-0001 will not come back\.$/)
      .says('decisions review 1 2026-09-01', { ...ana, id: 'again' })
      .says('decisions 1', { id: 'look' })
      .getsReply(/No review was agreed\.[\s\S]+On 2026-03-01 its review was set for 2026-09-01\./);
    expect(await store.workspace('test', 'w').find('decision', '1')).toMatchObject({ review: Date.UTC(2026, 8, 1, 9) });
  });

  it('is set, changed and called off by a word; by those who may', async () => {
    const { record, talk } = decided();
    await record()
      .says('decisions review 1 2026-09-01', { ...eve, id: '1' })
      .getsReply(/Only whoever started the vote/)
      .says('decisions review 1 next month', { ...ana, id: '1b' })
      .getsReply(/^A day, please, such as 2027-01-31\./)
      .says('decisions review 1 2026-02-01', { ...ana, id: '2' })
      .getsReply(/That day has passed/)
      .says('decisions review ADR-0001 2026-09-01', { ...ana, id: '3' })
      .getsReply(/on 2026-09-01/)
      .says('decisions review 1 2026-12-01', { ...eve, isAdmin: true, id: '4' })
      .getsReply(/on 2026-12-01/)
      .says('decisions review 1 never', { ...ana, id: '5' })
      .getsReply(/ADR-0001 will not come back/)
      .says('decisions download 1', { id: '6' })
      .getsReply(/On 2026-03-01 its review was called off\.\n*$/);
    await talk()
      .says('decisions review 9 never', { ...ana, id: '7' })
      .getsReply(/no decision of that number/);
  });
});

it('tells people of one name apart, in the vote and in its record', async () => {
  const { talk } = team();
  const twins = [
    { user: 'U1', name: 'Sam' },
    { user: 'U2', name: 'Sam' },
  ];
  await start(talk());
  for (const [index, twin] of twins.entries())
    await talk().clicks(on(1, 'cast', { on: 'ab'.charAt(index) }), { ...twin, id: `cast ${index}` });
  await talk()
    .clicks(on(1, 'cast', { on: 'a' }), { ...ben, id: 'cast' })
    .clicks(on(1, 'say', { reason: 'It is known.' }), { ...(twins[1] as object), id: 'say' })
    .clicks(on(1, 'close'), { ...ana, id: 'close' })
    .getsReply(/Sam \(U1\): Django/, /Sam \(U2\): Flask/, /Sam \(U2\), for Flask: It is known\./, /^• Ben: Django$/m)
    .says('decisions 1', { id: 'show' })
    .getsReply(/decided by Ben, Sam \(U1\), Sam \(U2\)/);
});

it('leaves choices and keys out of an export until the close', async () => {
  const { talk, store } = team();
  const exported = async (): Promise<string> =>
    (
      await Array.fromAsync(exportLines({ platform: 'test', workspace: 'w', user: null }, store.workspace('test', 'w'), noon))
    ).join('');
  await start(talk())
    .clicks(on(1, 'cast', { on: 'a' }), ben)
    .clicks(on(1, 'say', { reason: 'A secret.' }), ben)
    .getsReply(/Stored/);
  expect(await exported()).toMatch(/"kind":"voter:/);
  expect(await exported()).not.toMatch(/sealed|A secret/);
  await talk()
    .clicks(on(1, 'close'), { ...ana, id: 'close' })
    .getsReply(/Decided/);
  expect(await exported()).toMatch(/A secret/);
});
