import { describe, expect, it } from 'vitest';
import { limits as discord } from '../src/adapters/discord/limits.ts';
import { limits as slack } from '../src/adapters/slack/limits.ts';
import { BotError } from '../src/core/errors.ts';
import type { Event } from '../src/core/event.ts';
import { fit as fitTo, formOf } from '../src/core/fit.ts';
import { encodeIntent } from '../src/core/intent.ts';
import { plainText, type Reply } from '../src/core/reply.ts';
import { recommend } from '../src/core/scoring/recommend.ts';
import type { Sheet } from '../src/core/scoring/scorecard.ts';
import { groupBlocks } from '../src/core/scoring/show-group.ts';
import { standingSentence, verdictBlocks, verdictWord } from '../src/core/scoring/verdict.ts';
import { readFactors, weightsSentence } from '../src/core/scoring/weights.ts';
import { buttonsOf, createTestBot, talk, testEvent } from './support/bot.ts';
import { cpuTime } from './support/cpu-time.ts';
import { breakfastPack, knowledge, knowledgeWith, openKnowledge } from './support/knowledge.ts';
import { reply } from './support/replies.ts';

const project = "We're four people, six weeks, an internal dashboard over our Postgres, SSO, and maybe a public API later";

const morning = await openKnowledge(breakfastPack);

/** The one reply to an event. */
async function replyTo(bot: ReturnType<typeof createTestBot>, event: Event): Promise<Reply> {
  const [reply] = await bot.handle(event);
  return reply as Reply;
}

const described = (description: string, where: Parameters<typeof testEvent>[1] = {}): Event =>
  testEvent({ type: 'command', verb: 'recommend', args: { description } }, { reach: 'command', thread: null, ...where });

