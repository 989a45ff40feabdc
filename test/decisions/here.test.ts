import { describe, expect, it } from 'vitest';
import { allVotes, keepVote, keepVoteMessage, openVotes } from '../../src/core/decisions/rows.ts';
import type { Vote } from '../../src/core/decisions/vote.ts';
import type { Shown, Store } from '../../src/core/ports.ts';
import { atDesk } from '../../src/core/transaction.ts';
import { createTestBot, talk } from '../support/bot.ts';
import { noon, on, voteOf } from '../support/votes.ts';

const ana = { user: 'ana', name: 'Ana' };
const ben = { user: 'ben', name: 'Ben' };
const form = { question: 'Which database?', options: 'Postgres\nMySQL', context: '', method: 'single', ends: '1 day' };

/** A thread in which Ana has put something to the vote. */
const voting = (change: Partial<typeof form> = {}, where = {}, bot = createTestBot()) =>
  talk(bot)
    .says('decide Which database?', { ...ana, ...where })
    .fills({ ...form, ...change }, { ...ana, ...where });

/** Where it is 13:00 on the first Sunday of March 2026. */
const berlin = () => createTestBot({ clock: () => noon, platform: { zoneOf: async () => 'Europe/Berlin' } });

/** The message of the one vote that runs is posted. */
const postedAs = (shown: Shown, { store }: ReturnType<typeof createTestBot>): Promise<void> =>
  store.transaction(async (inside) => {
    const rows = inside.workspace('test', 'w');
    const [vote] = await openVotes(rows);
    await keepVoteMessage({ ...inside, platform: 'test', workspace: 'w', rows }, vote?.id ?? '', shown, 0);
  });