describe('recommend', () => {
  it('gives a verdict, how sure it is, reasons for and against with their words and sections, and what would change it', () =>
    talk()
      .commands('recommend', { description: project })
      .getsReply(
        /^Django fits better\n/,
        /Django 59\.\d, Flask 52\.\d of 100\. \d\d% sure: the lead is 6\.\d points, from 6 of 12 questions; the open ones could make it anything from -\d+\.\d to \+\d+\.\d\./,
        /For \(\+\) and against \(-\) Django over Flask\nKind of project: -2\.[89]\nTeam: \+2\.[78]/,
        /Kind of project: Answer: An internal tool, a simple dashboard, a prototype \("internal dashboard"\) \| Speaks for: Flask 2\.[89] \| Section: Lightweight Applications/,
        /"public API"\), counted in part/,
        /What would change this/,
        /Next: Who shapes the architecture\?\n\n1\. The framework/,
        /→ Share to channel/,
      )
      .shownTo('asker'));

  it('takes an answer back with one click, and asks it anew', () =>
    talk()
      .commands('recommend', { description: project })
      .picks('Not so: Log-ins')
      .getsReply(/from 5 of 12 questions/, /Next: Do people sign in\?\n\n1\. Yes, with accounts/)
      .picks('No, or it is not our task')
      .getsReply(/from 6 of 12 questions/, /Log-ins: Answer: No, or it is not our task \|/)
      .getsNo(/Do people sign in/));

  it('takes every answer back with one click, as far as a message has room for that', () =>
    talk()
      .commands('recommend', {
        description:
          'A big SaaS with users and admin, eight developers of mixed experience, SSO, sensitive data, public API, six weeks, our Postgres',
      })
      .getsReply(/from 9 of 12 questions/, /(?:→ Not so: .+\n){9}/)
      .commands('recommend', {
        description:
          'A big SaaS, microservices, eight senior developers, a public API, no admin panel, log-ins, six weeks, our Postgres',
      })
      .getsReply(/from 9 of 12 questions/, /(?:→ Not so: .+\n){6}/, /Next: /)
      .sees((shown) => expect(shown.match(/→ Not so/g)).toHaveLength(6)));

  it('asks what decides the most, passes over what nobody knows, and stops where nothing can flip it', async () => {
    const bot = createTestBot({ knowledge: morning });
    await talk(bot)
      .commands('recommend', { description: 'I am late, 5 minutes' })
      .getsReply(/Next: How long must it last\?/)
      .picks("I don't know")
      .getsReply(/Next: Is there milk\?/)
      .picks('Yes')
      .getsReply(/^Muesli fits better/)
      .getsNo(/Next:/);
  });

  it('knocks out what cannot be taken, and says so', () =>
    talk(createTestBot({ knowledge: morning }))
      .says('recommend in a hurry and out of milk')
      .getsReply(/^Toast fits better/, /Muesli is ruled out: there is no milk for it\./)
      .says('why not muesli?')
      .getsReply(/^Why: Toast over Muesli\n\nMuesli is ruled out: there is no milk for it\.\n\n• /));

  it('says that one is left where all others are knocked out, and doubts no longer', () =>
    talk()
      .commands('recommend', { description: 'A dashboard; it has to be secure by default' })
      .getsReply(/^Only Django is left\n\nFlask is ruled out: [^.]+\. Django has \d+\.\d of 100, from 2 of 12 questions\.\n/)
      .getsNo(/sure/));

  it('names the only one that is left, with no lead over what cannot be taken', async () => {
    const criteria = knowledge.pack.criteria.map((criterion) => ({
      ...criterion,
      answers: criterion.answers.map((answer) => ({
        ...answer,
        rulesOut: criterion.id === 'deadline' && answer.phrases.length > 0 ? { django: 'it cannot be learned by then' } : {},
      })),
    }));
    const bot = createTestBot({ knowledge: knowledgeWith({ criteria }) });
    await talk(bot)
      .commands('recommend', { description: project }, { reach: 'mention', thread: 't' })
      .getsReply(
        /^Only Flask is left\n\nDjango is ruled out: it cannot be learned by then\. Flask has 52\.\d of 100, from 6 of 12 questions\.\n/,
        /Time: Answer: .*"six weeks"\) \| Rules out: Django \|/,
        /Team: Answer: .* \| Rules out: nothing \|/,
      )
      .getsNo(/sure|lead|over Django|over Flask|→ Weights|→ Picture/)
      .says('log-ins matter twice as much', { reach: 'overheard' })
      .getsReply(/Only Flask is left/)
      .picks('Why')
      .getsReply(/Log-ins: Users, sessions/);
  });

  it.each(['it must be written in Java', 'it must not be Python'])('says neither where all are knocked out: %s', (rule) =>
    talk()
      .commands('recommend', { description: `A dashboard, but ${rule}` })
      .getsReply(/^Neither\n\nDjango is ruled out: it is a Python framework\. Flask is ruled out/)
      .getsNo(/points/),
  );

  it('says how many cannot be told apart, or will not do, where there are more than two options', () => {
    const { pack } = morning;
    const criteria = pack.criteria.map((criterion) => ({
      ...criterion,
      answers: criterion.answers.map((answer) => ({
        ...answer,
        fits: answer.id === 'minutes' ? answer.fits : { porridge: 50, toast: 50, muesli: 50 },
        rulesOut: answer.id === 'noon' ? { porridge: 'no', toast: 'no', muesli: 'no' } : {},
      })),
    }));
    const saidOf = (answers: Record<string, string>): string[] => {
      const given = Object.entries(answers).map(([criterion, answer]) => ({ criterion, answer, certainty: 1, words: '' }));
      const found = recommend({ ...pack, criteria }, given);
      const [heading] = verdictBlocks(morning, found, null);
      return [plainText(reply(heading)), standingSentence(morning, found), verdictWord(morning, found.verdict)];
    };
    expect(saidOf({ time: 'plenty', hunger: 'snack', sink: 'me', milk: 'none' })).toEqual([
      'Any will do: Muesli, Porridge and Toast',
      'Muesli, Porridge and Toast are level: any will do.',
      'a tie',
    ]);
    expect(saidOf({ hunger: 'noon' })).toEqual(['None of them', 'None of them will do.', 'none of them']);
  });

  it('tells nobody that either will do where what is open may well decide it', async () => {
    await talk()
      .commands('recommend', { description: 'A small API with log-ins' })
      .getsReply(/^Level so far: Flask and Django\n/, /\b\d% sure that it stays so: the lead is 0\.\d points, from 2 of 12/);
    const answered =
      `kind=service&accounts=accounts&admin=none&api=rich&architecture=services&data=other&team=changing&experience=beginner
      &deadline=soon&scale=small&security=sensitive&existing=django-skills`.replace(/\s/g, '');
    await talk()
      .commands('recommend', { description: '' }, { id: 'card' })
      .clicks(
        { verb: 'recommend', args: { card: 'card', ...Object.fromEntries(new URLSearchParams(answered)) } },
        { isPrivate: true },
      )
      .getsReply(/^Either will do: Flask and Django\n/, /6\d% sure that it stays so: .+ from 12 of 12 questions\./);
  });

  it('says that it does not know where the text says nothing', () =>
    talk()
      .commands('recommend', { description: 'Hello' })
      .getsReply(/^Not enough to go by/, /Next: /));

  it('asks with a form where nothing is described, and scores what is filled in', () =>
    talk()
      .commands('recommend')
      .getsReply(/What fits our project\?/, /The project in your own words/)
      .fills({ description: 'Four people', architecture: 'own', existing: '-', kind: '' })
      .getsReply(
        /Team: Answer: Four or more \("four people"\)|Team: Answer: Four or more/i,
        /We do: full control, few defaults/,
      ));

  it('shows the open questions that decide the most in a form of five, filled in with what was understood', async () => {
    const bot = createTestBot();
    const first = await replyTo(bot, described(project, { id: 'card' }));
    expect(first.blocks.some(({ type }) => type === 'bars')).toBe(true);
    const open = testEvent(
      { type: 'action', action: 'recommend?card=card&show=form' },
      { reach: 'button', thread: null, isPrivate: true, id: 'e2' },
    );
    const form = formOf(await replyTo(bot, open), discord);
    expect(form?.fields).toHaveLength(5);
    expect(form?.fields.map(({ name }) => name)).toEqual(['architecture', 'existing', 'admin', 'experience', 'scale']);
    expect(form?.fields.every((field) => 'options' in field && field.options.at(-1)?.label === "I don't know")).toBe(true);
    const filled = testEvent(
      {
        type: 'form',
        action: encodeIntent(form?.submit as never),
        values: { existing: 'nothing', architecture: '-', security: '-', scale: '-', admin: '-' },
      },
      { reach: 'button', thread: null, isPrivate: true, id: 'e3' },
    );
    expect(await replyTo(bot, filled)).toMatchObject({ replaces: true });
    // What nobody asked yet comes first, then what nobody could answer.
    const again = formOf(await replyTo(bot, { ...open, id: 'e4' }), discord);
    expect(again?.fields.map(({ name }) => name)).toEqual(['experience', 'architecture', 'admin', 'scale', 'security']);
  });

  it('changes weights in words and by button', () =>
    talk()
      .commands('recommend', { description: project }, { reach: 'mention', thread: 't' })
      .getsReply(/Log-ins: \+2\.[45]/)
      .says('log-ins matter twice as much', { reach: 'overheard' })
      .getsReply(/Log-ins: \+4\.[67]/)
      .getsReply(/With changed weights: Log-ins counts twice as much\./)
      .says('ignore the log-ins', { reach: 'overheard' })
      .getsReply(/^Log-ins now does not count\.\n/, /Log-ins: \+0\.0/)
      .says('the deadline matters twice as much', { reach: 'overheard' })
      .picks('Why')
      .picks('Back to the result')
      .getsReply(/ With changed weights: Log-ins does not count; Time counts twice as much\.\n/)
      .says('the deadline counts as before', { reach: 'overheard' })
      .says('nice weather today', { reach: 'overheard' })
      .getsSilence()
      .says('reset the weights')
      .getsReply(/^All questions now count as before\.\n/, /Log-ins: \+2\.[45]/)
      .getsNo(/With changed weights/)
      .says('ignore the log-ins', { reach: 'overheard' })
      .says('weights back to normal, please')
      .getsReply(/^All questions now count as before\.\n/)
      .says('log-ins count as before')
      .getsReply(/Log-ins: \+2\.[45]/)
      .getsNo(/With changed weights/)
      .picks('Weights')
      .getsReply(
        /How much each question counts\nStructure or freedom: 13%\n[\s\S]*Log-ins: 5%\n/,
        /\n\n• Kind of project: the lead holds from 0% to 28%; level at 3\.4 times as much\.\n\nSay for example/,
      )
      .picks('Log-ins')
      .getsReply(/how much should it count/)
      .picks('Three times as much')
      .getsReply(/Log-ins: \+\d+/, /Django fits better/));

  it('says of weights that none of them turns the result, where that is so', () =>
    talk()
      .says('recommend we need an admin panel and log-ins, twelve developers')
      .picks('Weights')
      .getsReply(/\n\nHowever much a single one of them counts, Django stays ahead\.\n\nSay for example/));

  it.each(['why?', 'how come', 'are you sure?', 'source?'])('gives its reasons when asked in words: %s', (said) =>
    talk()
      .says('is Flask faster than Django?', { reach: 'mention', thread: 't' })
      .getsReply(/Flask/)
      .commands('recommend', { description: project }, { reach: 'mention', thread: 't' })
      .getsReply(/^Django fits better/)
      .says(said, { reach: 'mention', thread: 't' })
      .getsReply(/^Why\n\n• Kind of project \(-2\.[89] for Django\)/),
  );

  it('replaces the message that was clicked, for its owner only', async () => {
    const bot = createTestBot();
    expect(await replyTo(bot, described(project, { id: 'card' }))).toMatchObject({ replaces: false, audience: 'asker' });
    const click = (user: string, id: string): Event =>
      testEvent(
        { type: 'action', action: 'recommend?card=card&set=admin&to=panel' },
        { reach: 'button', user, id, thread: null },
      );
    expect(await replyTo(bot, click('ana', 'e1'))).toMatchObject({ replaces: true, audience: 'thread' });
    expect(await replyTo(bot, click('ben', 'e2'))).toMatchObject({ replaces: false, audience: 'asker' });
  });

  it('is shared as a message of its own, which others see: replaced, the private one would stay private', async () => {
    const bot = createTestBot();
    await talk(bot)
      .commands('recommend', { description: project }, { id: 'card' })
      .picks('Share to channel')
      .shownTo('channel')
      .getsReply(/^Django fits better/);
    const shared = testEvent(
      { type: 'action', action: 'share/recommend?card=card' },
      { reach: 'button', id: 's1', isPrivate: true },
    );
    expect(await replyTo(bot, shared)).toMatchObject({ audience: 'channel', replaces: false });
  });

  it('replaces nothing where it is new: what was clicked may be an answer', async () => {
    const bot = createTestBot();
    await talk(bot).says('Django or Flask?');
    const description = 'an internal dashboard with SSO for four people';
    const filled = testEvent({ type: 'form', action: 'recommend', values: { description } }, { reach: 'button', id: 'e2' });
    expect(await replyTo(bot, filled)).toMatchObject({ replaces: false, audience: 'thread' });
  });

  it('says why in sentences, and draws the bars', async () => {
    const bot = createTestBot();
    await talk(bot)
      .commands('recommend', { description: project })
      .picks('Why')
      .getsReply(/Log-ins \(\+2\.[45] for Django\): Users, sessions/, /Source: .*Built-In Features That Make Django Powerful/)
      .picks('Back to the result')
      .picks('Picture')
      .getsReply(/Log-ins: \+2\.[45]/);
  });

  it.each([{ security: 1.04 }, { forgotten: 2 }])(
    'says nothing of weights as usual, or of a criterion that is no more: %j',
    (factors) => expect(weightsSentence(factors, knowledge.pack.criteria)).toBeNull(),
  );

  it('is offered the words of its description for a name only to whoever wrote them', () => {
    const described = talk().says(`recommend ${project}`);
    return described
      .clicks({ verb: 'recommend', args: { card: 'event-1', show: 'name' } }, { user: 'ben', isPrivate: false })
      .getsReply(/Everybody here can then find it by this name\.$/)
      .clicks({ verb: 'recommend', args: { card: 'event-1', show: 'name' } })
      .getsReply(new RegExp(`by this name\\.: ${project.slice(0, 20)}`));
  });

  it('is not found, once saved, by a guest or somebody of another company', () =>
    talk(createTestBot({ platform: { isMember: async ({ user }) => user !== 'eve' } }))
      .commands('recommend', { description: project })
      .picks('Save')
      .fills({ name: 'Back office' })
      .commands('scorecards')
      .getsReply(/Back office: Django/)
      .commands('scorecards', {}, { user: 'eve' })
      .getsReply(/No scorecard is saved yet/)
      .commands('scorecards', { names: 'back office' }, { user: 'eve' })
      .getsReply(/No scorecard is saved yet/));

  it('is not said to be missing where the platform does not say who asks', () => {
    const isMember = () => Promise.reject(new BotError('unknown-person', 'Who are you?'));
    return talk(createTestBot({ platform: { isMember } }))
      .says('scorecards')
      .getsReply(/^Who are you\?$/);
  });

  it('is shown to who asks alone, once saved, where another company reads too', () =>
    talk()
      .commands('recommend', { description: project })
      .picks('Save')
      .fills({ name: 'Back office' })
      .says('scorecards', { isShared: true })
      .getsReply(/Back office: Django/)
      .shownTo('asker')
      .says('scorecards shop', { isShared: true })
      .getsReply(/There is: Back office\./)
      .shownTo('asker')
      .says('scorecards back office', { isShared: true })
      .getsReply(/^Back office: Django fits/)
      .shownTo('asker')
      .says('scorecards back office')
      .shownTo('thread'));

  it('is taken off the list by its owner alone, who leaves its name empty, and can still be saved again', () =>
    talk()
      .commands('recommend', { description: project }, { id: 'card' })
      .picks('Save')
      .fills({ name: 'Back office' })
      .clicks({ verb: 'recommend', args: { card: 'card', show: 'name' } }, { user: 'ben' })
      .fills({ name: '' }, { user: 'ben' })
      .getsReply(/A name, please\./)
      .says('scorecards')
      .getsReply(/Back office: Django/)
      .picks('Back office')
      .picks('Rename')
      .getsReply(/Empty: no longer\./)
      .fills({ name: ' ' })
      .getsReply(/^It is no longer among the saved scorecards\.\n\nDjango fits better/)
      .says('show me the scorecards')
      .getsReply(/^No scorecard is saved yet/)
      .clicks({ verb: 'recommend', args: { card: 'card', show: 'name' } })
      .fills({ name: 'Office' })
      .says('can you list our scorecards?')
      .getsReply(/Office: Django/));

  it.each([
    'evaluate this: is flask secure?',
    'rate this: Flask is faster than Django',
    'score: 5',
    'score this: we won 3-1',
    'score this: which is faster?',
  ])('is no order to score where that is a question or a remark: %s', (said) =>
    talk()
      .says(said)
      .getsReply(/Source: |no reviewed answer|not sure/),
  );

  it.each(['score this: ', 'please rate our new project: ', 'can you score: ', 'Evaluate my app:\n'])(
    'is made at once of what stands behind an order: %j',
    (order) =>
      talk()
        .says(`${order}${project}`)
        .getsReply(/^Django fits better/),
  );

  it('is shown, or made of what was asked, to whoever asks what we would do', () =>
    talk()
      .says('what would you do if you were us?')
      .getsReply(/recommend \[description\]/)
      .says(`recommend ${project}`)
      .says('what would you do in our place?')
      .getsReply(/^Django fits better/));

  it.each([
    'which one do you prefer?',
    'choose for us',
    'can you pick one for us, please?',
    'what do you think?',
    'just pick one for me',
  ])('is shown to whoever wants a choice of ours right below it: %s', (said) =>
    talk()
      .says(`recommend ${project}`)
      .says(said, { reach: 'overheard' })
      .sees((shown) => expect(shown).not.toMatch(/fits better/))
      .says(said)
      .getsReply(/^Django fits better/),
  );

  it.each(['Ben should choose for us', 'I would pick one for me'])(
    'is not shown to who wants that of somebody else: %s',
    (said) =>
      talk()
        .says(`recommend ${project}`)
        .says(said)
        .getsNo(/^Django fits better/),
  );

  it('is saved, renamed, listed and compared', () =>
    talk()
      .commands('scorecards')
      .getsReply(/No scorecard is saved yet/)
      .commands('recommend', { description: project })
      .picks('Save')
      .fills({ name: 'Back office' })
      .getsReply(/^Saved as "Back office"\.\n\nBack office: Django fits/)
      .picks('Rename')
      .fills({ name: 'Intranet' })
      .commands('recommend', { description: 'Solo, a tiny JSON API, no database, must stay lightweight' })
      .picks('Save')
      .fills({ name: 'Feed' })
      .commands('scorecards')
      .getsReply(/Feed: Flask\n• Intranet: Django/)
      .commands('scorecards', { names: 'intranet vs feed' })
      .getsReply(
        /Verdict: Intranet: Django \| Feed: Flask/,
        /Team: Intranet: Four or more \| Feed: One person/,
        /The same, or open in both: \d+ other questions\./,
      )
      .commands('scorecards', { names: 'intranet' })
      .getsReply(/^Intranet: Django fits better/)
      .picks('Rename')
      .fills({ name: 'Feed and intranet' })
      .commands('scorecards', { names: 'feed and intranet' })
      .getsReply(/^Feed and intranet: Django fits better/)
      .picks('Put it to the vote')
      .getsReply(/Question: Feed and intranet: Django or Flask\?/)
      .commands('scorecards', { names: 'intranet, feed' })
      .getsReply(/^Feed and intranet and Feed side by side\n/)
      .commands('scorecards', { names: 'feed and intranet' })
      .picks('Rename')
      .fills({ name: 'Office, search' })
      .commands('scorecards', { names: 'office, search vs feed' })
      .getsReply(/^Office, search and Feed side by side\n/)
      .commands('scorecards', { names: 'nonsense' })
      .getsReply(/No saved scorecard is called that. There are: /));

  it('shows a team its median, its spread and what it disagrees about most, and nobody by name', () =>
    talk()
      .commands('recommend', { description: project })
      .picks('Group')
      .getsReply(/Only one person has filled this in/)
      .picks('Fill in mine', { user: 'ben' })
      .fills({ existing: 'flask-code', architecture: 'own', security: 'low', scale: 'small', admin: 'none' }, { user: 'ben' })
      .getsReply(/^Flask fits /)
      .shownTo('asker')
      .picks('Group', { user: 'ben' })
      .getsReply(
        /^Group of 2\n/,
        /Django: Median: \d\d\.\d \| From: \d\d\.\d \| To: \d\d\.\d/,
        /it is (Django|Flask) for 1 and (Django|Flask) for 1/,
        /You disagree most about\n\n• Structure or freedom: no answer \(1\) \/ We do: full control, few defaults \(1\)/,
        /Consensus on the lead: \d+ of 100/,
      )
      .getsNo(/ben|ana/));

  it('hides nothing that its owner answered from others who send in the form as it is', () =>
    talk()
      .says(`recommend ${project}`, { id: 'card' })
      .clicks({ verb: 'recommend', args: { card: 'card', set: 'architecture', to: 'own' } })
      .getsReply(/full control, few defaults/)
      .picks('Group')
      .picks('Fill in mine', { user: 'ben' })
      .fills({ architecture: '-', existing: '-' }, { user: 'ben' })
      .clicks({ verb: 'recommend', args: { card: 'card' } }, { user: 'ben' })
      .getsReply(/Structure or freedom: Answer: We do: full control, few defaults/));

  it('shows a scorecard to others as its owner has it, until they answer a question otherwise themselves', () =>
    talk()
      .says(`recommend ${project}`, { id: 'card' })
      .says('make it three people')
      .says('log-ins matter twice as much')
      .clicks({ verb: 'recommend', args: { card: 'card', show: 'name' } })
      .fills({ name: 'Intranet' })
      .commands('scorecards', { names: 'intranet' }, { user: 'ben' })
      .getsReply(/Team: Answer: Two or three people/, /Log-ins counts twice as much/)
      .picks('Group', { user: 'ben' })
      .getsReply(/Only one person has filled this in/)
      .clicks({ verb: 'recommend', args: { card: 'card', set: 'architecture', to: 'own' } }, { user: 'ben' })
      .getsReply(/Team: Answer: Two or three people/, /Structure or freedom: Answer: We do: full control/)
      .clicks({ verb: 'recommend', args: { card: 'card', show: 'group' } })
      .getsReply(/^Group of 2\n/, /Structure or freedom: no answer \(1\) \/ We do/)
      .getsNo(/Team: /)
      .says('and we do need an admin panel')
      .clicks({ verb: 'recommend', args: { card: 'card' } }, { user: 'ben' })
      .getsReply(/Admin panel: Answer: Yes, they need/)
      .clicks({ verb: 'recommend', args: { card: 'card', set: 'admin', to: '-' } }, { user: 'ben' })
      .getsNo(/Admin panel: Answer/));

  it('answers others in the open until they fill in a sheet of their own, and what they press to them alone', () =>
    talk()
      .says(`recommend ${project}`, { id: 'card' })
      .says('why?', { user: 'ben' })
      .getsReply(/^Why\n/)
      .shownTo('thread')
      .says('what if we were three people?', { user: 'ben' })
      .getsReply(/^If Team were .+ As it is: Django leads by 6\.8 points\./)
      .shownTo('thread')
      .clicks({ verb: 'recommend', args: { card: 'card', show: 'why' } }, { user: 'cy' })
      .shownTo('asker')
      .says('make it three people', { user: 'ben' })
      .shownTo('asker')
      .says('why?', { user: 'ben' })
      .shownTo('asker'));

  it('asks everybody in a group the same, whatever its owner has answered', () => {
    const form = { verb: 'recommend', args: { card: 'card', show: 'form' } };
    return talk()
      .commands('recommend', { description: project }, { id: 'card' })
      .clicks(form)
      .getsReply(/^Questions\n• Who shapes the architecture\? .*: I don't know$/m)
      .fills({ architecture: 'own' })
      .clicks(form, { user: 'ben' })
      .getsReply(/^Questions\n• Who shapes the architecture\? .*: I don't know$/m)
      .fills({ architecture: 'given' }, { user: 'ben' })
      .clicks(form, { user: 'ben' })
      .getsNo(/Who shapes the architecture/)
      .clicks({ verb: 'recommend', args: { card: 'card', show: 'group' } }, { user: 'ben' })
      .getsReply(/You disagree most about\n\n• Structure or freedom: We do: .+ \(1\) \/ The framework: .+ \(1\)/);
  });

  it('asks others what its owner does not know', () =>
    talk()
      .commands('recommend', { description: project }, { id: 'card' })
      .getsReply(/Next: Who shapes the architecture\?/)
      .picks("I don't know")
      .getsNo(/Next: Who shapes the architecture\?/)
      .clicks({ verb: 'recommend', args: { card: 'card' } }, { user: 'ben' })
      .getsReply(/Next: Who shapes the architecture\?/));

  it('lets nobody in a group disagree about what counts for none of them, and says "either" in words', () =>
    talk()
      .commands('recommend', { description: project }, { id: 'card' })
      .clicks({ verb: 'recommend', args: { card: 'card', show: 'form' } }, { user: 'ben', id: 'f1' })
      .fills({ architecture: 'own' }, { user: 'ben', id: 'f2' })
      .clicks({ verb: 'recommend', args: { card: 'card', show: 'group' } }, { id: 'g1' })
      .getsReply(/Scored alone, it is Django for 1 and either one for 1\./, /You disagree most about\n\n• Structure or freedom/)
      .clicks({ verb: 'recommend', args: { card: 'card', weigh: 'architecture', by: '0' } }, { id: 'w1' })
      .clicks({ verb: 'recommend', args: { card: 'card', weigh: 'architecture', by: '0' } }, { user: 'ben', id: 'w2' })
      .clicks({ verb: 'recommend', args: { card: 'card', show: 'group' } }, { id: 'g2' })
      .getsReply(/You agree on all that counts\./)
      .getsNo(/disagree/));

  it('says what would make it one of the options, or that no single answer does', async () => {
    await talk()
      .says('recommend an internal tool with sso')
      .says('what would make it Flask?')
      .getsReply(/^What would change this\n\n• [^\n]+ would make it Flask\./)
      .getsNo(/make it Django/)
      .says('and when would Django win?')
      .getsReply(/would make it Django\./)
      .getsNo(/make it Flask/);
    await talk()
      .says('recommend 5 devs building a booking platform with payments, admin for staff')
      .says('what would it take for Flask to win?')
      .getsReply(/• No single answer would make it Flask\.\n• Kind of project: [^\n]+ would make it neither\./);
  });

  it.each([
    ['save it as billing', /^Saved as "billing"\.\n\nbilling: /],
    ['please save this as “Billing, round 2”', /^Saved as "Billing, round 2"\./],
    ['save as billing', /^Save the scorecard\n• Name .*: billing$/],
    ['save scorecard as billing', /^Saved as "billing"\./],
    ['name it billing', /^Save the scorecard\n• Name .*: billing$/],
    ['rename it to billing', /^Save the scorecard\n• Name .*: billing$/],
    ['please rename this scorecard as “billing”', /^Save the scorecard\n• Name .*: billing$/],
    ['rename this scorecard', /^Save the scorecard\n/],
    ['save the scorecard', /^Save the scorecard\n/],
  ])('is saved where somebody says so to us: %s', (said, expected) =>
    talk().says(`recommend ${project}`).says(said, { reach: 'overheard' }).getsSilence().says(said).getsReply(expected),
  );

  it('is not saved by words alone in a private place: the form says first who finds it', () =>
    talk(createTestBot({ platform: { isPrivatePlace: async () => true } }))
      .says(`recommend ${project}`)
      .says('save it as billing')
      .getsReply(/^Save the scorecard\n• Name .*: billing$/, /Everybody here can then find it/)
      .commands('scorecards')
      .getsReply(/No scorecard is saved yet/));

  it('gets its new name once the form that says who finds it is sent in', () =>
    talk()
      .says(`recommend ${project}`)
      .says(`rename it to ${'billing '.repeat(9)}`)
      .getsReply(/^Save the scorecard\n/, /Everybody here can then find it/)
      .commands('scorecards')
      .getsReply(/No scorecard is saved yet/)
      .says('rename it to billing')
      .fills({ name: 'billing' })
      .getsReply(/^Saved as "billing"\./));

  it.each([
    ...['name that tune', 'name this variable foo', 'name this', 'name that', 'name your price', 'please name this child'],
    ...['rename this file to main.py', 'rename this channel to shop', 'rename that to main.py', 'rename main.py to app.py'],
    ...['save this file as main.py', 'save the date', 'save me a seat'],
  ])('is not named by what is said of something else: %s', async (said) => {
    for (const where of [{}, { reach: 'reply' }, { reach: 'reply', user: 'ben' }] as const) {
      await talk()
        .says(`recommend ${project}`)
        .says(said, where)
        .sees((shown) => expect(shown).not.toMatch(/^Save/))
        .commands('scorecards')
        .getsReply(/No scorecard is saved yet/);
    }
  });

  it.each([
    [
      /^Weights\n\nHow much each question counts\n/,
      ['show the weights', 'weights?', 'how is it weighted?', 'how much does each question count?', 'who made these weights?'],
    ],
    [
      /^Why\b.*\n\n• /,
      [
        ...['explain the score', 'can you explain the result?', 'how did you get to that?', 'what speaks against it?'],
        ...['how is the score computed?', 'what does 75% sure mean?', 'how does the scoring work?'],
      ],
    ],
    [
      /^Group\n/,
      [
        'group',
        'can we all fill it in?',
        'how can the others fill it in too?',
        'what do we disagree about?',
        'who disagrees?',
        'where do we differ?',
        'do we agree?',
      ],
    ],
    [/^For \(\+\) and against \(-\) /, ['a picture please', 'show it as a chart', 'can you draw a graph?']],
    [/^Questions\n• /, ['show me all the questions', 'fill in the form', 'let me fill it in']],
    [/^What fits our project\?/, ['start over', 'a new project', "let's start from scratch", 'I want to start over']],
    [/^Django fits /, ['who wins?', 'which is ahead?', 'how sure are you?', 'what did you understand?', "what's the runner-up?"]],
  ])('shows %s where somebody asks us for it in words', async (expected, ways) => {
    for (const said of ways) await talk().says(`recommend ${project}`).says(said).getsReply(expected);
  });

  it('takes only words that name the scorecard for a view of it once something else was talked about', () =>
    talk()
      .says(`recommend ${project}`)
      .says('is flask faster?')
      .says('what speaks against it?')
      .getsNo(/^Why\n/)
      .says('show the weights')
      .getsReply(/^Weights\n/));

  it.each([
    'how would it look without the admin?',
    'what about without the admin?',
    'how would the result change if it had no admin?',
  ])('tries out what words suppose: %s', (said) =>
    talk()
      .says(`recommend ${project}, with an admin panel`)
      .says(said)
      .getsReply(/^If Admin panel were "[^"]+": .+ As it is: /),
  );

  it('says what would change it where somebody asks, and puts it to the vote where they say so', () => {
    const shown = () => talk().says(`recommend ${project}`);
    return Promise.all([
      ...['what would change it?', 'and what could change your mind?', 'what would flip the verdict?'].map((said) =>
        shown()
          .says(said)
          .getsReply(/^What would change this\n\n• [^\n]+ would make it /, /→ Back to the result$/)
          .getsNo(/Next:/),
      ),
      ...[
        "let's vote on it",
        'ok, let’s vote',
        'put it to the vote',
        'can we put this to a vote, please?',
        'start a vote on that',
        'great, let’s go with that',
        "we'll go with your recommendation",
      ].map((said) =>
        shown()
          .says(said)
          .getsReply(/^Start a vote/, /Question: Which .+: Django or Flask\?/)
          .fills({ question: 'Which?', options: 'Django\nFlask', ends: '1 day' })
          .getsReply(/Django {2}\d\d\.\d of 100/),
      ),
    ]);
  });

  it('puts what is ruled out for most of a group last, and measures nobody against it', () => {
    const criteria = knowledge.pack.criteria.slice(0, 1).map((criterion) => ({
      ...criterion,
      answers: criterion.answers.map((answer, at) => ({
        ...answer,
        fits: { django: 80, flask: 40 },
        rulesOut: at === 0 ? { django: 'it may not' } : {},
      })),
    }));
    const [first] = criteria[0]?.answers.map(({ id }) => ({ kind: id })) ?? [];
    return talk(createTestBot({ knowledge: knowledgeWith({ criteria }) }))
      .commands('recommend', { ...first }, { id: 'card' })
      .clicks({ verb: 'recommend', args: { card: 'card', show: 'form' } }, { user: 'ben', id: 'f1' })
      .fills({ ...first }, { user: 'ben' })
      .clicks({ verb: 'recommend', args: { card: 'card', show: 'group' } }, { user: 'ben', id: 'f2' })
      .getsReply(/\nFlask: Median: 40\.0 .+\nDjango \(ruled out for 2\): Median: 80\.0/, /Scored alone, it is Flask for 2\.\n/)
      .getsNo(/Consensus on the lead/);
  });

  it('measures consensus on the lead by how far apart leads may be, as on each question', () => {
    const criteria = knowledge.pack.criteria.slice(0, 1).map((criterion) => ({
      ...criterion,
      answers: criterion.answers.map((answer, at) => ({
        ...answer,
        fits: at === 0 ? { django: 60, flask: 40 } : { django: 40, flask: 60 },
        rulesOut: {},
      })),
    }));
    const [first, second] = criteria[0]?.answers.map(({ id }) => ({ kind: id })) ?? [];
    return talk(createTestBot({ knowledge: knowledgeWith({ criteria }) }))
      .commands('recommend', { ...first }, { id: 'card' })
      .clicks({ verb: 'recommend', args: { card: 'card', show: 'form' } }, { user: 'ben', id: 'f1' })
      .fills({ ...second }, { user: 'ben' })
      .clicks({ verb: 'recommend', args: { card: 'card', show: 'group' } }, { user: 'ben', id: 'f2' })
      .getsReply(/it is Django for 1 and Flask for 1\. Consensus on the lead: 80 of 100, high/, /Consensus 80 of 100, high/);
  });

  it.each([
    [
      'it depends on one of three',
      { existing: 'flask-code', architecture: 'own' },
      { existing: 'django-code' },
      /It depends on (?:one|\d) of you: without/,
    ],
    [
      'all three agree',
      { existing: 'django-code' },
      { existing: 'django-skills' },
      /Leave out any one of you, and Django still has the higher median/,
    ],
  ])('says whether the result of a group depends on one: %s', (_what, ben, chidi, said) =>
    talk()
      .commands('recommend', { description: 'People sign in' }, { id: 'card' })
      .clicks({ verb: 'recommend', args: { card: 'card', show: 'form' } }, { user: 'ben', id: 'f1' })
      .fills(ben, { user: 'ben' })
      .clicks({ verb: 'recommend', args: { card: 'card', show: 'form' } }, { user: 'chidi', id: 'f2' })
      .fills(chidi, { user: 'chidi' })
      .clicks({ verb: 'recommend', args: { card: 'card', show: 'group' } }, { user: 'chidi', id: 'f3' })
      .getsReply(/^Group of 3\n/, said),
  );

  it('puts together what two hundred people filled in, without holding up everybody else for seconds', () => {
    const { criteria } = knowledge.pack;
    const sheets = Array.from({ length: 200 }, (_, user) => ({
      user: String(user),
      answers: Object.fromEntries(criteria.map(({ id, answers }, at) => [id, answers[(user + at) % answers.length]?.id ?? ''])),
      factors: user % 2 === 0 ? { security: 2 } : {},
      before: null,
    }));
    const began = cpuTime();
    const blocks = groupBlocks(knowledge, { id: 'card', text: 'People sign in', name: null, sheet: sheets[0] as Sheet }, sheets);
    expect(cpuTime() - began).toBeLessThan(1_000);
    expect(plainText(reply(...blocks))).toMatch(/^Group of 200\n.*Leave out any one of you/s);
  });

  it('says so where the pack has no criteria', () =>
    talk(createTestBot({ knowledge: knowledgeWith({ criteria: [] }) }))
      .commands('recommend', { description: project })
      .getsReply(/no criteria to score a project by/));

  it('forgets what is too old, and takes no answer that the pack lacks', async () => {
    let now = Date.UTC(2026, 0, 1);
    const bot = createTestBot({ clock: () => now });
    await talk(bot)
      .commands('recommend', { description: project }, { id: 'card' })
      .clicks({ verb: 'recommend', args: { card: 'card', set: 'team', to: 'nobody' } }, { id: 'e1' })
      .getsReply(/Team: Answer: Four or more/);
    now += 31 * 24 * 3_600_000;
    await talk(bot)
      .clicks({ verb: 'recommend', args: { card: 'card' } }, { id: 'e2' })
      .getsReply(/too old for me to remember/);
  });

  it('gives scripts its data', async () => {
    const { data } = await replyTo(createTestBot(), described(project));
    expect(Object.keys(data ?? {})).toEqual(['text', 'verdict', 'scores', 'confidence', 'understood', 'unknown', 'flips']);
    expect(data).toMatchObject({
      text: project,
      verdict: 'django',
      scores: { django: expect.any(Number), flask: expect.any(Number) },
      understood: expect.arrayContaining([{ criterion: 'team', answer: 'several', words: 'four people' }]),
      unknown: expect.arrayContaining(['existing']),
      flips: expect.arrayContaining([{ criterion: 'kind', answer: 'elsewhere', verdict: 'neither' }]),
    });
  });
});

it('offers a picture only where one can be shown', () =>
  talk(createTestBot({ platform: { showsPictures: false } }))
    .commands('recommend', { description: project })
    .getsReply(/→ Weights/)
    .getsNo(/→ Picture/));

describe.each([
  { platform: 'Slack', limits: slack, id: '13345224609.738474920.8088930838d88f008e0f0b6b5f' },
  { platform: 'Discord', limits: discord, id: '1234567890123456789' },
])('a scorecard fits one message on $platform, so that it can be replaced', ({ limits, id }) => {
  const { criteria } = knowledge.pack;
  const mustFit = (reply: Reply | null): void => {
    expect(fitTo(reply as Reply, limits)).toHaveLength(1);
    for (const { intent } of reply?.blocks.flatMap(buttonsOf) ?? [])
      expect(encodeIntent(intent).length).toBeLessThanOrEqual(limits.carries);
  };

  it.each(Array.from({ length: criteria.length }, (_, at) => at + 1))('with %i answers', async (count) => {
    const bot = createTestBot();
    await replyTo(bot, described('', { id }));
    let last: Reply | null = null;
    for (const [at, criterion] of criteria.slice(0, count).entries()) {
      const to = criterion.answers.find((answer) => Object.keys(answer.rulesOut).length === 0)?.id ?? '';
      const click = testEvent(
        { type: 'action', action: `recommend?card=${id}&set=${criterion.id}&to=${to}` },
        { reach: 'button', id: `e${at}`, thread: null, isPrivate: true },
      );
      last = await replyTo(bot, click);
    }
    mustFit(last);
  });

  it('with a name, weights of its own, what was just done, and the longest question left', async () => {
    const bot = createTestBot();
    const left = criteria.toSorted((a, b) => b.answers.length - a.answers.length)[0];
    // Every other one for either side, so that it stays open.
    const given = criteria
      .filter((criterion) => criterion !== left)
      .map(({ id, answers }, at) => {
        const lead = ({ fits }: (typeof answers)[number]): number => ((fits.django ?? 0) - (fits.flask ?? 0)) * (at % 2 ? 1 : -1);
        const mild = answers.filter(({ rulesOut }) => Object.keys(rulesOut).length === 0);
        return [id, mild.toSorted((x, y) => lead(y) - lead(x))[0]?.id ?? ''];
      });
    const clicked = (args: Record<string, string>, more: object = {}): Promise<Reply> =>
      replyTo(
        bot,
        testEvent(
          { type: 'form', action: encodeIntent({ verb: 'recommend', args: { card: id, ...args } }), values: {} },
          { reach: 'button', id: JSON.stringify(args), isPrivate: true, ...more },
        ),
      );
    await replyTo(bot, described('', { id }));
    await clicked(Object.fromEntries(given));
    await clicked({ name: 'The billing service' });
    await clicked({ weigh: 'security', by: '0.5' });
    const last = await clicked({ say: 'log-ins matter twice as much' });
    expect(plainText(last)).toMatch(
      /^Log-ins now [\s\S]+The billing service: .+\n[\s\S]+With changed weights[\s\S]+Next: [\s\S]+Share to channel/,
    );
    mustFit(last);
  });

  it('with the words of a long description', async () => {
    const description = `We are a team of five senior Python developers building a multi-tenant SaaS product with a public REST API,
      an admin panel for support staff, user accounts with roles and SSO, complex reporting queries on Postgres, GDPR-sensitive
      data and security audits, a deadline in three months; we know Django well, with high traffic and millions of requests.`;
    mustFit(await replyTo(createTestBot(), described(description, { id })));
  });
});