describe('where a vote runs', () => {
  it.each([
    ...['postgres', 'MySQL!', '+1 for Postgres', 'I vote for mysql', 'my vote: Postgres', 'vote Postgres'],
    ...['mysql and postgres', 'both Postgres and MySQL are fine', 'none of them', 'abstain'],
    ...['I prefer Postgres', "I'd go with MySQL", "I'm for postgres", 'Postgres for me', 'MySQL, obviously', 'definitely mysql'],
    ...['I vote MySQL because we run it already', 'postgres, since we know it', 'Postgres, thanks'],
    ...["ok, let's go with Postgres", 'decision: MySQL'],
    ...[
      'I changed my mind, MySQL',
      'I want to vote for MySQL instead',
      'switch my vote to MySQL',
      "actually I'd rather Postgres",
    ],
    ...['put me down for Postgres', 'no wait, MySQL', 'Postgres now please', 'count me in for MySQL', 'sorry, I meant Postgres'],
    ...["I'm for Postgres after all", 'leaning towards MySQL', 'MySQL it is', 'Postgres is my choice'],
  ])('a choice in words shows the vote, and counts nothing: %s', (said) =>
    voting()
      .says(said, ben)
      .shownTo('asker')
      .getsReply(/^A choice counts where it is clicked\.\n\nWhich database\?/, /Nobody has voted yet/, /→ Postgres\n→ MySQL/),
  );

  it.each([
    ...["what's this about?", 'why are we voting?'],
    ...['who has voted?', 'when does it end?', 'how long is it open', 'what are we voting on?', 'what are the options?'],
    ...[
      'how do I vote?',
      'can I still change my vote?',
      'change my vote',
      'vote status',
      'how many people voted?',
      'and when is the vote over?',
    ],
    ...["what's the result?", 'results?', "who's winning?", 'which one is ahead?', 'is it still open?', "what's the deadline?"],
    ...['how is it going?', 'how many votes so far?', 'status?', 'any news?', 'where are we?', 'any objections so far?'],
    ...['what was decided?', 'is it decided yet?', 'have we decided?', 'remind everyone', 'please remind the others'],
    ...['who won?', 'did Postgres win?', "so what's the outcome?", 'who objected?', 'how did Ben vote?', "what's the score?"],
    ...['I changed my mind', 'can I take my vote back?', 'withdraw my vote', 'I withdraw my objection', 'may I vote again?'],
    ...['has everyone voted?', 'is everybody done voting?', 'did all of us vote?', 'who is still missing?', 'how many are left?'],
    ...['how much time is left?', "what's the quorum?", 'what are the rules?', 'who started this?', 'show me the poll'],
    ...['oops, I clicked the wrong button', 'I voted for the wrong one', 'my vote was a mistake', 'wrong button, sorry'],
    ...[
      'is this vote anonymous?',
      'is it anonymous?',
      "how's it going?",
      'is the vote really secret?',
      'can you see my vote?',
      'who can see what I chose?',
    ],
  ])('a question about it shows it: %s', (said) =>
    voting()
      .says(said, ben)
      .shownTo('asker')
      .getsReply(/^Which database\?\n/, /Open until/),
  );

  it.each([
    ...['close it', 'close it now', 'please end the vote', 'extend it a bit', 'cancel', 'add SQLite as an option'],
    ...['make it anonymous', "let's close it", 'can you stop the vote?', 'remove MySQL as an option', 'can we have more time?'],
    ...[
      'end poll',
      'close voting',
      'close the runoff',
      'delete the poll',
      "let's wrap it up",
      'hide the results',
      'show the results live',
    ],
    ...['more time please', 'we need some more time to vote', 'give us more time'],
  ])('whoever started it is asked what to do with it, and others are told who may, and shown it: %s', (said) =>
    voting()
      .says(said, ana)
      .shownTo('asker')
      .getsReply(/^What should happen to this vote\?/, /1\. Close it now/)
      .says(said, ben)
      .shownTo('asker')
      .getsReply(/^Only Ana, who started it, and whoever may close votes here can do that\.\n\nWhich database\?\n/),
  );

  it.each([
    ['extend it until Friday', 'Fri 2026-03-06 23:59 Europe/Berlin'],
    ['please extend the vote to Friday 5pm', 'Fri 2026-03-06 17:00 Europe/Berlin'],
    ['extend it by 2 days', 'Wed 2026-03-04 13:00 Europe/Berlin'],
    ['extend it for another 2 days', 'Wed 2026-03-04 13:00 Europe/Berlin'],
    ['extend it by 2 more days', 'Wed 2026-03-04 13:00 Europe/Berlin'],
    ['prolong the vote for another 3 days', 'Thu 2026-03-05 13:00 Europe/Berlin'],
    ['can you close it on Friday at 5pm?', 'Fri 2026-03-06 17:00 Europe/Berlin'],
    ['keep it open until Friday', 'Fri 2026-03-06 23:59 Europe/Berlin'],
    ['move the deadline to Friday noon', 'Fri 2026-03-06 12:00 Europe/Berlin'],
    ['set the deadline to Friday', 'Fri 2026-03-06 23:59 Europe/Berlin'],
    ['make it end on Thursday', 'Thu 2026-03-05 23:59 Europe/Berlin'],
    ['postpone the deadline by 3 days', 'Thu 2026-03-05 13:00 Europe/Berlin'],
    ['push the end back by 2 days', 'Wed 2026-03-04 13:00 Europe/Berlin'],
    ['give us three more days', 'Thu 2026-03-05 13:00 Europe/Berlin'],
    ['can we have two more days?', 'Wed 2026-03-04 13:00 Europe/Berlin'],
  ])('whoever may extends it to what they say, others do not: %s', (said, ends) =>
    voting({}, {}, berlin())
      .says(said, ana)
      .shownTo('asker')
      .getsReply(/^Extend the vote\n/, new RegExp(`It ends .*: ${ends}$`))
      .fills({ ends }, ana)
      .getsReply(/Open until 2026-03-0[456]/)
      .says(said, ben)
      .getsReply(/^Only Ana, who started it, /),
  );

  it.each(['close it today at 17:00', 'extend it to 2pm today', 'close it in 2 hours', 'end the vote tomorrow at noon'])(
    'it is not made to end earlier, only now: %s',
    (said) =>
      voting({}, {}, berlin())
        .says(said, ana)
        .getsReply(/^A vote is not made to end earlier[^\n]+\n\nWhat should happen to this vote\?/, /1\. Close it now/),
  );

  it('an end that cannot be read is asked for', () =>
    voting({}, {}, berlin())
      .says('extend it until Friday 5', ana)
      .getsReply(/^In the morning or in the afternoon\?[^\n]+\n\nExtend the vote\n/));

  it.each(['yes', 'No!', 'yes please', 'agreed, yes'])(
    'an option is a choice also where it is what people say of anything: %s',
    (said) =>
      voting({ options: 'Yes\nNo' })
        .says(said, ben)
        .shownTo('asker')
        .getsReply(/^A choice counts where it is clicked\./)
        .says('thanks', ben)
        .getsSilence()
        .says(said, { ...ben, thread: 'other' })
        .getsSilence(),
  );

  it('to a proposal people consent in words', () =>
    voting({ method: 'consent', options: 'Use Postgres' })
      .says('I agree', ben)
      .getsReply(/^A choice counts where it is clicked\./)
      .says('I object', ben)
      .getsReply(/^A choice counts where it is clicked\./));

  it.each([
    ...['yes', '+1', 'no objections', 'no objection any more', 'fine by me', "I'm fine with it", 'ok with me', 'works for me'],
    ...['none from me', 'I am against it', 'I agree with this', 'LGTM', 'nope'],
  ])('and as people agree or not: %s', (said) =>
    voting({ method: 'consent', options: 'Use Postgres' })
      .says(said, ben)
      .getsReply(/^A choice counts where it is clicked\./)
      .says('thanks', ben)
      .getsSilence(),
  );

  it('whoever is awaited finds it by these words in a direct message too, where they were reminded', async () => {
    const bot = createTestBot({ platform: { peopleIn: async () => ['ana', 'ben'] } });
    const dm = { channel: 'd', thread: null, reach: 'direct', isPrivate: true } as const;
    await talk(bot)
      .says('decide Which database?', ana)
      .fills({ ...form, voters: 'people', people: 'ben' } as never, ana)
      .says('mysql', { ...ben, ...dm })
      .getsReply(/^A choice counts where it is clicked\.\n\nWhich database\?/)
      .says('when does it end?', { ...ben, ...dm })
      .getsReply(/Open until/)
      .says('mysql', { user: 'chidi', ...dm })
      .getsNo(/Which database/);
  });

  it.each([
    ['a question of the pack', 'is flask faster than django?', /faster/],
    [
      'what a longer text says of it',
      'what can we do to end the long waiting for our deploys, and who pays?',
      /no reviewed answer/,
    ],
    ['an option that is asked about', 'Postgres?', /ORM/],
    ['what is said of an option', 'postgres needs a lot of memory', /^(?!A choice)/],
    ['an option that is asked about', 'what about Flask?', /microframework/],
    ['another question about votes', 'how do I start a vote?', /decide \[question\]/],
  ])('%s is nothing about it: %s', (_what, said, expected) =>
    voting()
      .says(said, ben)
      .getsReply(expected)
      .getsNo(/Open until/),
  );

  it('a command that asks is answered, and so is a message that somebody points at', () =>
    voting({ options: 'Flask\nDjango' }, { thread: null })
      .commands('ask', { question: 'flask' }, ben)
      .getsReply(/microframework/)
      .quotes('flask', { ...ben, thread: null })
      .getsReply(/microframework/));

  it('an option of a vote on a scorecard is a choice, not the why of that scorecard', () =>
    talk()
      .says('recommend we need SSO and an admin screen, 12 developers, three months', ana)
      .says("let's vote on it", ana)
      .fills({ ...form, options: 'Django\nFlask' }, ana)
      .says('flask', ben)
      .getsReply(/^A choice counts where it is clicked/)
      .says("let's go with flask", ben)
      .getsReply(/^A choice counts where it is clicked/)
      .says('what is the result?', ben)
      .getsReply(/Open until/));

  it.each([
    ...['who decided that?', 'reopen it', 'when was that decided?', 'show me the record', 'change the decision to MySQL'],
    ...['what was decided?', 'review this in 3 months', 'look at it again next year', 'export the record'],
    ...['who won?', 'what won?', "what's the result?", 'results?', "so what's the outcome?", 'did Postgres win?'],
    ...['what did we pick?', 'was it unanimous?', 'who objected?', 'how did it end?', 'which one won in the end?'],
    ...['extend it', 'runoff', "let's do a runoff", 'how did Ben vote?', 'what did we decide?'],
  ])('how it ended is shown once it is over: %s', (said) =>
    voting()
      .picks('Postgres', ben)
      .says('close it', ana)
      .picks('Close it now', ana)
      .says(said, ben)
      .shownTo('asker')
      .getsReply(/^Decided: Postgres/, /→ Show the record\n→ Reopen for a day/)
      .says(said, { ...ben, thread: 'other' })
      .getsNo(/^Decided: Postgres/)
      .says(said, { ...ben, reach: 'overheard' })
      .getsSilence(),
  );

  it.each(['who won?', 'what was decided?', 'reopen it', 'extend it by a day', 'how did it end?', 'runoff'])(
    'one that ended without a record is the last one all the same: %s',
    (said) =>
      voting()
        .picks('Postgres', ben)
        .says('close it', ana)
        .picks('Close it now', ana)
        .says('decide Lunch?', ana)
        .fills({ ...form, question: 'Lunch?', options: 'Pizza\nPasta' }, ana)
        .says('cancel it', ana)
        .picks('Cancel it', ana)
        .says(said, ben)
        .shownTo('asker')
        .getsReply(/^Cancelled: nothing was decided\n\nLunch\?/, /→ Reopen for a day/)
        .says(said, { ...ben, thread: 'other' })
        .getsNo(/Lunch/)
        .says('reopen it', ana)
        .picks('Reopen for a day', ana)
        .says('close it', ana)
        .picks('Cancel it', ana)
        .says(said, ben)
        .getsReply(/^Cancelled: nothing was decided\n\nLunch\?/),
  );

  const ofSomethingElse = [
    ...['did Flask win?', 'has Django won?', 'did the benchmark win?', 'has our team won?', 'did Postgres and the ORM win?'],
    ...[
      'how did the senate vote?',
      'how did the UK and France vote?',
      'any reasons for that?',
      'the reasons',
      'what are the reasons?',
    ],
    ...['who created it?', 'who opened this?'],
  ];
  it.each([
    ...ofSomethingElse,
    ...['extend it to the mobile app', 'extend this with an API', 'extend that to all users', 'prolong it by two sprints'],
    ...['is it public?', 'is this private?', 'is it hidden?', 'is it secret?'],
    ...['scores', "what's the score?", 'any scores?', 'is it live?', 'is it open?', 'is it closed?', 'what is the deadline?'],
    ...[
      'options?',
      'what are the rules?',
      'move it to Friday',
      'postpone this by a week',
      'close this on Friday',
      'end it tomorrow',
    ],
    ...['we have until Friday', 'give me an hour', 'I clicked the wrong button', 'how many are left?', 'is everyone done?'],
    ...['I changed my mind', 'change my mind', 'how much time is left?', 'status?', 'is it finished?', 'give us more money'],
    ...['wrong choice', 'wrong option', 'is this still running?', 'when was it finished?', 'extend the options'],
    ...['we need more time', 'more time', 'I need 2 more hours', 'we want another day', 'the threshold'],
  ])('what may be of something else is not of a vote that is over: %s', (said) =>
    voting({}, {}, berlin())
      .picks('Postgres', ben)
      .clicks(on(1, 'close'), ana)
      .says(said, ben)
      .getsNo(/Decided: Postgres/),
  );

  it.each(ofSomethingElse)('nor of one that runs: %s', (said) =>
    voting({}, {}, berlin())
      .says(said, ben)
      .getsNo(/Open until/),
  );

  it.each([
    ...['was it anonymous?', 'is it anonymous?', 'was the vote really secret?', 'are our votes public?', 'who started it?'],
    ...['has everyone voted?', 'did all of us vote?', 'how many people voted?', 'how many have voted?', 'how many of us voted?'],
    ...[
      'what was the quorum?',
      "what's the threshold?",
      'what were the options?',
      'what were the rules?',
      'what was the deadline?',
    ],
    ...[
      'when did it end?',
      'when did the vote close?',
      'when was it closed?',
      'is it over?',
      'is it still open?',
      'is the poll over?',
    ],
    ...['who can see what I chose?', 'can you see my vote?', 'I voted for the wrong one', 'my vote was a mistake'],
    ...[
      'give us more time',
      'can we have more time?',
      'we need some more time to vote',
      'give us two more days',
      'extend it by 2 days',
    ],
    ...[
      'extend the vote until Friday',
      'keep the vote open until Friday',
      'move the deadline to Friday',
      'extend it a bit longer',
    ],
    ...[
      'can I still vote?',
      'may I change my vote?',
      'I want to withdraw my vote',
      'what were we voting on?',
      'what was the vote about?',
    ],
    ...['did anyone win?', 'has MySQL won?', 'how did people vote?', 'how did the team vote?', 'what were the results?'],
  ])('what is asked of one that runs is answered also once it is over: %s', (said) =>
    voting({}, {}, berlin())
      .picks('Postgres', ben)
      .clicks(on(1, 'close'), ana)
      .says(said, ben)
      .shownTo('asker')
      .getsReply(/^Decided: Postgres/)
      .says(said, { ...ben, thread: 'other' })
      .getsNo(/Decided: Postgres/),
  );

  it('who asks whether an option won means the vote that had it', () =>
    voting({}, {}, berlin())
      .picks('Postgres', ben)
      .clicks(on(1, 'close'), ana)
      .says('decide Lunch?', ana)
      .fills({ ...form, question: 'Lunch?', options: 'Pizza\nPasta' }, ana)
      .says('did pizza win?', ben)
      .getsReply(/^Lunch\?\n/)
      .says('did Postgres win?', ben)
      .getsReply(/^Decided: Postgres/)
      .says('did sushi win?', ben)
      .getsNo(/Lunch|Decided/)
      .clicks(on(2, 'cancel'), ana)
      .says('did Postgres win?', ben)
      .getsReply(/^Decided: Postgres/)
      .says('did pasta win?', ben)
      .getsReply(/^Cancelled: nothing was decided/));

  describe('whose result is asked for, where a scorecard is talked about too', () => {
    const project = 'recommend we need SSO and an admin screen, 12 developers, three months';
    const results = ["what's the result?", 'results', 'the results so far', "what's the outcome?", 'any results?', 'outcome'];
    /** A bot whose clock goes on by a minute with every look. */
    const ticking = () => {
      let now = noon;
      return createTestBot({ clock: () => (now += 60_000) });
    };
    const ended = (transcript: ReturnType<typeof voting>) => transcript.picks('Postgres', ben).clicks(on(1, 'close'), ana);

    it.each([...results, 'scores'])('of a scorecard that came after the end of a vote: %s', (said) =>
      ended(voting({}, {}, ticking()))
        .says(project, ana)
        .says(said, ana)
        .getsReply(/Django \d/)
        .getsNo(/Decided: Postgres/)
        .says('who won the vote?', ana)
        .getsReply(/^Decided: Postgres/),
    );

    it.each(results)('of a vote that ended after the scorecard: %s', (said) =>
      ended(
        talk(ticking())
          .says(project, ana)
          .says("let's vote on it", ana)
          .fills({ ...form }, ana),
      )
        .says(said, ben)
        .getsReply(/^Decided: Postgres/)
        .says("what's the score?", ben)
        .getsReply(/Django \d/)
        .says(said, ben)
        .getsReply(/Django \d/),
    );

    it.each([...results, 'scores'])('of a vote that runs: %s', (said) =>
      voting({}, {}, ticking())
        .says(project, ana)
        .says(said, ben)
        .getsReply(/Open until/),
    );

    it('of an answer given since, it is none of a scorecard', () =>
      ended(voting({}, {}, ticking()))
        .says(project, ana)
        .says('is Flask faster than Django?', ana)
        .says('results', ana)
        .getsReply(/^Decided: Postgres/));
  });

  it('the reasons are those of the answer that was given last, not of a vote', () =>
    voting()
      .clicks(on(1, 'close'), ana)
      .says('is Django good for large apps?', ben)
      .says('the reasons', ben)
      .getsReply(/Django/)
      .getsNo(/Not decided|Which database/));

  it.each(['vote again', 'decide it again', 'decide again'])(
    'it can be reopened by who wants it anew, whatever was asked: %s',
    (said) =>
      talk()
        .says('is flask faster than django?', ana)
        .says('decide Which database?', ana)
        .fills(form, ana)
        .picks('Postgres', ben)
        .says('close it', ana)
        .picks('Close it now', ana)
        .says(said, ben)
        .getsReply(/^Decided: Postgres/, /→ Reopen for a day/),
  );

  it.each(['any objections to Postgres?', 'Proposal: drop Postgres'])('what somebody else proposes is no choice: %s', (said) =>
    voting()
      .says(said, ben)
      .getsReply(/^Nothing is recorded yet/),
  );

  it('the same options are put to the vote once more by who says so', () =>
    voting()
      .says('vote: Postgres or MySQL', ben)
      .getsReply(/^Start a vote\n• Question: Postgres or MySQL\n/));

  it('words that only wave us off are left alone', () =>
    voting()
      .says('stop', ben)
      .getsSilence()
      .says('stop the vote', ana)
      .getsReply(/^What should happen to this vote/));

  it('words that may mean an answer are not of a vote that is over', () =>
    voting()
      .picks('Postgres', ben)
      .says('close it', ana)
      .picks('Close it now', ana)
      .says('is flask faster than django?', ben)
      .says('show me that', ben)
      .getsNo(/^Decided/));

  it('half a character breaks nothing', () =>
    voting()
      .says('close it \ud83d', ben)
      .getsNo(/went wrong/));

  describe('where a mention cannot be answered in private', () => {
    const votingInTheOpen = async (shown: Shown | null) => {
      const bot = createTestBot({ platform: { cannotWhisper: ['mention'] } });
      await talk(bot).says('decide Which database?', ana).fills(form, ana);
      if (shown) await postedAs(shown, bot);
      return bot;
    };
    const posted = { message: 'm', link: 'https://chat.example/m' };

    it.each([
      [
        'who has voted?',
        /^Which database\?\n\n• Open until .+\n• One option each.+\n• Nobody has voted yet\n\n.*chat\.example\/m/,
      ],
      ['I vote for MySQL', /^A choice counts where it is clicked\.\n\nWhich database\?\n/],
      ['cancel the vote', /^Only Ana, who started it, .+ can do that\.\n\nWhich database\?\n/],
    ])('all may read how the vote stands, and where it is: %s', async (said, expected) => {
      await talk(await votingInTheOpen(posted))
        .says(said, { ...ben, id: 'later' })
        .shownTo('thread')
        .getsReply(expected, /Go to the vote/)
        .getsNo(/→ Postgres/);
    });

    it.each([
      ['what its starter can do with it', 'close it', posted],
      ['a vote whose message is not known', 'who has voted?', null],
    ])('a button leads to %s', async (_what, said, shown) => {
      await talk(await votingInTheOpen(shown))
        .says(said, { ...ana, id: 'later' })
        .getsReply(/^That is between you and me/)
        .picks('Show it to me', { ...ana, id: 'click' })
        .shownTo('asker')
        .getsReply(/What should happen to this vote|Which database\?/);
    });
  });

  it('where a mention cannot be answered in private, all who could see how it ended are told', () =>
    voting({}, {}, createTestBot({ platform: { cannotWhisper: ['mention'] } }))
      .picks('Postgres', ben)
      .clicks(on(1, 'close'), ana)
      .says('who won?', ben)
      .shownTo('thread')
      .getsReply(
        /^Decided: Postgres \(Which database\?\)\n\n• Postgres: 1 person, 100%\n• MySQL: 0 people, 0%\n\n→ Show ADR-0001\n→ Reopen for a day$/,
      )
      .says('reopen it', ana)
      .picks('Reopen for a day', ana)
      .getsReply(/^Which database\?\n/));

  it('an option is a choice also where an answer on it stands above', () =>
    talk()
      .says('Django or Flask?', ana)
      .picks('Put it to the vote', ana)
      .fills({ ...form, options: 'Django\nFlask' }, ana)
      .says('flask', ben)
      .getsReply(/^A choice counts where it is clicked/)
      .says('and flask?', ben)
      .getsNo(/^A choice/));

  it('people among themselves are left alone', () =>
    voting()
      .says('who has voted?', { ...ben, reach: 'overheard' })
      .getsSilence()
      .says('close it', { ...ana, reach: 'overheard' })
      .getsSilence());

  it('it is not the vote of another thread', () =>
    voting()
      .says('close it', { ...ana, thread: 'other' })
      .getsNo(/What should happen/)
      .says('who has voted?', { ...ben, thread: 'other' })
      .getsReply(/^A vote is running/));

  it('one of a channel is meant in a thread that a mention begins there too, unless another vote runs in that thread', () =>
    voting({}, { thread: null })
      .says('mysql', { ...ben, thread: 'begun' })
      .getsReply(/^A choice counts where it is clicked\.\n\nWhich database\?/)
      .picks('MySQL', { ...ben, thread: null })
      .says('close it', { ...ana, channel: 'another', thread: 'begun' })
      .getsNo(/What should happen/)
      .says('decide Lunch?', { ...ana, thread: 'lunch' })
      .fills({ ...form, question: 'Lunch?', options: 'Pizza\nPasta' }, { ...ana, thread: 'lunch' })
      .says('who has voted?', { ...ben, thread: 'lunch' })
      .getsReply(/^Lunch\?\n/)
      .says('close it', { ...ana, thread: 'begun' })
      .picks('Close it now', { ...ana, thread: null })
      .says('reopen it', { ...ana, thread: 'begun later' })
      .getsReply(/^Decided: MySQL\n\nWhich database\?/));

  it('it is the vote of the thread below its message too', async () => {
    const bot = createTestBot();
    const inChannel = { ...ana, thread: null };
    await talk(bot).says('decide Which database?', inChannel).fills(form, inChannel);
    await postedAs({ message: 'first,more', link: null }, bot);
    await talk(bot)
      .says('close it', { ...ana, thread: 'first', id: 'later' })
      .getsReply(/^What should happen/)
      .says('close it', { ...ana, channel: 'first', thread: 'first', id: 'in a thread that is a channel of its own' })
      .getsReply(/^What should happen/)
      .says('close it', { ...ana, channel: 'other', thread: 'first', id: 'elsewhere' })
      .getsNo(/What should happen/);
  });

  it('of two votes in one place, none is taken for the one that is meant', () =>
    voting()
      .says('decide Lunch?', ana)
      .fills({ ...form, question: 'Lunch?', options: 'Pizza\nPasta' }, ana)
      .says('close the vote', ana)
      .getsReply(/^2 votes are running/, /Lunch\?/, /Which database\?/)
      .says('when does it end?', ben)
      .getsReply(/^2 votes are running/)
      .picks('Vote: Lunch?', ben)
      .getsReply(/^Lunch\?\n/)
      .says('pizza', ben)
      .getsNo(/counts where/));

  it('one that is over is not meant', () =>
    voting()
      .says('close it', ana)
      .picks('Close it now', ana)
      .says('who has voted?', ben)
      .getsNo(/Open until/));

  it('most questions do not look for votes', async () => {
    const bot = createTestBot();
    let looked = 0;
    const { transaction } = bot.store;
    bot.store.transaction = (work) =>
      transaction((inside) =>
        work({
          ...inside,
          workspace: (...place) => {
            const rows = inside.workspace(...place);
            return {
              ...rows,
              kept: (kind) => {
                looked += 1;
                return rows.kept(kind);
              },
            };
          },
        }),
      );
    await talk(bot)
      .says('is flask faster than django?')
      .getsReply(/faster/i);
    expect(looked).toBe(0);
  });
});