it('shows of a long description what it offered by', async () => {
  const description = `${'We talk about this and that. '.repeat(200)} We need SSO and an admin panel for four people.`;
  await talk()
    .says(description)
    .getsReply(/Log-ins: .+\("SSO"\)/)
    .picks(/^Recommend/)
    .getsReply(/Log-ins: Answer: .+\("SSO"\)/);
});

describe('words about weights', () => {
  const { criteria } = knowledge.pack;
  it.each([
    ['security matters twice as much', { security: 2 }],
    ['the team is three times as important', { team: 3 }],
    ['Security and the deadline count double', { security: 2, deadline: 2 }],
    ['ignore the deadline', { deadline: 0 }],
    ["the API doesn't matter", { api: 0 }],
    ['admin panel matters half as much', { admin: 0.5 }],
    ['security matters most', { security: 3 }],
    ['the database counts less', { data: 0.5 }],
    ['security is 4x', { security: 4 }],
    ['security matters twice as much, ignore the team', { security: 2, team: 0 }],
    ['ignore the team and the API, security is crucial', { team: 0, api: 0, security: 3 }],
    ['security matters 3x, team 2x', { security: 3, team: 2 }],
    ['make security count double and time half', { security: 2, deadline: 0.5 }],
    ['security matters twice as much; the team counts less', { security: 2, team: 0.5 }],
    ['security matters twice as much but the team does not matter', { security: 2, team: 0 }],
    ['security, the API and the team count half as much', { security: 0.5, api: 0.5, team: 0.5 }],
    ['security, twice as much', { security: 2 }],
    ['I like the admin panel and security matters twice as much', { security: 2 }],
    ['security matters more than the team', { security: 2 }],
    ["it's very important that security is covered", { security: 2 }],
    ['security: very important', { security: 2 }],
    ['security and the API matter more than the team and the deadline', { security: 2, api: 2 }],
    ['the team matters less than security', { team: 0.5 }],
    ['security matters twice as much as the team', { security: 2 }],
    ['security is more important, please do not ignore the team', { security: 2 }],
    ["security isn't important", { security: 0 }],
    ["the team doesn't matter any more", { team: 0 }],
    ['security counts 2.5 times', { security: 2.5 }],
    ['security should count four times', { security: 4 }],
    ['people here care a lot about security', { security: 2 }],
    ['we care less about the deadline', { deadline: 0.5 }],
    ['security is the thing we care about twice as much', { security: 2 }],
    ['security: we care about it twice as much', { security: 2 }],
    ['put more weight on security, and less weight on the team', { security: 2, team: 0.5 }],
    ['security should be weighted higher than the team', { security: 2 }],
    ['give the deadline no weight, and security the most weight', { deadline: 0, security: 3 }],
    ['security 1.2x', { security: 1.2 }],
    ['first ignore the team, then double security', { team: 0, security: 2 }],
    ['team x3, security is critical', { team: 3, security: 3 }],
    ['security is critical for us', { security: 3 }],
    ['most critical: security', { security: 3 }],
    ['security is critical though', { security: 3 }],
    ['security is critical at our company', { security: 3 }],
    ['security is a critical requirement', { security: 3 }],
    ['our most critical concern is security', { security: 3 }],
    ['security is essential really', { security: 3 }],
    ['does not matter: security', { security: 0 }],
    ['reset the weight of security', { security: 1 }],
    ['reset weights of security and team', { security: 1, team: 1 }],
    ['weights to normal for security', { security: 1 }],
  ])('%j', (said, factors) => expect(readFactors(said, criteria)).toEqual(factors));

  const before = Object.fromEntries(criteria.map(({ id }) => [id, 1]));
  it.each([
    ['reset the weights', before],
    ['Restore all my weights, please!', before],
    ['weights back to normal.', before],
    ['reset weights to the defaults', before],
    ['reset the weights now', before],
    ['please reset the weights, thanks', before],
    ['reset weights again', before],
    ['reset all weights for me', before],
    ['reset the weights and make security critical', { ...before, security: 3 }],
  ])('%j resets them all', (said, factors) => expect(readFactors(said, criteria)).toEqual(factors));

  it('shares the weights of ranked criteria by rank order centroids', () => {
    const factors = readFactors('security first, then the team, then the deadline', criteria);
    const weightOf = (id: string): number => (criteria.find((each) => each.id === id)?.weight ?? NaN) * (factors[id] ?? NaN);
    const whole = weightOf('security') + weightOf('team') + weightOf('deadline');
    expect(
      [weightOf('security'), weightOf('team'), weightOf('deadline')].map((weight) => Number((weight / whole).toFixed(4))),
    ).toEqual([0.6111, 0.2778, 0.1111]);
  });

  it.each([
    'nice weather',
    'is security twice as important?',
    'security',
    'we double checked the numbers',
    'please do not ignore security',
    "don't ignore security and the team",
    'security is not that much of an issue',
    'security is not more important than the team',
    'security does not matter as much as the team',
    'security matters as much as the team',
    'security should not get more weight',
    'we need more weight lifting',
    'I think the team is more like three people',
    'the team is less than five people',
    'our data is a lot',
    'our team has a very important meeting tomorrow',
    'I have a very important question about the admin panel',
    'the team is in a very important meeting',
    'the admin is for very important people',
    'nothing matters more than security',
    'the weights in the gym are back to normal',
    'ignore everything but security',
    'ignore all except the team',
    'reset the weights except security',
    'reset the weight of the moon',
    'do not reset the weights',
    'security matters for the critical path',
    'security has critical bugs',
    'is security critical',
    'does security matter most',
    `security ${'matters '.repeat(40)}twice`,
  ])('%j changes none', (said) => expect(readFactors(said, criteria)).toEqual({}));
});

it('gives its reasons to whoever points us at "why not X?" below it', () =>
  talk()
    .says('recommend An internal admin dashboard with SSO, three developers and six weeks')
    .quotes('why not flask?')
    .getsReply(/^Why/));

it('is offered where a question that comes as a command describes a project', () =>
  talk()
    .commands('ask', { question: project })
    .getsReply(/^That sounds like a project/)
    .picks(/^Recommend/)
    .getsReply(/fits better/));

it('says so where there are no reasons to give', () =>
  talk()
    .commands('recommend', { description: 'a thing' }, { reach: 'mention', thread: 't' })
    .says('why?')
    .getsReply(/^Nothing I understood speaks for one or the other yet\.\n\n→ Back to the result/));

it.each(['and Flask?', 'why Django?', 'why not flask'])('%s after a scorecard asks for its reasons', (said) =>
  talk()
    .commands('recommend', { description: project }, { reach: 'mention', thread: 't' })
    .says(said)
    .getsReply(/^Why\n\n• /),
);

it('weights are changed in words in the thread below a scorecard, whoever spoke last', () =>
  talk()
    .commands('recommend', { description: project }, { reach: 'mention', thread: 't' })
    .says('ben, what does Kim think?', { user: 'ben', reach: 'below' })
    .getsSilence()
    .says('log-ins matter twice as much', { user: 'ben', reach: 'below' })
    .getsReply(/Log-ins/));