describe('a vote that ended without a record', () => {
  const home = { platform: 'test', workspace: 'w' };
  /** A vote that was cancelled so many minutes after noon, and its message where it has one. */
  const cancelled = (store: Store, id: string, at: number, change: Partial<Vote> = {}, message: string | null = null) =>
    atDesk(store, home, async (desk) => {
      const ended = { at: noon + at * 60_000, by: null };
      if (message !== null) await keepVoteMessage(desk, id, { message, link: null }, noon);
      await keepVote(desk.rows, voteOf({ id, question: `${id}?`, state: 'cancelled', ended, ...change }));
    });
  /** Many that are newer, each in another channel. */
  const manyElsewhere = async (store: Store, count: number) => {
    for (let at = 1; at <= count; at += 1) await cancelled(store, `other ${at}`, at, { channel: `c${at}`, thread: `c${at}` });
  };
  const asked = (bot: ReturnType<typeof createTestBot>, where: object, said = 'who won?') =>
    talk(bot).says(said, { ...ben, ...where });

  it.each([9, 10, 40])(
    'is found in a thread that is a channel of its own, whatever ended elsewhere: %i others',
    async (others) => {
      const bot = createTestBot();
      await cancelled(bot.store, 'Mine', 0, { channel: 't9', thread: 't9' });
      await manyElsewhere(bot.store, others);
      await asked(bot, { channel: 't9', thread: 't9' }).getsReply(/^Cancelled: nothing was decided\n\nMine\?/);
    },
  );

  it('is found below its message where that thread is a channel of its own', async () => {
    const bot = createTestBot();
    await cancelled(bot.store, 'Mine', 0, { channel: 'c', thread: null }, 't9,more');
    await manyElsewhere(bot.store, 12);
    await asked(bot, { channel: 't9', thread: 't9' }).getsReply(/\n\nMine\?/);
    await asked(bot, { channel: 'c', thread: 't9', id: 'in the same channel' }).getsReply(/\n\nMine\?/);
    await asked(bot, { channel: 'c8', thread: 't9', id: 'elsewhere' }).getsNo(/Mine/);
  });

  it('is found below its message also if that was posted later than it ended', async () => {
    const bot = createTestBot();
    await cancelled(bot.store, 'Mine', 0, { channel: 'c', thread: null });
    await atDesk(bot.store, home, (desk) => keepVoteMessage(desk, 'Mine', { message: 't9', link: null }, noon));
    await asked(bot, { channel: 't9', thread: 't9' }).getsReply(/\n\nMine\?/);
  });

  it('is the one of the thread before that of its channel, and of these the last one', async () => {
    const bot = createTestBot();
    await cancelled(bot.store, 'First', 0, { thread: 't' });
    await cancelled(bot.store, 'Second', 1, { thread: 't' });
    await cancelled(bot.store, 'Around', 2, { thread: null });
    await cancelled(bot.store, 'Beside', 3, { thread: 'other' });
    await asked(bot, { thread: 't' }).getsReply(/\n\nSecond\?/);
    await asked(bot, { thread: 'begun', id: 'in a thread without a vote' }).getsReply(/\n\nAround\?/);
    await asked(bot, { thread: null, id: 'in the channel' }).getsReply(/\n\nAround\?/);
  });

  it('and so is one with a record, however many were decided elsewhere since', async () => {
    const bot = createTestBot();
    const decided = (id: string, record: number, change: Partial<Vote>) =>
      cancelled(bot.store, id, record, { state: 'closed', record, ...change }, `shown ${id}`);
    await decided('t9', 1, { channel: 'c', thread: null });
    for (let record = 2; record < 15; record += 1) await decided(`${record}`, record, { channel: `c${record}`, thread: null });
    await asked(bot, { channel: 'shown t9', thread: 'shown t9' }).getsReply(/\n\nt9\?/);
  });

  it('is not told to people who may not read it', async () => {
    const bot = createTestBot({ platform: { isMember: async () => false } });
    await cancelled(bot.store, 'Mine', 0, { channel: 'c', thread: null, isPrivate: true }, 't9');
    await asked(bot, { channel: 't9', thread: 't9' }).getsNo(/Mine/);
  });

  it('costs the same to find, however many ended elsewhere', async () => {
    const bot = createTestBot();
    await cancelled(bot.store, 'Mine', 0, { channel: 't9', thread: 't9' });
    await manyElsewhere(bot.store, 30);
    let read = 0;
    const { transaction } = bot.store;
    bot.store.transaction = (work) =>
      transaction((inside) =>
        work({
          ...inside,
          workspace: (...place) => {
            const rows = inside.workspace(...place);
            const counting = async (found: Promise<unknown[]>) => {
              read += (await found).length;
              return found;
            };
            return {
              ...rows,
              kept: (kind) => counting(rows.kept(kind)),
              findAll: (kind, keys) => counting(rows.findAll(kind, keys)),
            };
          },
        }),
      );
    await asked(bot, { channel: 't9', thread: 't9' }).getsReply(/\n\nMine\?/);
    expect(read).toBeLessThan(10);
  });

  it('is erased with its workspace, and another one is found then', async () => {
    const bot = createTestBot();
    await cancelled(bot.store, 'Mine', 0);
    await atDesk(bot.store, home, ({ rows }) => rows.erase(null));
    await asked(bot, {}).getsNo(/Mine/);
    await cancelled(bot.store, 'Next', 0);
    await asked(bot, { id: 'later' }).getsReply(/\n\nNext\?/);
    expect((await bot.store.transaction(async (inside) => allVotes(inside.workspace('test', 'w')))).length).toBe(1);
  });
});