describe('where a platform cannot show a message to one person', () => {
  it('a button shows what somebody said did to their sheet, and does it to nobody else’s', async () => {
    const bot = createTestBot({ platform: { cannotWhisper: ['mention', 'reply'] } });
    await talk(bot)
      .commands('recommend', { description: project }, { reach: 'mention', thread: 't' })
      .says('log-ins matter twice as much', { user: 'ben', reach: 'reply' })
      .getsReply(/between you and me/)
      .picks('Show it to me', { user: 'cy', isPrivate: false })
      .shownTo('asker')
      .getsReply(/Log-ins: \+2\.[45]/);
    const kept = JSON.stringify(await Array.fromAsync(bot.store.workspace('test', 'w').rows()));
    expect(kept).not.toContain('"cy"');
  });
});

describe('a message that describes a project', () => {
  it.each([
    ['a quoted line', 'our team of three juniors\n> as Kim said\nneeds to ship an MVP in 6 weeks with login and admin'],
    ['a space of no width', 'our team of three jun\u200biors needs to ship an MVP in 6 weeks with login and admin'],
  ])('is known with %s in it', (_, said) =>
    talk()
      .says(said)
      .getsReply(/^That sounds like a project/),
  );

  it('is offered a recommendation, with what was understood', () =>
    talk()
      .says("We're four people, six weeks, an internal dashboard over our Postgres, SSO")
      .getsReply(
        /That sounds like a project\. I understood:/,
        /Team: Four or more \("four people"\)/,
        /1\. Recommend: Django or Flask\?/,
      )
      .picks('Recommend: Django or Flask?')
      .getsReply(/fits (a little )?better/, /from 5 of 12 questions/)
      .shownTo('thread')
      .says('security matters twice as much', { reach: 'overheard' })
      .getsReply(/fits/));

  it('is offered one of three as one says it: A, B or C', () =>
    talk(createTestBot({ knowledge: morning }))
      .says('We hike, so it has to last until lunch, and we have 5 minutes')
      .getsReply(/That sounds like a project/, /1\. Recommend: Porridge, Toast or Muesli\?/));

  it('says why it is not the one of three that somebody asks about', () =>
    talk(createTestBot({ knowledge: morning }))
      .says('recommend we hike, so it has to last until lunch, and we have 5 minutes')
      .getsReply(/^Muesli fits better/, /Muesli over Porridge/)
      .says('why not toast?')
      .getsReply(/^Why: Muesli over Toast\n\n• Hunger \(\+[\d.]+ for Muesli\): Porridge lasts/)
      .picks('Back to the result')
      .says('and the porridge?')
      .getsReply(/^Why: Muesli over Porridge\n/)
      .says('why?')
      .getsReply(/^Why\n/));

  it('is left alone where people talk among themselves', () =>
    talk()
      .says('is flask faster?')
      .says("We're four people, six weeks, an internal dashboard over our Postgres, SSO", { reach: 'overheard' })
      .getsSilence());

  it('is answered where it asks for facts', () =>
    talk()
      .says('Is Django secure, with user accounts and an admin panel?')
      .getsNo(/sounds like a project/));
});
