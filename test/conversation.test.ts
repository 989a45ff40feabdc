import { describe, expect, it } from 'vitest';
import { grammarOf } from '../src/core/commands.ts';
import { rememberShown } from '../src/core/conversation.ts';
import { readOrder, untilIn } from '../src/core/decisions/until.ts';
import { gaps } from '../src/core/feedback.ts';
import { ask } from '../src/core/knowledge/ask.ts';
import { createKnowledge } from '../src/core/knowledge/knowledge.ts';
import { intentOf } from '../src/core/orders.ts';
import type { Store } from '../src/core/ports.ts';
import { plainText } from '../src/core/reply.ts';
import { createMemoryStore } from '../src/store/memory.ts';
import { createTestBot, createTestLog, talk, testEvent } from './support/bot.ts';
import { cpuTime } from './support/cpu-time.ts';
import { breakfastPack, knowledge, knowledgeWith, openKnowledge } from './support/knowledge.ts';

const packVersion = `${knowledge.pack.id} ${knowledge.pack.version}`;

describe('a reply to an answer, outside threads', () => {
  const ana = { thread: null, user: 'ana' };
  const ben = { thread: null, user: 'ben', reach: 'reply' } as const;

  it('goes on from that answer, whoever writes it', () =>
    talk()
      .says('is django secure?', ana)
      .says('and flask?', { ...ben, follows: 'event-1' })
      .getsReply(/^In Flask most protections are yours/, /Source: /));

  it('goes on from that answer, whatever was asked since', () =>
    talk()
      .says('is flask faster than django?', ana)
      .says('which is more secure?', ana)
      .says('source?', { ...ana, reach: 'reply', follows: 'event-1' })
      .getsReply(/Is Flask faster than Django\?/)
      .says('source?', { ...ana, reach: 'reply', follows: null })
      .getsReply(/Is Flask faster than Django\?/));

  it('goes on from what somebody shared, not from what only they saw', () =>
    talk()
      .commands('ask', { question: 'is flask faster than django?' })
      .says('source?', { ...ben, follows: 'event-1' })
      .getsNo(/Source: /)
      .commands('ask', { question: 'is flask faster than django?' })
      .picks('Share to channel', { thread: null })
      .says('source?', { ...ben, follows: 'event-4' })
      .getsReply(/Source: .*Is Flask faster than Django\?/));

  it('knows nothing of what its asker said to us alone', () =>
    talk()
      .commands('recommend', { description: 'four people, six weeks, an internal dashboard with SSO' }, ana)
      .getsReply(/of 100/)
      .says('is django secure?', ana)
      .says('security matters twice as much', { ...ben, follows: 'event-2' })
      .getsNo(/counts twice|SSO|Show it to me/)
      .commands('ask', { question: 'is flask faster than django?' }, ana)
      .says('help', ana)
      .says('source?', { ...ben, follows: 'event-5' })
      .getsNo(/Is Flask faster than Django/));

  it('goes on from it also after one reply to it', () =>
    talk()
      .says('is django secure?', ana)
      .says('source?', { ...ben, follows: 'event-1' })
      .says('and the other one?', { ...ben, reach: 'mention' })
      .getsReply(/In Flask most protections are yours/));

  it('goes on from what its asker went on from in the open', () =>
    talk()
      .commands('ask', { question: 'is flask faster than django?' }, ana)
      .says('source?', ana)
      .says('source?', { ...ben, follows: 'event-2' })
      .getsReply(/Is Flask faster than Django/));

  it('goes on from it also below the button that leads to what is for one person', () =>
    talk(createTestBot({ platform: { cannotWhisper: ['mention', 'reply'] } }))
      .says('is django secure?', ana)
      .says('erase me', { ...ben, follows: 'event-1' })
      .getsReply(/between you and me/)
      .says('and flask?', { ...ben, user: 'cy', follows: 'event-2' })
      .getsReply(/In Flask most protections are yours/));

  it('knows nothing of an answer in another channel', () =>
    talk()
      .says('is flask faster than django?', ana)
      .says('source?', { ...ben, channel: 'd', follows: 'event-1' })
      .getsNo(/Source: /));
});

describe('a thread that began with an answer', () => {
  it('goes on from that one also after talk that is not for us', async () => {
    const bot = createTestBot();
    const rows = bot.store.workspace('test', 'w');
    await talk(bot).says('is django secure?', { thread: null, id: 'q' });
    await rememberShown(rows, 'm', testEvent({ type: 'text', text: '' }, { thread: null, id: 'q' }));
    const inThread = { channel: 'm', thread: 'm', follows: 'm' };
    await talk(bot)
      .says('ben, I will ask them about it', { ...inThread, reach: 'overheard', id: 'r' })
      .getsSilence()
      .says('and the other one?', { ...inThread, id: 's' })
      .getsReply(/^In Flask most protections are yours/);
  });
});

describe('ask', () => {
  it('answers the known one of two questions, not a mixture of both', () =>
    talk()
      .says('Is Flask secure? Is Django faster than Rails?')
      .getsReply(/Flask-WTF[\s\S]+I have no reviewed answer to: Is Django faster than Rails\?/));

  it('names no question that is none', () =>
    talk()
      .says('Why is the sky blue? Why? Is Django fast?')
      .getsNo(/answer to: (?:\n|$)/));

  it('is not held up by long runs of punctuation and spaces', () =>
    talk()
      .says(`Which lunch today?\n${'-'.repeat(20_000)} which a b?`)
      .says(`do you see everything${' '.repeat(20_000)}! a`)
      .says(`decide ${'?'.repeat(20_000)}a`)
      .says(`is flask faster? @${'.'.repeat(20_000)}x`, { reach: 'below' })
      .says('is flask faster?')
      .getsReply(/^Flask, slightly/));

  it.each([
    'Can you share what Django is best at?',
    'Do you log all requests in Django?',
    'can you store all sessions in Flask?',
  ])('takes no question about its subject for one about itself: %s', (said) =>
    talk()
      .says(said)
      .getsNo(/No language model/),
  );

  it.each(['do you store our messages?', 'Will you share what I write here?', 'do you log everything?'])(
    'says what it keeps: %s',
    (said) =>
      talk()
        .says(said)
        .getsReply(/nothing you ask leaves your workspace/),
  );

  it.each([
    'Can I delete all rows at once with raw SQL in Postgres?',
    'How do I export my data from Postgres?',
    'What settings should gunicorn have?',
    'How should we decide between sync and async workers?',
    'can you recommend a book on databases?',
  ])('takes no question for a wish for one of its verbs: %s', (said) =>
    talk()
      .says(said)
      .getsNo(/I can do this/),
  );

  it('answers first, then the facts for each option, then the source', () =>
    talk()
      .says('is flask faster than django?')
      .getsReply(
        /^Flask, slightly[\s\S]+• Django: [\s\S]+• Flask: [\s\S]+Source: .*\(Leanware Editorial Team, 2026\): Is Flask faster than Django\? and 1 more/,
      ));

  it('leads on to related questions by buttons', () =>
    talk()
      .says('is flask faster than django?')
      .picks(/performance compares/)
      .getsReply(/^How performance compares[\s\S]+Speed rarely decides it/, /Source: /));

  it('offers two or three readings when unsure, without a source, and answers the one picked', () => {
    const match = () =>
      ['faq:faster', 'topic:performance', 'faq:better', 'topic:mtv'].map((label, index) => ({ label, score: 0.2 - index / 50 }));
    return talk(createTestBot({ knowledge: { ...knowledge, match } }))
      .says('hm, quick?')
      .getsReply(
        /which of these/,
        /1\. Is Flask faster than Django\?\n2\. How performance compares.*\n3\. Is Django better than Flask\?$/,
      )
      .getsNo(/Source/)
      .picks(/performance/)
      .getsReply(/^How performance compares[\s\S]+Speed rarely decides it/);
  });

  it.each([
    ['hm, flask quick?', 0.03, /^I am not sure\. Do you mean this\?\n\n1\. Is Flask faster than Django\?$/],
    ['hm, flask quick?', 0.025, /no reviewed answer/],
    ['hm, quick?', 0.075, /^I am not sure\. Do you mean this\?\n\n1\. Is Flask faster than Django\?$/],
    ['hm, quick?', 0.07, /no reviewed answer/],
  ])('offers a single reading only where it is likely enough: %s %d', (said, score, expected) =>
    talk(createTestBot({ knowledge: { ...knowledge, match: () => [{ label: 'faq:faster', score }] } }))
      .says(said)
      .getsReply(expected)
      .getsNo(/Source/),
  );

  it('declines what it does not know, without a source, and says what to do', () =>
    talk()
      .says('zxqv blorp wvut')
      .getsReply(/no reviewed answer/, /You could ask:\n\n1\. /)
      .getsNo(/Source/));

  it('compares nothing with a third framework, and offers what it knows of the named option alone', () =>
    talk()
      .says('FastAPI or Flask?')
      .getsReply(/^FastAPI is outside what I know: I cannot compare it\. What I know about Flask alone:/, /When to choose Flask/)
      .getsNo(/Source/)
      .says('1')
      .getsReply(
        /FastAPI is outside what I know\. This is what I know about Flask, compared with Django:/,
        /• Flask: /,
        /Source: /,
      )
      .getsNo(/• Django/));

  it('does the same where one is said to be better than an outsider', () =>
    talk()
      .says('is rails more secure than django')
      .getsReply(/^Ruby on Rails is outside what I know/, /security/i)
      .getsNo(/Source|Flask/));

  it.each(['is Django too heavy for a tool?', 'is django too much for a website of three pages?'])(
    'answers with what is about the other option, where that is what people ask it for: %j',
    (said) =>
      talk()
        .says(said)
        .getsReply(/^Choose Flask for a light API/),
  );

  it.each([
    'is django like rails?',
    'is flask more like Express?',
    'what is the difference between Flask and FastAPI?',
    'How do FastAPI & Flask differ, and how does one choose?',
    'Flask and FastAPI, which is faster?',
  ])('hears that they are set against each other by "and" too: %j', (said) =>
    talk()
      .says(said)
      .getsReply(/^[\w.]+(?: on Rails)? is outside what I know: I cannot compare it\. What I know about (?:Flask|Django) alone:/)
      .getsNo(/Source/),
  );

  it.each(['do flask developers like express?', 'flask feels like express'])('hears no comparison in %j', (said) =>
    talk()
      .says(said)
      .getsNo(/outside what I know/),
  );

  it.each([
    'can you tell me a bit more about blueprints, please?',
    'hey, could somebody explain blueprints',
    'Do you have any info on the blueprints?',
    'I would like to know more about blueprints',
    'Could you explain blueprints to me in simple terms?',
    'just curious, does anyone here know what blueprints are?',
    'yeah hi so I was talking to my colleague and we were wondering what a blueprint is',
    'Priya would like to know whether Flask has blueprints',
    'what I want to know is how blueprints work, if that makes sense',
  ])('hears what somebody asks to be told of: %j', (said) =>
    talk()
      .says(said)
      .getsReply(/^A Flask app is built around one application object/),
  );

  it.each([
    ['whihc framework is more seure', /^Django, out of the box/],
    ['which one is eaiser to maintian', /^Mixed or rotating team/],
    ['is flask secrue', /^In Flask most protections are yours/],
  ])('reads what thumbs make of a question: %j', (said, expected) => talk().says(said).getsReply(expected));

  it.each([
    'can you tell me about websockets?',
    'explain celery please',
    'tell me about your day',
    'explain',
    'do you know about it',
  ])('and tells nothing of what it does not know: %j', (said) =>
    talk()
      .says(said)
      .getsNo(/Source: /),
  );

  it('declines a question about an outsider alone', () =>
    talk()
      .says('is bottle ok for production?')
      .getsReply(/^Bottle is outside what I know/)
      .getsNo(/Source/));

  it('shows the table row that a question names', () =>
    talk()
      .says('django vs flask learning curve')
      .getsReply(/Learning curve: Django: Steep at first \| Flask: Gentle/));
});

describe('compare', () => {
  it('takes a long list for one criterion, and names several unknown ones in one line', async () => {
    const many = Array.from({ length: 300 }, (_, at) => `zq${at}`);
    await talk()
      .commands('compare', { criterion: ['speed', ...many].join(', ') })
      .getsReply(/^I have nothing to compare on that|^How performance/);
    await talk()
      .commands('compare', { criterion: 'speed, zqone, zqtwo' })
      .getsReply(/I have nothing to compare on: zqone, zqtwo/);
  });

  it('sets the options side by side, the overview first', () =>
    talk()
      .says('compare')
      .getsReply(/Framework type: Django: .+ \| Flask: /, /→ Ecosystem and community/, /Source: /));

  it('takes one criterion, in a verb or in words', async () => {
    await talk()
      .says('compare security')
      .getsReply(
        /^Which framework is more secure\?/,
        /Security defaults: Django: .+ \| Flask: /,
        /Source: .*; Django vs Flask: Pros and Cons\n/,
      );
    await talk()
      .says('django vs flask on ORM')
      .getsReply(/ORM: Django: Its own, built in \| Flask: SQLAlchemy/);
    await talk()
      .says('Compare them on the learning curve, please')
      .getsReply(/Learning curve: Django: /);
  });

  it('brings the other tables by their buttons, and everything at once', () =>
    talk()
      .says('compare')
      .picks('Ecosystem and community')
      .getsReply(/Documentation: Django: /)
      .picks('Everything')
      .getsReply(/Framework type: /, /Documentation: /, /Setup time: /));

  it('offers the rest of several criteria, and names what it has nothing on', async () => {
    await talk()
      .says('compare them on security, cost, the learning curve and ORM')
      .getsReply(
        /^Which framework is more secure\?[\s\S]+I have nothing to compare on: cost\n\nYou also asked to compare:\n\n1\. Learning curve\n2\. ORM/,
      )
      .says('2')
      .getsReply(/^ORM\n\nSide by side/);
    for (const said of [
      'can you compare them on security and the learning curve?',
      'How do Django and Flask compare on security, and the learning curve?',
      'a comparison in terms of security and the learning curve, please',
    ])
      await talk()
        .says(said)
        .getsReply(/^Which framework is more secure\?[\s\S]+You also asked to compare:\n\n1\. Learning curve/);
    await talk()
      .says('how do Rails and Flask compare on security and speed?')
      .getsNo(/also asked to compare/);
    await talk()
      .says('compare ecosystem and community')
      .getsReply(/Package ecosystem: /)
      .getsNo(/You also asked/);
  });

  it.each([
    'can views only answer GET requests?',
    "users don't respond to emails",
    'should I turn off the bot protection?',
    'does the admin disable the bot accounts?',
  ])('takes no word on others for an order to itself: %s', (said) =>
    talk()
      .says(said)
      .getsNo(/Who may do what/),
  );

  it('says so when it has nothing on a criterion, and keeps the gap', async () => {
    const bot = createTestBot();
    await talk(bot)
      .says('compare the weather in spain', { reach: 'reply' })
      .getsReply(/nothing to compare on that. Try /);
    expect(await gaps(bot.store.workspace('test', 'w'))).toMatchObject([
      { question: 'the weather in spain', reason: 'declined' },
    ]);
  });

  it('says which one it does not know', () =>
    talk()
      .says('compare django to rails')
      .getsReply(/Ruby on Rails is outside/)
      .says('compare rails and flask')
      .getsReply(/^Ruby on Rails is outside what I know\.\n\nDjango vs Flask: Key differences/));

  it('shows no row that has a word of the criterion and is about something else', () =>
    talk()
      .says('django vs flask on speed')
      .getsReply(/^Is Flask faster than Django\?/)
      .getsNo(/Development speed/));

  it('names a section that an entry and its rows share once', () =>
    talk()
      .says('compare setup time')
      .getsReply(/Source: .+: Django vs Flask: Pros and Cons\n/)
      .getsNo(/Pros and Cons; /));
});

describe('help and sources', () => {
  it('lists every verb, for a bare mention too', async () => {
    await talk()
      .says('help')
      .getsReply(/^I answer questions [\s\S]+1\. Is Flask faster[\s\S]+ask <question>[\s\S]+compare \[criterion\]/, /sources/);
    await talk()
      .says('   ')
      .getsReply(/ask <question>/);
  });

  it('takes "help" as a verb only when it stands alone', () =>
    talk()
      .says('help me choose between django and flask')
      .getsNo(/ask <question>/));

  it('says what it knows, from where, as of when', () =>
    talk()
      .says('sources')
      .getsReply(/33 reviewed answers and 3 tables of 21 rows/, /as of 2026/));

  it('counts one as one', () => {
    const { tables } = knowledge.pack;
    const [one] = tables.map((all) => ({ ...all, rows: all.rows.slice(0, 1) }));
    return talk(createTestBot({ knowledge: createKnowledge({ ...knowledge.pack, tables: one ? [one] : [] }) }))
      .says('sources')
      .getsReply(/33 reviewed answers and 1 table of 1 row in all/);
  });
});

describe('a thread', () => {
  it('understands the other option', async () => {
    await talk()
      .says('Is Django hard to learn?')
      .says('and Flask?', { reach: 'overheard' })
      .getsReply(/• Flask: /)
      .getsNo(/• Django: /);
    await talk()
      .says('Is Django good for APIs?')
      .says('and Flask?', { reach: 'overheard' })
      .getsReply(/Flask: .*API[\s\S]+Source: /);
    await talk()
      .says('is django good for large apps?')
      .says('what about flask')
      .getsReply(/Flask[\s\S]+Source: .*Is Flask good for large applications/);
  });

  it('understands another subject', async () => {
    await talk()
      .says('is flask faster?')
      .says('what about security?', { reach: 'overheard' })
      .getsReply(/security|secure/i, /Flask/, /Source: /);
    await talk().says('compare').says('and learning?').getsReply(/learn/i);
  });

  it.each([
    'can flask do that?',
    'does flask have it too?',

    'no, I meant flask',
    'how is flask different there?',
    "can't flask do that?",
    'and for flask is that the same?',
    'does that apply to flask?',
    'what does flask look like in that regard?',
  ])('understands the same asked of the other option: %j', (said) =>
    talk()
      .says('Is Django good for APIs?')
      .says(said)
      .getsReply(/Choose Flask for a light API/),
  );

  it.each([
    ['can you elaborate?', /^Django REST Framework and Flask's API libraries/],
    ['interesting, tell me more about that', /^Django REST Framework and Flask's API libraries/],
    ['what do you mean by that?', /^Django REST Framework and Flask's API libraries/],
    ['how exactly?', /^Django REST Framework and Flask's API libraries/],
    ['can you explain that more simply?', /^Django REST Framework and Flask's API libraries/],
    ['what else?', /^Django REST Framework and Flask's API libraries/],
    ['could you compare both?', /Side by side/],
    ['table please', /Side by side/],
    ['ok tell me why', /^Django REST Framework and Flask's API libraries/],
    ['can you give me an example?', /^Django REST Framework and Flask's API libraries/],
    ['I don’t understand', /^Django REST Framework and Flask's API libraries/],
    ['can you rephrase that', /^Django REST Framework and Flask's API libraries/],
    ['compared to flask?', /^Is Django good for APIs\?[\s\S]+Side by side/],
    ['vs flask?', /^Is Django good for APIs\?[\s\S]+Side by side/],
  ])('understands %j', (said, expected) => talk().says('Is Django good for APIs?').says(said).getsReply(expected));

  it('hears a name alone as its subject asked of that', () =>
    talk()
      .says('is flask faster?')
      .says('Django?', { reach: 'overheard' })
      .getsReply(/Source: /));

  it.each([
    'Flask?',
    'maybe flask?',
    'so, just django?',
    'how about flask?',
    'does anyone here know both django and flask?',
    'more on django?',
    'which one?',
    'so which one is it?',
    'your recommendation?',
    'what else?',
    'anything else?',
    'can you go on?',
    'table?',
  ])('leaves to people what they ask each other: %j', (said) =>
    talk().says('compare').says(said, { reach: 'overheard' }).getsSilence(),
  );

  it.each([
    ['what does django do?', /^A full-stack Python web framework/],
    ['how is django different?', /^Django is opinionated and full-stack/],
  ])('does not take a question of its own for the one before: %j', (said, expected) =>
    talk().says('is flask faster than django?').says(said).getsReply(expected),
  );

  it.each([
    ['what is DRF?', 'is there something similar for flask?', /^Django REST Framework and Flask's API libraries|Flask: /],
    ['what are blueprints?', 'do i need them?', /blueprints split a big app/],
    ['does django have an orm?', 'can it do complex queries?', /SQLAlchemy/],
  ])('hears what "it" stands for: %s %s', (asked, said, expected) =>
    talk()
      .says(asked)
      .says(said)
      .getsReply(expected)
      .says('who brings the cake to it?')
      .getsNo(/Source: /),
  );

  it('takes no remark for a question about what was asked', () =>
    talk().says('is django good for startups?').says('hmm not so sure about that', { reach: 'reply' }).getsSilence());

  it('takes another subject as it stands, where it is known by itself alone', () =>
    talk()
      .says('does django have an orm?')
      .says('what about sqlalchemy?')
      .getsReply(/SQLAlchemy/, /Source: /));

  it('understands why, more, source, and comparing on that', () =>
    talk()
      .says('Is Django good for APIs?')
      .says('why?', { reach: 'overheard' })
      .getsReply(/Source: /)
      .says('source?', { reach: 'overheard' })
      .getsReply(
        /^.+\n\nSource: .+ > .+\n\nPack django-vs-flask \d+\.\d+\.\d+, last reviewed on 2026-[\d-]+; facts are as of 2026\./,
      )
      .says('compare them on that')
      .getsReply(/Side by side/)
      .says('which one for a startup then?', { reach: 'overheard' })
      .getsReply(/Source: .*startups/i));

  it.each([
    'source?',
    'what is your source for that?',
    'who says that?',
    'says who?',
    'where does that come from?',
    'can you cite that?',
    'how do you know?',
    'are you sure?',
    'is that true?',
    'how old is that?',
    'when was this last reviewed?',
    'which version is that?',
    'show me the source please',
    'where is this from?',
    'who wrote that?',
    "what's the date of that?",
    'can I see the article?',
    "you're wrong",
    "no, that's not true",
    'I disagree',
    'citation needed',
    'how sure are you?',
    'is that up to date?',
    'what do you base that on?',
    'how reliable is this info?',
    'hm, not convinced',
    'where can I read the full article?',
    'how old is that info',
    'ok but how old is this answer?',
    'how recent is that article?',
    'is that from this year?',
    'is this still accurate in 2026?',
    'is that info still the case',
    'how confident are you in that answer',
    'are you sure about these numbers?',
    'where is that number from',
    'how was that measured?',
    'is that your opinion?',
    'your answer is wrong',
    'that info is outdated',
    'do you have a newer source?',
    'any other sources?',
    'which article?',
    'can i read the whole thing?',
    'sources? 🙏',
    'what’s your source',
    'that’s not true',
    'i don’t agree',
    ':thinking_face: source?',
    'says who btw',
    'wow, really?',
    "isn't that outdated?",
    'that sounds outdated',
    'does that still apply?',
    'is that old?',
    'when is this from?',
    'as of when?',
    'when did you last check this?',
    'last updated?',
    'which version does that refer to?',
    'u sure?',
    'sure?',
    'is that 100% sure?',
    'r u sure about that',
    '100% sure?',
    'is that official?',
    'has this been reviewed?',
    'can you back that up?',
    "what's the evidence?",
    'any evidence?',
    'prove it',
    "where'd you get that from?",
    "what's that based on?",
    'is that a fact or your opinion?',
    'send me the article',
    'which section is that from?',
    'I doubt that',
    'hard to believe',
    'not true',
    "that can't be right",
    "pretty sure that's wrong",
    'i think you’re wrong',
  ])('says where the last answer comes from, asked %j', (said) =>
    talk()
      .says('Is Django good for APIs?')
      .says(said)
      .getsReply(/^Is Django good for APIs\?\n\nSource: .+ > .+\n\nPack django-vs-flask/),
  );

  it('understands the other option, and both, without their names', () =>
    talk()
      .says('Is Django hard to learn?')
      .says('and the other one?')
      .getsReply(/• Flask: /)
      .getsNo(/• Django: /)
      .says('what about both?')
      .getsReply(/• Django: [\s\S]+• Flask: /));

  it.each(['and for Flask?', 'same question for flask', 'how about flask for that?', 'and in Flask?', 'flask too?'])(
    'hears the same question of the other option in %j',
    (said) =>
      talk()
        .says('Is Django good for APIs?')
        .says(said)
        .getsReply(/^Choose Flask for a light API/),
  );

  it.each([
    'thanks! and Flask?',
    'Perfect. And in Flask?',
    'and for flask only',
    'sorry, I meant flask',
    'oops, i asked about flask, not django',
    'Flask then?',
    'ok, great. What about Flask, please?',
    'and Flask, too?',
  ])('hears the other option in %j', (said) =>
    talk()
      .says('Is Django hard to learn?')
      .says(said)
      .getsReply(/• Flask: /)
      .getsNo(/• Django: /),
  );

  it.each([
    ['Sounds good. What about security?', /^By default Django defends/],
    ['I’d like to know about security too', /^Django, out of the box/],
    ['I was wondering about security as well', /^Django, out of the box/],
    ['no, I meant security', /^By default Django defends/],
    ['sorry i mean security', /^By default Django defends/],
    ['n what about performance', /^(?:Flask, slightly|Speed rarely)/],
  ])('hears another subject in %j, said in reply to it', (said, expected) =>
    talk().says('is django hard to learn?').says(said, { reach: 'reply' }).getsReply(expected),
  );

  it.each(['now in one sentence', 'could you summarise all of this for me', 'this is way too long', 'tldr pls 😅'])(
    'says in short what it said, told %j',
    (said) =>
      talk()
        .says('is flask faster?')
        .says(said, { reach: 'reply' })
        .getsReply(/^Flask, slightly/)
        .getsNo(/• /),
  );

  it('puts to the vote the choice as a whole where somebody else asked', () =>
    talk()
      .says('which companies use django?')
      .says("let's vote then", { user: 'ben' })
      .getsReply(/Question: Django or Flask\?/));

  it('takes a choice between the options for a question of its own', () =>
    talk()
      .says('what about python frameworks?')
      .says('ok, flask vs django', { reach: 'reply' })
      .getsReply(/^Neither wins everywhere/));

  it('takes a short follow-up for a question, not for a project', () =>
    talk()
      .says('is flask faster?')
      .says('and for large apps?')
      .getsNo(/sounds like a project/)
      .getsReply(/large app/, /Source: /));

  it.each(['compare them on that', 'compare that', 'side by side please', 'as a table'])('sets side by side on %j', (said) =>
    talk()
      .says('Is Django good for APIs?')
      .says(said)
      .getsReply(/^Is Django good for APIs\?[\s\S]+Side by side/),
  );

  it('takes a "yes" for the one thing it offered to do', async () => {
    await talk()
      .says('our team of three juniors needs to ship an MVP in 6 weeks with login and admin')
      .getsReply(/^That sounds like a project/)
      .says('yes')
      .getsReply(/^Django fits/)
      .says('yes')
      .getsSilence();
    await talk()
      .says("let's vote on it")
      .says('go ahead')
      .getsReply(/^Start a vote/);
  });

  it.each([
    ['vote on it anonymously', /anonymous for good/],
    ['can we vote anonymously on that?', /anonymous for good/],
    ['start an anonymous vote on it', /anonymous for good/],
    ['create a vote on it', /Hidden until the close(?!, and)/],
    ['I want to vote on it', /Hidden until the close(?!, and)/],
  ])('puts to the vote what was asked last, as it is told: %s', (said, results) =>
    talk()
      .says('Django or Flask for billing?')
      .says(said)
      .getsReply(/Question: Django or Flask for billing\?\n/, results),
  );

  it('puts to the vote what was asked last, where somebody says so to it', async () => {
    await talk()
      .says('Django or Flask for billing?')
      .says("let's vote on it")
      .getsReply(/^Start a vote/, /Question: Django or Flask for billing\?/)
      .says('is flask faster?', { thread: 'another' })
      .says('can we vote on that?', { thread: 'another', reach: 'overheard', user: 'ben' })
      .getsSilence();
  });

  it('takes no agreement for a "yes" where it proposed nothing', async () => {
    for (const said of ['ok', 'right', 'yes', 'sure'])
      await talk()
        .says('is flask faster than django?')
        .getsReply(/^Flask, slightly/)
        .says(said, { reach: 'overheard' })
        .getsSilence();
    await talk()
      .says('our team of three juniors needs to ship an MVP in 6 weeks with login and admin')
      .says('yes')
      .picks('Why')
      .getsReply(/^Why/)
      .says('ok', { reach: 'overheard' })
      .getsSilence()
      .says('yes', { reach: 'overheard' })
      .getsSilence();
  });

  it.each(['is it old?', 'what year is it from?', 'which year is it from?', 'is it from this year?', 'when is it from?'])(
    'takes "it" for what was asked about, not for the answer: %s',
    (said) =>
      talk()
        .says('what is django?')
        .says(said)
        .getsReply(/^A full-stack Python web framework from 2005/),
  );

  it.each([
    ['is it trustworthy?', /^Django, out of the box/],
    ...[
      'is it reliable?',
      'is it official?',
      'is it still relevant?',
      'is it verified?',
      'is there a newer version?',
      'latest version?',
      'is there a newer one?',
      'is there something newer?',
      'when was it published?',
      'does it still hold up?',
      'how was it tested?',
      'which version is it for?',
      'can you back it up?',
    ].map((said): [string, RegExp] => [said, /^I (?:have no reviewed answer|am not sure)/]),
  ])('takes "it" for the choice, where that was asked about: %s', (said, expected) =>
    talk().says('which framework should we use?').says(said).getsReply(expected),
  );

  it.each([
    'how old is it?',
    'is it outdated?',
    'is it still true?',
    'where is it from?',
    'when was it last updated?',
    'prove it',
  ])('takes "it" for the answer where only that is meant, or either: %s', (said) =>
    talk()
      .says('what is django?')
      .says(said)
      .getsReply(/^What is Django\?\n\nSource: /),
  );

  it.each([
    ['I meant: is django not too heavy for an API?', /^With Django REST Framework, Django is fit/],
    ['i mean is it not slower than django?', /^Flask, slightly/],
    ['I mean does Django not have an ORM?', /^Django ships with an ORM/],
    ['i asked if django does not scale', /^Both scale out/],
    ['I mean, why not flask?', /^Choose Flask for/],
    ['I mean why django and not flask?', /^Neither wins everywhere/],
    ['i mean whether or not it scales', /^Both scale out/],
    ['sorry, I meant django, not flask, for an API', /^With Django REST Framework, Django is fit/],
  ])('hears the "not" of a question or a choice: %s', (said, expected) =>
    talk()
      .says('is flask secure?')
      .says(said)
      .getsReply(expected)
      .says('is flask secure?')
      .says(said, { reach: 'reply' })
      .getsReply(expected),
  );

  it.each([
    'I meant django, not flask',
    'I meant django not flask',
    'I mean django and not flask',
    'oops, i asked about django, not flask',
  ])('leaves out what was not meant: %s', (said) =>
    talk()
      .says('is flask secure?')
      .says(said, { reach: 'reply' })
      .getsReply(/^By default Django defends/),
  );

  it.each([
    'I mean not flask',
    'no, i mean not flask',
    'so I asked the team',
    'I asked Django',
    'so I asked about it at the meeting',
    'I mean we have an API',
    'I mean it depends',
    'i mean come on',
    'I mean what I say',
    'I mean django, not sure why',
    'no i meant that',
  ])('does not take a remark for a correction: %s', (said) =>
    talk().says('is flask secure?').says(said, { reach: 'reply' }).getsSilence(),
  );

  it.each(['what about :admin: then?', 'so what about :admin: in flask?'])('hears code that looks like an emoji: %s', (said) =>
    talk()
      .says('is flask faster?')
      .says(said, { reach: 'overheard', user: 'ben' })
      .getsReply(/^Flask ships routing/),
  );

  it.each([
    ':wave: :smile: source?',
    ':wave::skin-tone-2: source?',
    'source? :pray:',
    ':+1: source?',
    'why :sob:',
    'and django :tada: :rocket:',
  ])('hears what stands between emoji: %s', (said) =>
    talk()
      .says('is flask faster?')
      .says(said)
      .getsReply(/^(?:Is Flask faster than Django\?\n\n|How performance compares)/),
  );

  it.each(['how old is that info?', 'is this info up to date?', 'how recent is that article', 'source? 🙏'])(
    'says how old its answer is also to people below it: %s',
    (said) =>
      talk()
        .says('is flask faster?')
        .says(said, { reach: 'overheard', user: 'ben' })
        .getsReply(/^Is Flask faster than Django\?\n\nSource: /)
        .says('let me look', { reach: 'overheard', user: 'ben' })
        .says(said, { reach: 'overheard', user: 'ben' })
        .getsSilence(),
  );

  it.each(['how old is that info?', 'how recent is that'])('says how old all it knows is below a scorecard: %s', (said) =>
    talk()
      .says('recommend an internal dashboard for 4 developers, needs SSO and an admin, six weeks')
      .says(said)
      .getsReply(/facts are as of 2026/),
  );

  it('hears doubt in one word', () =>
    talk()
      .says('is flask faster than django?')
      .says('Really!')
      .getsReply(/Source: /));

  it('is the same where its questions come as commands, or behind the verb', async () => {
    await talk()
      .commands('ask', { question: 'Is Django good for APIs?' })
      .commands('ask', { question: 'source?' })
      .getsReply(/^Is Django good for APIs\?\n\nSource: /)
      .commands('ask', { question: 'and Flask?' })
      .getsReply(/^Choose Flask for a light API/);
    await talk()
      .says('ask Is Django good for APIs?', { thread: null, reach: 'command' })
      .says('ask and Flask?', { thread: null, reach: 'command' })
      .getsReply(/^Choose Flask for a light API/);
  });

  it('never begins between the lines of a script: each of its commands stands alone', () =>
    talk()
      .commands('ask', { question: 'Is Django good for APIs?' }, { reach: 'direct' })
      .commands('ask', { question: 'source?' }, { reach: 'direct' })
      .getsNo(/Source: /));

  it('goes back to the first option, and tells both', () =>
    talk()
      .says('Is Django good for APIs?')
      .says('and Flask?')
      .getsReply(/^Choose Flask for a light API/)
      .says('and Django?')
      .getsReply(/^With Django REST Framework, Django is fit/));

  it.each([
    ['source?', /^Django vs Flask: A Complete Comparison, [\s\S]+Pack django-vs-flask/],
    ['what are your sources?', /^Django vs Flask: A Complete Comparison, /],
    ['sources please', /^Django vs Flask: A Complete Comparison, /],
    ['which version are you?', /Pack django-vs-flask \d/],
    ['are you an AI?', /No language model/],
    ['do you store what I ask?', /nothing you ask leaves your workspace\.\n• erase me deletes what I keep about you/],
    ['why?', /^Ask me anything/],
    ['and Flask?', /^A Python microframework/],
    ['compare them on that', /Framework type: /],
  ])('that says nothing yet gives %j nothing to lean on', async (said, expected) => {
    const bot = createTestBot();
    await talk(bot).says(said).getsReply(expected);
    await talk(bot).says('compare', { id: 'c', thread: 'other' }).says(said, { id: 'd', thread: 'other' }).getsReply(expected);
    expect(await gaps(bot.store.workspace('test', 'w'))).toEqual([]);
    await talk(bot).says(said, { id: 'e', thread: 'third', reach: 'below' }).getsSilence();
  });

  it('asked "why?" for ever ends with the source', () =>
    talk()
      .says('is flask secure?')
      .says('why?')
      .says('why?')
      .says('why?')
      .says('why?')
      .getsReply(/^.+\n\nSource: .+\n\nPack django-vs-flask/));

  it.each(['yes', 'yes please', 'that one', '1'])('takes %j for the only reading that was offered', (said) => {
    const match = () => [{ label: 'faq:faster', score: 0.12 }];
    const bot = createTestBot({ knowledge: { ...knowledge, match } });
    return talk(bot)
      .says('hm, quick?')
      .getsReply(/Do you mean this\?/)
      .says(said, { reach: 'overheard' })
      .getsReply(/^Is Flask faster than Django\?/)
      .says('yes', { reach: 'overheard' })
      .getsSilence();
  });

  it('takes a number for a choice only right after it was offered', () =>
    talk()
      .says('zxqv blorp wvut')
      .says('ben, how many of us come?', { reach: 'overheard' })
      .says('2', { reach: 'overheard' })
      .getsSilence()
      .says('2')
      .getsReply(/Which framework is more secure\?/));

  it('takes no follow-up for a project, whatever was asked before', () =>
    talk()
      .says('Is Flask faster than Django? Which one is more secure?')
      .says('why?')
      .says('and Flask?')
      .getsNo(/sounds like a project/)
      .getsReply(/Flask/, /Source: /));

  it('goes on with "why?" instead of round', () =>
    talk()
      .says('Is Django good for APIs?')
      .says('why?')
      .getsNo(/^With Django REST/)
      .says('tell me more')
      .getsReply(/Source/)
      .says('go on')
      .getsReply(/Source/));

  it('goes on with what is about the option that was asked for, not another', () =>
    talk()
      .says('which one should we use?')
      .says('and flask?')
      .says('why?')
      .getsReply(/^When to choose Flask\n/));

  it('takes a bare "why?" for itself only if it spoke last', () =>
    talk()
      .says('Is Django good for APIs?')
      .says('bob, you look worried', { reach: 'overheard', user: 'cleo' })
      .getsSilence()
      .says('why?', { reach: 'overheard' })
      .getsSilence()
      .says('why?', { reach: 'mention' })
      .getsReply(/Source/));

  it('never mixes threads, channels, workspaces, or people outside threads', async () => {
    const bot = createTestBot();
    await talk(bot)
      .says('Is Django good for APIs?', { id: '1' })
      .getsReply(/Source/);
    for (const [index, elsewhere] of [{ thread: 'other' }, { channel: 'other' }, { workspace: 'other' }].entries()) {
      await talk(bot)
        .says('source?', { id: `e${index}`, ...elsewhere })
        .getsNo(/Django is good|REST/);
    }
    await talk(bot)
      .commands('ask', { question: 'is flask faster?' }, { id: '2', user: 'ana' })
      .says('source?', { id: '3', thread: null, user: 'ben' })
      .getsNo(/Source: /);
  });
});

describe('a text made to take long', () => {
  it.each([
    `adr 1${' '.repeat(40_000)}x`,
    `review adr 1${' '.repeat(40_000)}`,
    `decisions 12${' '.repeat(40_000)}x`,
    `decisions ${'0'.repeat(40_000)}x`,
    `test 1${' '.repeat(40_000)}x`,
    `test${' 1'.repeat(20_000)} x`,
  ])('is read soon (%#)', async (said) => {
    const began = cpuTime();
    await talk().says(said);
    expect(cpuTime() - began).toBeLessThan(400);
  });

  it.each([
    `any objections to${' '.repeat(20_000)}this`,
    `proposal: ${'a or '.repeat(4_000)}`,
    `let's vote until friday on ${', until friday'.repeat(1_500)}`,
    `let's vote on tabs or spaces${', anonymously'.repeat(1_500)}`,
    `put tea to the vote ${'until friday '.repeat(1_500)}`,
    `score: ${' a'.repeat(10_000)}?`,
  ])('is read as an order soon (%#)', (said) => {
    const began = cpuTime();
    intentOf({ type: 'text', text: said }, grammarOf(knowledge));
    readOrder(said);
    untilIn(said, knowledge);
    expect(cpuTime() - began).toBeLessThan(100);
  });
});

describe('the choice as a whole', () => {
  it.each(['Django or Flask?', "hi, we can't agree on django or flask, can you help?", 'help us decide', 'compare'])(
    'leads on to a score and a vote: %j',
    (said) =>
      talk()
        .says(said)
        .getsReply(/→ Score our project\n→ Put it to the vote/)
        .picks('Score our project')
        .getsReply(/^What fits our project\?/)
        .says(said)
        .picks('Put it to the vote')
        .getsReply(/^Start a vote\n• Question: Django or Flask\?/),
  );

  it('is all that leads there', () =>
    talk()
      .says('is flask faster than django?')
      .getsNo(/Score our project|Put it to the vote/));

  it('is scored for the project that the question tells of, by whoever asked it', () =>
    talk()
      .says('should we use flask for an internal tool with sso?')
      .getsReply(/^Choose Flask for/, /→ Score our project/)
      .clicks({ verb: 'recommend', args: { of: 'event-1' } }, { user: 'ben' })
      .getsReply(/^What fits our project\?/)
      .clicks({ verb: 'recommend', args: { of: 'event-1' } })
      .getsReply(/^Level so far/, /\("internal tool"\)/, /\("sso"\)/)
      .shownTo('thread')
      .says('what if we were six people?')
      .getsReply(/As it is: Flask and Django are level so far/)
      .says('Does Django have login and an admin panel?')
      .getsNo(/Score our project/));

  it("is not scored for what a button asks, which tells of nobody's project", () =>
    talk()
      .clicks({ verb: 'ask', args: { entry: 'faq:flask-large-apps' } })
      .getsReply(/^Is Flask good for large applications\?/)
      .getsNo(/Score our project/));

  it('asks for the project where the question that told of it is forgotten', () =>
    talk()
      .clicks({ verb: 'recommend', args: { of: 'long ago' } })
      .getsReply(/^What fits our project\?/));

  it('is answered by the tables where no passage does', async () =>
    talk(createTestBot({ knowledge: await openKnowledge(breakfastPack) }))
      .says('Porridge, toast or muesli?')
      .getsReply(/Overview\nTime: Porridge/, /→ Put it to the vote/)
      .says("let's vote on it")
      .getsReply(/Question: Porridge, toast or muesli\?/)
      .says('porridge, toast and muesli on mars?')
      .getsNo(/Overview/)
      .says('Porridge, toast or muesli?', { reach: 'overheard' })
      .getsSilence());

  it.each([
    ['which is fastest?', 'faq:faster'],
    ["what's the fastest?", 'faq:faster'],
    ['fastest?', 'faq:faster'],
    ["what's the easiest one?", 'faq:django-harder'],
    ["what's the fastest train to Berlin?", null],
    ["what's the best restaurant here?", null],
  ])('is asked in superlatives too, though not of anything: %s', (said, entry) =>
    expect(ask(knowledge, said)).toMatchObject({ outcome: entry ? 'answer' : 'declined', entry }),
  );

  it('may be among some options: the vote is on these, and so are further tables', async () =>
    talk(createTestBot({ knowledge: await openKnowledge(breakfastPack) }))
      .says('toast or muesli?')
      .getsReply(/Time: Toast/)
      .getsNo(/Porridge: /)
      .picks('Put it to the vote')
      .getsReply(/Question: Toast or Muesli\?/));

  it.each(['what about toast and muesli?', 'and toast and muesli?', 'same question for toast and muesli', 'without porridge?'])(
    'is not asked by whoever goes on with some of several options: %s',
    async (said) =>
      talk(createTestBot({ knowledge: await openKnowledge(breakfastPack) }))
        .says('which one takes the least time?')
        .getsReply(/Porridge: ten minutes/)
        .says(said)
        .getsReply(/^Which is quickest\?\n\n• Toast: three minutes.*\n• Muesli: one minute/)
        .getsNo(/Porridge: /),
  );

  it.each(['flask in django', 'is it ok to use flask and django', 'Can I use Flask in Django?', 'Django with Flask'])(
    'is not asked by whoever takes them together: %s',
    (said) =>
      talk()
        .says(said)
        .getsNo(/^Neither wins everywhere|Key differences/),
  );

  it('leads to a vote alone where a pack has no criteria', () =>
    talk(createTestBot({ knowledge: knowledgeWith({ criteria: [] }) }))
      .says('compare')
      .getsReply(/→ Put it to the vote/)
      .getsNo(/Score our project/));
});

describe('several questions in one message', () => {
  it('reads them by their numbers, in one line too', () =>
    talk()
      .says('1) is flask faster 2) which is more secure 3) who uses django', { reach: 'reply' })
      .getsReply(/Flask, slightly[\s\S]+Django, out of the box[\s\S]+Instagram/)
      .says('a) is flask faster b) who uses django')
      .getsReply(/Flask, slightly[\s\S]+Instagram/));

  it.each([
    'is Django 4. faster than Flask 2. in practice?',
    'is flask 2. faster than django 1. in production?',
    'is Django 1. faster than Flask?',
  ])('takes a number with a dot for no mark of a list: %s', (said) =>
    talk()
      .says(said)
      .getsReply(/Is Flask faster than Django\?/)
      .getsNo(/What is Django/),
  );

  it.each(['hey can you help us? django or flask?', 'Are you there? Django or Flask?', 'I have a question. Django or Flask?'])(
    'are not counted with what only calls us: %j',
    (said) =>
      talk()
        .says(said)
        .getsReply(/^Neither wins everywhere/)
        .getsNo(/no reviewed answer/),
  );

  it.each([' ', '\t', '\u00a0'])('are told apart soon, however much white space (%j) stands between', async (white) => {
    const text = `Is Flask fast${white.repeat(30_000 / white.length)}for us, and which one is more secure?`;
    const began = cpuTime();
    await talk()
      .says(text)
      .getsReply(/faster/i, /secur/i);
    expect(cpuTime() - began).toBeLessThan(400);
  });

  it('are answered in one reply, each with its source', () =>
    talk()
      .says('Is Flask faster than Django? And which one is more secure?')
      .getsReply(/Is Flask faster than Django\?\n\n[\s\S]+Source: [\s\S]+Which framework is more secure\?\n\n[\s\S]+Source: /));

  it.each([
    'Is Flask faster, and which one is more secure?',
    'Is Flask faster than Django and is it more secure?',
    '1. Is Flask faster?\n2. Which is more secure?',
  ])('are heard in one sentence or a list too: %j', (said) =>
    talk()
      .says(said)
      .getsReply(/Is Flask faster than Django\?\n\n[\s\S]+Source: [\s\S]+secure[\s\S]+Source: /i),
  );

  it('have their sources named together', () =>
    talk()
      .says('Is Flask faster than Django? And which one is more secure?')
      .says('source?')
      .getsReply(
        /^Is Flask faster than Django\?\n\nSource: [^\n]+\n\nWhich framework is more secure\?\n\nSource: [^\n]+\n\nPack /,
      ));

  it('are at most three', async () => {
    const [reply] = await createTestBot().handle(
      testEvent({
        type: 'text',
        text: 'Is Flask faster? Which is more secure? Which is harder to learn? What do startups prefer? Is Django good for APIs?',
      }),
    );
    expect(reply?.blocks.filter((block) => block.type === 'sources')).toHaveLength(3);
  });

  it('offers those beyond three', () =>
    talk()
      .says(
        'Is Flask faster? Which is more secure? Which is harder to learn? What do startups prefer? What is Flask? Who invented pizza?',
      )
      .getsReply(
        /no reviewed answer to: Who invented pizza\?\n\nYou also asked, if I understand:\n\n1\. Which framework do startups prefer\?\n2\. What is Flask\?/,
      )
      .says('2')
      .getsReply(/^What is Flask\?/)
      .says('source?')
      .getsReply(/^What is Flask\?/));

  it('names each that it does not know', () =>
    talk()
      .says('What is Flask? What is Python? What is Django? What is Fortran?')
      .getsReply(/no reviewed answer to: What is Python\?/, /no reviewed answer to: What is Fortran\?/));

  it('leave one that is known its answer', () =>
    talk()
      .commands('ask', { question: 'Who invented pizza? Is Flask faster than Django?' })
      .getsReply(/^Is Flask faster than Django\?[\s\S]+Source: [\s\S]+no reviewed answer to: Who invented pizza\?/)
      .picks('Share to channel')
      .getsReply(/^Is Flask faster/));

  it('leave it its answer, also before one that names something outside', () =>
    talk()
      .says('is django good for apis? what about rails?')
      .getsReply(/^Is Django good for APIs\?[\s\S]+Source: /));

  it('leave it its answer, also behind one that points at something outside', () =>
    talk()
      .says('how do we cook this? also is flask faster?')
      .getsReply(/Flask, slightly/));

  it('do not include what is only polite', () =>
    talk()
      .says("Hello everyone! I'm new here. Is Django good for APIs? Thanks!")
      .getsReply(/^With Django REST Framework, Django is fit/)
      .getsNo(/no reviewed answer/));

  it('name the one that is not known beside an answer, unless it leans on that, or nobody asked us', () =>
    talk()
      .says('Is Django good for APIs? Who invented pizza?')
      .getsReply(/^Is Django good for APIs\?[\s\S]+no reviewed answer to: Who invented pizza\?/)
      .says('What is Django, and what is it good for?')
      .getsNo(/no reviewed answer/)
      .says('Is Flask faster than Django? Who invented pizza?', { reach: 'overheard' })
      .getsReply(/^Flask, slightly/)
      .getsNo(/no reviewed answer/));

  it.each(['For the agenda:\n- What is Django?', 'What is Django? It is for a customer, and I have a bit of Python experience.'])(
    'is answered alone where it is known for surer than with what stands around it: %j',
    (said) =>
      talk()
        .says(said)
        .getsReply(/^A full-stack Python web framework/),
  );

  it.each([
    'Sorry if this was asked before. Which framework is more secure?',
    'We had this out in the architecture meeting again. Which framework is more secure? Thanks in advance!',
  ])('stand apart from what leads up to them, where they are clear: %j', (said) =>
    talk()
      .says(said)
      .getsReply(/^Django, out of the box/),
  );

  it('leave a question that names no option, and is not clear, to what stands around it', () =>
    talk()
      .says('Our printer is on fire and the cat has eaten the manual. Is it fast? Who do I call?')
      .getsReply(/no reviewed answer/)
      .getsNo(/Source: /));

  it('can lean on one another, and be shared as one', () =>
    talk()
      .commands('ask', { question: 'Is Django good for APIs? What about microservices?' })
      .getsReply(/Source: [\s\S]+Source: /)
      .picks('Share to channel')
      .getsReply(/Source: [\s\S]+Source: /));
});

describe('feedback', () => {
  const question = 'is flask faster?';
  const open = () => {
    const store = createMemoryStore(() => 0);
    return { bot: createTestBot({ store, clock: () => 0 }), rows: store.workspace('test', 'w') };
  };

  it('is asked for under every answer, and nowhere else', async () => {
    await talk()
      .says(question)
      .getsReply(/Helpful \/ Not helpful$/);
    await talk()
      .says('zxqv blorp')
      .getsNo(/Helpful/);
    await talk()
      .says('help')
      .getsNo(/Helpful/);
  });

  it('thanks for a good vote, in private', async () => {
    const { bot, rows } = open();
    await talk(bot)
      .says(question)
      .picks('Helpful')
      .shownTo('asker')
      .getsReply(/Thank you/);
    expect(await rows.kept('rating')).toMatchObject([
      { question, entries: ['faq:faster'], reason: 'helpful', user: 'ana', pack: packVersion },
    ]);
    expect(await gaps(rows)).toEqual([]);
  });

  it('asks in private what went wrong, and keeps a gap', async () => {
    const { bot, rows } = open();
    await talk(bot)
      .says(question)
      .picks('Not helpful')
      .shownTo('asker')
      .getsReply(/What went wrong\?/)
      .picks('It is outdated')
      .shownTo('asker')
      .getsReply(/Noted/);
    expect(await gaps(rows)).toEqual([
      {
        of: 'event-1',
        question,
        entries: ['faq:faster'],
        reason: 'outdated',
        comment: '',
        user: 'ana',
        asker: 'ana',
        pack: packVersion,
        at: 0,
      },
    ]);
  });

  it('is kept with the version of the pack that answered, and with what was answered of several', async () => {
    const store = createMemoryStore(() => 0);
    const later = { ...knowledge, pack: { ...knowledge.pack, version: '99.0.0' } };
    await talk(createTestBot({ store })).says('Who invented pizza? Is Flask faster than Django? Which one is more secure?', {
      id: 'asked',
    });
    await talk(createTestBot({ store, knowledge: later })).clicks(
      { verb: 'rate', args: { vote: 'wrong', of: 'asked' } },
      { id: 'b' },
    );
    expect((await gaps(store.workspace('test', 'w'))).find(({ reason }) => reason === 'wrong')).toMatchObject({
      question: 'Is Flask faster than Django? Which one is more secure?',
      entries: ['faq:faster', 'faq:more-secure'],
      pack: packVersion,
    });
  });

  it('asks in a form what none of the reasons says, and keeps what was written', async () => {
    const { bot, rows } = open();
    await talk(bot)
      .says(question)
      .picks('Not helpful')
      .picks('Something else')
      .shownTo('asker')
      .getsReply(/^Noted\.\n\nSomething else\n• What was wrong\?/);
    expect(await gaps(rows)).toMatchObject([{ reason: 'other', comment: '' }]);
    await talk(bot)
      .clicks({ verb: 'rate', args: { vote: 'other', of: 'event-1' } }, { id: 'again', isPrivate: true })
      .fills({ comment: '  Numbers <!channel> of 2019. ', vote: 'helpful' }, { id: 'sent' })
      .shownTo('asker')
      .getsReply(/Thank you/);
    expect(await gaps(rows)).toMatchObject([{ question, reason: 'other', comment: 'Numbers <!channel> of 2019.' }]);
  });

  it('reads what was kept before there were comments', async () => {
    const { rows } = open();
    await rows.keep('rating', 'old', { question, entries: [], reason: 'wrong', user: 'ana', pack: 'p 1', at: 0 }, 'ana');
    expect(await gaps(rows)).toMatchObject([{ reason: 'wrong', comment: '' }]);
  });

  it('shows the next readings for "not what I meant"', () =>
    talk()
      .says(question)
      .picks('Not helpful')
      .picks('Not what I meant')
      .getsReply(/one of these\?[\s\S]+1\. .+\n2\. .+\n3\. /)
      .getsNo(/Is Flask faster/)
      .picks(/./)
      .getsReply(/Source: /));

  it('counts one vote a person and answer, the last', async () => {
    const { bot, rows } = open();
    await talk(bot)
      .says(question, { id: 'asked' })
      .picks('Helpful', { user: 'ana' })
      .clicks({ verb: 'rate', args: { vote: 'unclear', of: 'asked' } }, { user: 'ana' })
      .clicks({ verb: 'rate', args: { vote: 'helpful', of: 'asked' } }, { user: 'ben' });
    expect((await rows.kept('rating')).map((row) => (row as { reason: string }).reason)).toEqual(['helpful', 'unclear']);
  });

  it('keeps what it had to decline, once, and not what it overheard', async () => {
    const { bot, rows } = open();
    await talk(bot)
      .says('zxqv blorp wvut', { id: '1' })
      .says('zxqv blorp wvut', { id: '1' })
      .says('who has the zxqv?', { id: '2', reach: 'overheard' });
    expect(await gaps(rows)).toEqual([
      {
        of: '',
        question: 'zxqv blorp wvut',
        entries: [],
        reason: 'declined',
        comment: '',
        user: 'ana',
        asker: 'ana',
        pack: packVersion,
        at: 0,
      },
    ]);
  });

  it('keeps a declined question of any length under a short key: Postgres takes no long ones', async () => {
    const { bot, rows } = open();
    const question = `why ${'zxqv blorp wvut '.repeat(1_000)}?`;
    await talk(bot)
      .says(question)
      .getsReply(/no reviewed answer/);
    const kept = await Array.fromAsync(rows.rows());
    expect(kept.filter(({ kind }) => kind === 'declined')).toEqual([
      expect.objectContaining({ value: expect.objectContaining({ question: question.trim() }) }),
    ]);
    expect(Math.max(...kept.map(({ key }) => key.length))).toBeLessThan(200);
  });

  it.each([
    'recommend something for a small blog with an admin, shall we?',
    'We are building an internal admin tool with 3 developers and user accounts, what do you think, Bob?',
    'decide between those on Friday?',
  ])('keeps nothing of what people say to each other: %s', async (said) => {
    const { bot, rows } = open();
    await talk(bot).says('is flask faster?').getsReply(/Flask/);
    const before = await Array.fromAsync(rows.rows());
    await talk(bot).says(said, { id: 'overheard', user: 'bob', reach: 'overheard' }).getsSilence();
    await talk(bot).says(said, { id: 'ambient', user: 'bob', reach: 'ambient' }).getsSilence();
    const since = (await Array.fromAsync(rows.rows())).filter(({ key }) => !before.some((row) => row.key === key));
    expect(since).toEqual([]);
  });
});

describe('what is no question about anything', () => {
  it.each([
    'hello',
    'Hi there!',
    'good morning',
    'what can you do?',
    'who are you?',
    'how does this bot work?',
    'how are you?',
    'help me',
    'can you help me?',
    'what else can you do for us?',
    'So, what are you for?',
    'which questions can I ask you?',
    "what's this bot for?",
    'list the commands',
    'are you there?',
    'i need some help pls',
    'you there?',
    'hi! could you help me with something?',
    'so what do you know then?',
    'how does this thing work?',
    'can you do anything else?',
    'nice to meet you!',
    'start',
    'hello? anyone?',
    'what’s this bot for?',
  ])('gets the help, and is no gap: %s', async (said) => {
    const bot = createTestBot();
    await talk(bot)
      .says(said)
      .getsReply(/I answer questions about/);
    expect(await gaps(bot.store.workspace('test', 'w'))).toEqual([]);
  });

  it.each([
    'am I talking to a human?',
    'which model do you use?',
    'did an AI write this?',
    'who maintains this bot?',
    'what are your answers based on?',
    'can we trust your answers?',
    'how accurate are you?',
    'do you make things up?',
    'is your information up to date?',
    'when was the last update?',
    'are you reading everything we write here?',
    'who can see what I ask you?',
    'what happens with my questions?',
    'do you send our data to OpenAI?',
    'do you remember what we said?',
    'whats your version',
    'how often are you wrong?',
    'are you biased?',
    'did you make that up?',
    'can you search the web?',
  ])('is told how we know, and is no gap: %s', async (said) => {
    const bot = createTestBot();
    await talk(bot)
      .says(said)
      .getsReply(/No language model/);
    expect(await gaps(bot.store.workspace('test', 'w'))).toEqual([]);
  });

  it.each([
    'which model does Django use?',
    'who made Flask?',
    'is Django up to date?',
    'can we trust Flask?',
    'how old is Django?',
  ])('is one where it names an option: %s', (said) =>
    talk()
      .says(said)
      .getsNo(/No language model/),
  );

  it.each([
    ['how do I start a vote?', /decide \[question\] {2}Put a question to the vote/, 'decide', /^Start a vote/],
    ["Hi team,\nlet's have a vote", /decide \[question\]/, 'decide', /^Start a vote/],
    ["Where should we eat? Let's vote", /decide \[question\]/, 'decide', /^Start a vote/],
    ["Who leads? Let's vote", /decide \[question\]/, 'decide', /^Start a vote/],
    ['we should change our process; vote?', /decide \[question\]/, 'decide', /^Start a vote/],
    ['who wants to start a vote on lunch?', /decide \[question\]/, 'decide', /^Start a vote/],
    ['Rust or Rails? Time for a vote!', /decide \[question\]/, 'decide', /^Start a vote/],
    ['how do I put something to the vote?', /decide \[question\]/, 'decide', /^Start a vote/],
    ['what would you recommend?', /recommend \[description\]/, 'recommend', /^What fits our project\?/],
    ...[
      ...['score our project', 'can you rate my app idea?', 'which fits us best?', 'what fits our project?'],
      ...['so, what do you think?', "what's your take?", 'your opinion?', 'which criteria do you use?'],
    ].map((said): [string, RegExp, string, RegExp] => [
      said,
      /recommend \[description\]/,
      'recommend',
      /^What fits our project\?/,
    ]),
    ...["can't you just decide for us?", 'what do u think', 'whats ur opinion', 'which do you prefer?'].map(
      (said): [string, RegExp, string, RegExp] => [said, /recommend \[description\]/, 'recommend', /^What fits our project\?/],
    ),
    ...['how do I mute you', 'only answer when mentioned', 'please don’t reply to everything'].map(
      (said): [string, RegExp, string, RegExp] => [said, /settings {2}Who may do what/, 'settings', /Answers in this channel/],
    ),
    ...['ok, please only reply to mentions', 'can you turn the bot off?', 'mute the bot here please', 'disable you'].map(
      (said): [string, RegExp, string, RegExp] => [said, /settings {2}Who may do what/, 'settings', /Answers in this channel/],
    ),
    ['please delete my data', /erase \[what\]/, 'erase', /What shall I delete\?/],
  ])('asks for what a verb does: %s', (said, expected, verb, opened) =>
    talk()
      .says(said)
      .getsReply(/^I (?:have no|am not sure of a) passage on that, but I can do this:/, expected)
      .getsNo(/Source/)
      .picks(verb)
      .getsReply(opened),
  );

  it.each([
    ...["who didn't vote?", 'what did we decide?', 'please close the vote', 'when does our vote end?', 'who has not voted yet?'],
    ...['what did I vote?', 'is my vote anonymous?', 'undo my vote', 'vote status', 'show votes', 'remind everyone to vote'],
  ])('asks for the decisions and the votes that run, and gets them: %s', (said) =>
    talk()
      .says(said)
      .getsReply(/^Nothing has been decided here yet/)
      .says(said, { reach: 'overheard' })
      .getsSilence(),
  );

  it('shows no one anything for words that people say to each other', async () => {
    const bot = createTestBot();
    const asked: string[] = [];
    const { transaction } = bot.store;
    bot.store.transaction = (work) =>
      transaction((inside) =>
        work({
          ...inside,
          enqueue: async (job) => {
            asked.push(job.name);
            return inside.enqueue(job);
          },
        }),
      );
    await talk(bot).says('is flask faster than django?').says("who didn't vote?", { reach: 'overheard' }).getsSilence();
    expect(asked).toEqual([]);
  });

  it('is what somebody else said: shown to whoever points us at it', () =>
    talk()
      .quotes('I vote Flask')
      .getsReply(/^Nothing has been decided here yet/));

  it('is not one because it begins like that', () =>
    talk()
      .says('hello, is flask faster than django?')
      .getsReply(/^Flask, slightly/)
      .says('what can you do with flask?')
      .getsNo(/I answer/));
});

describe('after a recommendation', () => {
  const project = 'recommend four people, six weeks, an internal dashboard over our Postgres with SSO';

  it.each(['why?', 'source?', 'who says that?'])('%s asks for its reasons, whatever was asked before', (said) =>
    talk()
      .says('which one for a blog?', { thread: null, reach: 'direct' })
      .says(project, { thread: null, reach: 'direct' })
      .getsReply(/fits better/)
      .says(said, { thread: null, reach: 'direct' })
      .getsReply(/^Why\n\n• Kind of project \(/),
  );

  it('another one behind the verb is another project, also in words that could change the first', () =>
    talk()
      .says(project)
      .says('recommend we are nine people and need an admin panel, and have eight months')
      .getsReply(/fits/, /\("nine people"\)/, /from 2 of 12 questions/));

  it('a question is what is talked about again', () =>
    talk()
      .says(project)
      .says('is flask faster than django?')
      .says('source?')
      .getsReply(/^Is Flask faster than Django\?/));
});

describe('manners', () => {
  it.each([
    'thanks!',
    'Thank you so much',
    'ok cool',
    '👍',
    'lol',
    'got it, makes sense',
    'thanks :pray:',
    ':+1: :tada::skin-tone-2:',
    '+1',
    'thanks @ben',
    'thank you, that was really helpful!',
    'thanks, very useful',
    'perfect, that answers it',
    'good bot',
    'shut up',
    'be quiet please',
    'never mind',
    'see you tomorrow',
    'danke!',
    'thanks a bunch, you rock',
    'whatever',
    'yup, gotcha',
    "ok, I'll go with flask then, thanks",
    'sure',
    'Sure!',
    'for sure',
    'very sure',
    'so sure',
    'yeah, for sure',
  ])('has nothing to say to %j', (said) =>
    talk()
      .says('is flask faster?')
      .says(said, { reach: 'mention' })
      .getsSilence()
      .says(said, { reach: 'overheard' })
      .getsSilence(),
  );

  it.each(['sure', 'for sure', 'so sure'])('takes no assent for a doubt, whatever stands above: %s', (said) =>
    talk()
      .says(said)
      .getsSilence()
      .says('recommend an internal dashboard for 4 developers, needs SSO and an admin, six weeks')
      .says(said)
      .getsSilence()
      .says('let us vote')
      .says(said)
      .getsSilence(),
  );

  it.each(['certain', 'confident', 'positive', '100% sure', 'sure about that', 'off'])(
    'has nothing to say to a word in reply to it: %s',
    (said) => talk().says('is flask faster?').says(said, { reach: 'reply' }).getsSilence(),
  );

  it.each(['sure?', 'u sure?', 'for sure?', '100% sure?'])('gives reasons for a scorecard that is doubted: %s', (said) =>
    talk()
      .says('recommend an internal dashboard for 4 developers, needs SSO and an admin, six weeks')
      .says(said)
      .getsReply(/^Why\n/),
  );

  it.each([
    "ok, let's vote on tea or coffee, thanks",
    'ok django or flask for a blog, thanks',
    'ok help, thanks',
    'Good morning, I need a framework for an internal dashboard with SSO, three developers and six weeks, thanks',
  ])('does what it is told between words of thanks: %s', (said) => talk().says(said, { reach: 'mention' }).getsReply(/\S/));

  it.each([
    ['a quote', '> is flask faster?\nI told you so'],
    ['a code block', '```\nis flask faster?\n```'],
    ['a link', 'https://example.com/questions/1/is-flask-faster-than-django?'],
    ['code alone', '`is flask faster than django?`'],
    ['words of others', '“is flask faster than django?”'],
    ['a question to somebody else', '@ben can you bring the cable?'],
  ])('leaves %s in a thread alone', (_name, said) =>
    talk().says('is flask faster?').says(said, { reach: 'overheard' }).getsSilence(),
  );

  describe('in a thread below a message of ours', () => {
    it.each([
      'who brings the cake tomorrow?',
      'what does Kim think?',
      'decide on friday then',
      'decide on friday then?',
      'can we vote on lunch?',
      'compare notes tomorrow?',
      'erase that',
      'why?',
      'We are building an internal admin tool with 3 developers and user accounts',
    ])('says nothing to %j, and keeps nothing of it', async (said) => {
      const bot = createTestBot();
      await talk(bot).says(said, { reach: 'below' }).getsSilence();
      expect(await gaps(bot.store.workspace('test', 'w'))).toEqual([]);
    });

    it.each(['Question: is flask secure?', 'Flask: is it secure?', '@here is flask secure?', 'is flask secure? cc @channel'])(
      'answers what is said to nobody else: %s',
      (said) =>
        talk()
          .says(said, { reach: 'below' })
          .getsReply(/Flask-WTF|out of the box/),
    );

    it('answers what it knows, and goes on from there', () =>
      talk()
        .says('is flask faster than django?', { reach: 'below' })
        .getsReply(/^Flask, slightly/)
        .says('source?', { reach: 'below' })
        .getsReply(/Source: /));
  });

  it.each([
    '@ben what about security?',
    'what about security @ben?',
    'hey ben, which is more secure?',
    'hey Allison, which is more secure?',
    'hey Allison which is more secure?',
    'Ben, is flask faster?',
    'Ben do you know which is more secure?',
    'Ben: is django harder to learn?',
    'Emily: is django harder to learn?',
    'hey Emily, which is more secure?',
    'Hi Will, is Django secure?',
  ])('leaves to somebody else what is said to them: %s', (said) =>
    talk()
      .says('is flask faster?')
      .says(said, { reach: 'overheard' })
      .getsSilence()
      .says(said, { reach: 'below' })
      .getsSilence()
      .says('hey all, which is more secure?', { reach: 'overheard' })
      .getsReply(/^Django, out of the box/),
  );

  it.each(['permissions?', 'load balancer?', 'internal tool?', 'forms', 'dashboard ??', 'how is security in our app?'])(
    'takes what people say to each other for something of theirs: %s',
    (said) =>
      talk()
        .says('is flask faster?')
        .says('let me look', { reach: 'overheard', user: 'ben' })
        .says(said, { reach: 'overheard', user: 'ben' })
        .getsSilence()
        .says(said, { reach: 'below', user: 'ben' })
        .getsSilence(),
  );

  it.each(['Can we see it?', 'Should we trust it?', 'is it outdated?', 'how reliable is that?', 'can i find it somewhere?'])(
    'takes %j for a question about an answer where it is said to us alone',
    (said) =>
      talk()
        .says('is flask faster?')
        .says(said, { reach: 'overheard', user: 'ben' })
        .getsSilence()
        .says(said)
        .getsReply(/Source: /),
  );

  it.each(['do you like django?', 'why did we choose flask back then?', 'what would you say is faster?'])(
    'leaves to people what they did and what they think: %s',
    (said) => talk().says('is flask faster?').says(said, { reach: 'overheard' }).getsSilence(),
  );

  it.each([
    'Also, which is more secure?',
    'Honestly, which is more secure?',
    'Django, is it more secure?',
    'hey which is more secure?',
  ])('takes no other word for a name: %s', (said) =>
    talk()
      .says('is flask faster?')
      .says(said, { reach: 'overheard' })
      .getsReply(/^Django, out of the box|^By default Django/),
  );

  it.each(['@tiebreak which is more secure?', 'Tiebreak: which is more secure?', 'hey tiebreak, which is more secure?'])(
    'hears its own name: %s',
    (said) =>
      talk()
        .says('is flask faster?')
        .says(said, { reach: 'overheard' })
        .getsReply(/^Django, out of the box/),
  );

  it('reads what a person says above what they quote', () =>
    talk()
      .says('> old stuff about the cake\nis flask faster?')
      .getsReply(/^Flask, slightly/));

  it.each(['> is flask faster than django?\n?', '> is flask faster than django?', 'is fl\u200bask faster than djan\u2060go?'])(
    'reads %j, said to us, as a person would',
    (said) =>
      talk()
        .says(said)
        .getsReply(/^Flask, slightly/),
  );

  it('takes what has no letters for no question', async () => {
    const bot = createTestBot();
    await talk(bot)
      .says('7')
      .getsReply(/^Ask me anything/)
      .says('10/10')
      .getsReply(/^Ask me anything/);
    expect(await gaps(bot.store.workspace('test', 'w'))).toEqual([]);
  });

  it('answers a command to the asker first; sharing shows it to the channel', () =>
    talk()
      .commands('ask', { question: 'is flask faster?' })
      .shownTo('asker')
      .picks(/performance compares/)
      .shownTo('asker')
      .picks('Share to channel')
      .shownTo('channel')
      .getsReply(/^How performance compares[\s\S]+Speed rarely decides it/)
      .getsNo(/Share to channel/));

  it('answers in the thread when spoken to there', () =>
    talk()
      .says('is flask faster?')
      .shownTo('thread')
      .getsNo(/Share to channel/));

  it('stays silent in threads it is no part of', () => talk().says('is flask faster?', { reach: 'overheard' }).getsSilence());

  it('follows a thread it answered in, as long as somebody asks something', () =>
    talk()
      .says('is flask faster?', { reach: 'mention' })
      .says('thanks, that helps', { reach: 'overheard' })
      .getsSilence()
      .says('flask is faster, I told you so', { reach: 'overheard' })
      .getsSilence()
      .says('which one is more secure?', { reach: 'overheard' })
      .getsReply(/^Django, out of the box/)
      .says('who brings the cake tomorrow?', { reach: 'overheard' })
      .getsSilence()
      .says('which one is more secure?', { reach: 'overheard', thread: 'another' })
      .getsSilence()
      .says('which one is more secure?', { reach: 'overheard', channel: 'another' })
      .getsSilence()
      .says('which one is more secure?', { reach: 'overheard', workspace: 'another' })
      .getsSilence());

  it('forgets a thread after a day', async () => {
    let now = 0;
    const bot = createTestBot({ clock: () => now });
    for (const thread of ['one', 'another'])
      await talk(bot)
        .says('which is more secure?', { thread, id: thread })
        .says('is flask faster?', { reach: 'overheard', thread, id: `${thread} a` })
        .getsReply(/Flask/);
    now = 23 * 3_600_000;
    await talk(bot).says('does django have an orm?', { reach: 'overheard', thread: 'one', id: 'b' }).getsReply(/ORM/);
    now = 25 * 3_600_000;
    await talk(bot).says('does django have an orm?', { reach: 'overheard', thread: 'another', id: 'c' }).getsSilence();
  });

  it('gives people who talk among themselves no answer that stands right above', () =>
    talk()
      .says('django or flask for our internal tool?')
      .getsReply(/^Choose Flask for/)
      .says('why flask?', { reach: 'overheard', user: 'ben' })
      .getsSilence()
      .says('is django too heavy for an internal tool?', { reach: 'overheard' })
      .getsSilence()
      .says('why flask?')
      .getsReply(/^Choose Flask for/)
      .says('what are the downsides of django?', { reach: 'overheard' })
      .getsReply(/^Django: much built in/)
      .says('and what are the downsides of flask?', { reach: 'overheard' })
      .getsReply(/^Django: much built in/)
      .says('so which has fewer downsides?', { reach: 'overheard' })
      .getsSilence());

  it.each(['overheard', 'below'] as const)('answers people who did not ask again once others have spoken since: %s', (reach) =>
    talk()
      .says('is flask faster?')
      .says('is flask faster?', { reach, user: 'ben' })
      .getsSilence()
      .says('lunch is here', { reach, user: 'eve' })
      .getsSilence()
      .says('is flask faster?', { reach })
      .getsSilence()
      .says('is flask faster?', { reach, user: 'ben' })
      .getsReply(/^Flask, slightly/),
  );

  it.each(["I'm leaning towards flask", 'flask is better, I think'])(
    'does not repeat itself to a remark on its answer: %s',
    (said) =>
      talk()
        .says('django or flask?')
        .getsReply(/^Neither wins everywhere/)
        .says(said, { reach: 'reply' })
        .getsSilence(),
  );

  it('does not repeat itself either where the remark is on another option', () =>
    talk()
      .says('which is better for learning web development?')
      .getsReply(/^Django if you want/)
      .says('so django?')
      .getsReply(/• Django: /)
      .says("I'd start with flask", { reach: 'reply', user: 'ben' })
      .getsSilence());

  it.each(['@flask is it fast?', '@app.route what does it do in flask?', '@property is flask faster?'])(
    'takes nothing for a name because of its mark in a reply to it: only the platform knows who is named: %s',
    (said) => talk().says('is flask faster?').says(said, { reach: 'reply' }).getsReply(/flask/i),
  );

  it.each([
    ['hm, what about the cake', /^I (?:am not sure|have no reviewed answer)/],
    ['ok, what is the price then', /^I have no reviewed answer/],
    ['I’d like to know who wins the cup', /^I have no reviewed answer/],
    ['show me what the weather is like', /^I have no reviewed answer/],
    ['I was wondering whether it rains', /^I have no reviewed answer/],
    ['give me flask pricing', /^I am not sure/],
    ['tell me about the admin', /^Django ships with an ORM, admin panel/],
    ['give me a recommendation then', /recommend \[description\]/],
    ['just tell me who wins the cup', /^I have no reviewed answer/],
  ])('says what comes of an order in a reply to it: %s', (said, expected) =>
    talk().says('is flask faster?').says(said, { reach: 'reply' }).getsReply(expected),
  );

  it.each([
    ...['give me a sec', 'give me a minute', "I'm asking for a friend", 'I am just curious', 'I was just wondering'],
    ...['show me the money', 'help us god', "send me a dm when you're back", 'tell me how', 'tell me about it!'],
    ...['give me a cool fact about potatoes', 'give me a good recipe for soup'],
    ...['ok, who is in for lunch', 'great, how do you do it', 'ok, where are we'],
  ])('says nothing to talk that only looks like an order or a question: %s', (said) =>
    talk().says('is flask faster?').says(said, { reach: 'reply' }).getsSilence(),
  );

  it('says nothing to a plain thank-you under its own message', () =>
    talk().says('thanks a lot!', { reach: 'reply' }).getsSilence());

  it('knows an event again for 26 hours: a platform may deliver it for 24', async () => {
    let now = 0;
    const bot = createTestBot({ clock: () => now });
    const come = () => bot.handle(testEvent({ type: 'text', text: 'is flask faster?' }, { id: 'once' }));
    expect(await come()).toHaveLength(1);
    now = 26 * 3_600_000 - 1;
    expect(await come()).toEqual([]);
    now += 1;
    expect(await come()).toHaveLength(1);
  });

  it('answers the same event once', () =>
    talk().says('help', { id: 'same' }).getsReply(/ask/).says('help', { id: 'same' }).getsSilence());

  it('shows what was typed as it was typed, in quotes of nobody', () =>
    talk()
      .says('<!channel> @everyone zxqv')
      .getsNo(/<!channel>/));
});

describe('faults', () => {
  it('answers a button of an older version with a plain sentence', async () => {
    const bot = createTestBot();
    const where = { reach: 'button', isPrivate: true } as const;
    for (const action of ['', '???', 'vanished?x=1']) {
      const [reply] = await bot.handle(testEvent({ type: 'action', action }, { ...where, id: action }));
      expect(reply).toMatchObject({
        audience: 'asker',
        blocks: [{ type: 'text', inlines: [{ text: expect.stringMatching(/older version|any more/) }] }],
      });
    }
    const [gone] = await bot.handle(testEvent({ type: 'action', action: 'ask?entry=faq%3Avanished' }, where));
    expect(gone).toMatchObject({
      answer: { outcome: 'declined' },
      blocks: [{ type: 'text', inlines: [{ text: expect.stringMatching(/any more\. Please ask again/) }] }],
    });
  });

  it('logs the cause of a fault, without what people wrote, and tells the person what to do', async () => {
    const log = createTestLog();
    const broken = {
      ...knowledge,
      match: () => {
        throw new Error('boom');
      },
    };
    await talk(createTestBot({ knowledge: broken, log }))
      .says('a secret plan')
      .getsReply(/Something went wrong on my side/);
    expect(log.lines.map(({ level, fields }) => [level, (fields as { err?: Error }).err?.message])).toEqual([
      ['warn', 'boom'],
      ['error', 'boom'],
    ]);
    expect(JSON.stringify(log.lines)).not.toContain('secret plan');
  });

  it.each(['begins', 'ends'])(
    'answers all the same where a connection of the database breaks as the work %s, once',
    async (when) => {
      const memory = createMemoryStore(Date.now);
      let breaks = 1;
      const store: Store = {
        ...memory,
        async transaction(work) {
          if (when === 'begins' && breaks-- > 0) throw new Error('Connection terminated unexpectedly');
          const done = await memory.transaction(work);
          if (when === 'ends' && breaks-- > 0) throw new Error('Connection terminated unexpectedly');
          return done;
        },
      };
      const put: string[] = [];
      await createTestBot({ store }).handle(
        testEvent({ type: 'text', text: 'Is flask faster than django?' }),
        async (replies) => {
          put.push(...replies.map(plainText));
        },
      );
      expect(put).toEqual([expect.stringMatching(/^Flask, slightly/)]);
    },
  );

  it.each([
    ['40,000 characters', 'is flask faster '.repeat(2_500)],
    ['one long word', 'x'.repeat(40_000)],
    ['emoji only', '🎉🎉🎉'],
    ['40,000 question marks', '?'.repeat(40_000)],
    ['question marks and a word', `${'?'.repeat(40_000)}a`],
    ['empty lines', `${'\n'.repeat(40_000)}flask?`],
    ['blanks', `${' '.repeat(40_000)}flask?`],
    ['many names', 'flask or django vs '.repeat(2_000)],
  ])('takes %s', async (_name, said) => {
    const [reply] = await createTestBot().handle(testEvent({ type: 'text', text: said }));
    if (_name !== 'emoji only') expect(reply?.blocks.length).toBeGreaterThan(0);
  });
});

describe('another pack, of three options', async () => {
  const breakfast = await openKnowledge(breakfastPack);
  const bot = createTestBot({ knowledge: breakfast });

  const [quickest] = breakfast.pack.entries;
  if (!quickest) throw new Error('the pack has no entries');
  const choice = {
    ...quickest,
    id: 'faq:which',
    title: 'Porridge, toast or muesli?',
    answer: [{ text: 'Porridge.' }],
    asked: ['porridge or toast', 'toast or muesli', 'is it muesli or porridge', 'porridge muesli toast', 'oats and granola'],
  };
  const withChoice = createKnowledge({ ...breakfast.pack, entries: [...breakfast.pack.entries, choice] });

  it.each(['oats vs bread', 'Muesli versus toast?', 'which is better, granola or oats', 'is toast better than porridge?'])(
    'knows that %j asks for the choice, however few phrasings there are',
    (said) =>
      talk(createTestBot({ knowledge: withChoice }))
        .says(said)
        .getsReply(/^Porridge\./),
  );

  it.each<[string, RegExp]>([
    ['compare toast and muesli', /Overview\nTime: Toast: three minutes \| Muesli: one minute\n/],
    [
      'compare granola with toast on washing up',
      /^Washing up\n[\s\S]+\nMess: Toast: a plate \| Muesli: a bowl\nIn detail: Toast: One plate/,
    ],
    ['porridge or toast?', /Overview\nTime: Porridge: ten minutes \| Toast: three minutes\n/],
    ['compare toast', /Overview\nTime: Porridge: [^|]+ \| Toast: [^|]+ \| Muesli: /],
  ])('sets side by side what %j names, if that is several', (said, shown) =>
    talk(createTestBot({ knowledge: breakfast }))
      .says(said)
      .getsReply(shown),
  );

  it('does not take "the others" for the choice between them', () =>
    talk(createTestBot({ knowledge: withChoice }))
      .says('is toast messy?')
      .getsReply(/^Toast leaves crumbs/)
      .says('and the others?')
      .getsReply(/^Washing up\n\n• Porridge: [^\n]+\n• Muesli: [^\n]+\n\nSource/));

  it.each([
    ['what about the others?', /^Which is quickest\?\n\n• Porridge: [^\n]+\n• Muesli: [^\n]+\n\nSource/],
    ['and the other two?', /^Which is quickest\?\n\n• Porridge: [^\n]+\n• Muesli: [^\n]+\n\nSource/],
    ['and all three?', /• Porridge: [^\n]+\n• Toast: [^\n]+\n• Muesli: /],
    ['compare all three', /Porridge: ten minutes .* Toast: three minutes .* Muesli: one minute/],
    ['compare the three on that', /^Which is quickest\?[\s\S]+In detail/],
  ])('knows what %j leans on', (said, answer) =>
    talk(createTestBot({ knowledge: breakfast }))
      .says('is toast fast?')
      .getsReply(/^Toast/)
      .says(said)
      .getsReply(answer),
  );

  it('knows the other one of three where two were asked about', () =>
    talk(createTestBot({ knowledge: breakfast }))
      .says('is toast faster than porridge?')
      .getsReply(/• Muesli/)
      .says('and the other one?')
      .getsReply(/^Which is quickest\?\n\n• Muesli: [^\n]+\n\nSource/));

  it('answers, compares and cites without a change to the code', async () => {
    await talk(bot)
      .says('what is the fastest breakfast?', { id: 'b1' })
      .getsReply(/^Toast, in three minutes/, /• Porridge: [\s\S]+• Toast: [\s\S]+• Muesli: /, /Source: What we eat before nine/);
    await talk(bot)
      .says('compare', { id: 'b2' })
      .getsReply(/Time: Porridge: ten minutes \| Toast: three minutes \| Muesli: one minute/);
    await talk(bot)
      .says('pancakes or oats?', { id: 'b3' })
      .getsReply(/^Pancakes is outside|^Pancakes are outside/, /What I know about Porridge alone/)
      .getsNo(/Source/);
  });
});

it.each(['erase everything', 'settings', 'review adr 1 tomorrow', "let's vote on tabs or spaces"])(
  'takes %j for no order where it is what the shortcut was used on',
  (said) =>
    talk()
      .quotes(said, { isAdmin: true })
      .getsReply(/^I (?:have no (?:reviewed answer|passage)|am not sure which)/),
);

it.each(['security is critical for us', 'ignore the team', 'reset the weights'])(
  'changes no scorecard by %j where somebody else said it and the shortcut was used on it',
  (said) =>
    talk()
      .says('recommend an internal dashboard for 4 developers, needs SSO and an admin, six weeks')
      .getsReply(/Django/)
      .quotes(said)
      .getsNo(/twice|weigh|\bcounts?\b/i),
);

it('answers what the shortcut was used on as if it had been asked: a comparison, a project, who we are, and what leans on a thread', async () => {
  await talk().quotes('compare django and flask on security').getsReply(/\|/);
  await talk()
    .quotes('We are five people building an internal dashboard with SSO, an admin for the back office and six weeks')
    .getsReply(/^That sounds like a project/);
  await talk()
    .quotes('what can you do?')
    .getsReply(/^I answer questions about/);
  await talk()
    .says('is flask faster than django?')
    .quotes('and the other one?')
    .getsNo(/no reviewed answer/);
});

it('says to whoever used the shortcut alone that nothing is known about it: they asked, and whoever wrote it did not', () =>
  talk()
    .quotes('lol nice cat')
    .getsReply(/^I have no reviewed answer to that/)
    .shownTo('asker')
    .quotes('is flask faster than django?')
    .shownTo('thread'));

it('leaves people alone who point each other at words: "thoughts?" below a remark of one of them is for the others', () =>
  talk()
    .says('is flask faster?')
    .quotes('Flask is less secure than Django', { reach: 'overheard', user: 'ben' })
    .getsSilence()
    .quotes('which framework is more secure?', { reach: 'below', user: 'ben' })
    .getsSilence()
    .quotes('which framework is more secure?', { reach: 'mention', user: 'ben' })
    .getsReply(/^Django, out of the box/));

it('says to whoever used the shortcut on a message without words, a picture say, that there are none, and floods nobody with help', () =>
  talk()
    .quotes('')
    .getsReply(/^That message has no words that I can read\./)
    .shownTo('asker')
    .quotes('', { reach: 'mention' })
    .getsReply(/^I cannot see what that message says\. Ask me in your own words, or use "Ask Tiebreak" in its menu\.$/)
    .shownTo('thread')
    .says(' ')
    .getsReply(/^I answer questions about/));

it.each(['decide it', "let's decide today", 'decide this again', "let's vote now"])(
  'puts to the vote what was asked, where somebody says so: %s',
  (said) =>
    talk()
      .says('django or flask for an API?')
      .says(said)
      .getsReply(/^Start a vote\n• Question: django or flask for an API\?/),
);

it.each([
  ['decide it', /^Start a vote\n• Question\n/],
  ['compare them', /Framework type/],
  ['recommend this', /^What fits our project\?/],
])('takes words that point nowhere for a verb alone: %s', (said, expected) => talk().says(said).getsReply(expected));

it.each([
  ['ok, the first one', 'below'],
  ['second!', 'overheard'],
  ['the last question', 'below'],
  ['2?', 'overheard'],
  ['okay, will do', 'below'],
  ['well, have a good day', 'below'],
  ['then do security in Django with the built-in protections', 'overheard'],
] as const)('takes nothing from what people say to each other: %s (%s)', (said, reach) =>
  talk().says('help').says(said, { user: 'ben', reach }).getsSilence(),
);

it('takes "simpler?" for a question', () =>
  talk()
    .says('is flask faster?')
    .says('and simpler?')
    .getsNo(/^Flask, slightly/));

it.each(['tl;dr', 'shorter please', 'in one sentence?', 'can you sum it up?', "explain it like I'm 5", 'eli5'])(
  'says the last answer in its first sentence, with its source: %s',
  (said) =>
    talk()
      .says('is flask faster?')
      .says(said)
      .getsReply(/^Flask, slightly[^\n]+\n\nSource: /)
      .getsNo(/•/),
);

it.each(['can you repeat that?', 'say it again', 'what did you say?', 'once more please'])(
  'says the last answer again: %s',
  (said) =>
    talk()
      .says('is flask faster?')
      .says('any news?')
      .says(said)
      .getsReply(/^Is Flask faster than Django\?\n\nFlask, slightly/, /•/),
);

it('takes "both" for the options where one was asked about, and as thanks behind thanks', () =>
  talk()
    .says('is flask faster?')
    .says('what is django?')
    .says('thanks both')
    .getsSilence()
    .says('both')
    .getsReply(/• Django: /));

it.each([
  ['how do I score a project?', /recommend \[description\]/],
  ['where is the settings page?', /• settings /],
  ['can you stop answering in this channel?', /• settings /],
])('leads to the verb for what somebody wants to do: %s', (said, expected) => talk().says(said).getsReply(expected));

it.each(['I am new here, what is this about?', "we're new", 'testing 1 2 3', 'test'])('says what it is for: %s', (said) =>
  talk()
    .says(said)
    .getsReply(/^I answer questions about/),
);

it('takes "testing" for a subject', () =>
  talk()
    .says('testing')
    .getsNo(/^I answer questions about/));

it.each(['help me decide: red or blue?', 'which is better, cats or dogs?', 'help us decide between red and blue'])(
  'does not take a choice between other things for the one it knows, and offers a vote on it: %s',
  (said) =>
    talk()
      .says(said)
      .getsReply(/^I have no reviewed answer to that\./, /→ Put it to the vote/)
      .picks('Put it to the vote')
      .getsReply(/^Start a vote/),
);

it.each(['Status: n/a', 'src/core/bot.ts', 'he/she/they', 'Deploys: CI/CD'])('takes no slashes for a choice: %s', (said) =>
  talk()
    .says(said)
    .getsNo(/Put it to the vote/),
);

it.each(['monolith or microservices?', 'help me decide: django or flask?'])('answers a choice of which it knows: %s', (said) =>
  talk()
    .says(said)
    .getsReply(/Source: Django vs Flask/),
);

describe('an answer that missed', () => {
  it.each([
    "that's not what I meant",
    'no, I didn’t ask that',
    'you misunderstood me',
    "that doesn't answer my question",
    'wrong topic',
  ])('leads to the next readings of the question where somebody says so to us: %s', (said) =>
    talk()
      .says('is flask faster?')
      .says(said, { reach: 'overheard' })
      .getsSilence()
      .says(said)
      .getsReply(/^Is it one of these\? If not, ask it in other words\.\n\n1\. /),
  );

  it.each(['we should report this', 'we could report it', "let's give feedback"])(
    'is not said by people who talk of reports among themselves: %s',
    (said) => talk().says('is flask faster?').says(said, { reach: 'reply' }).getsSilence(),
  );

  it.each([
    ...['not helpful', "that didn't help me much", 'useless', 'wrong answer'],
    ...[
      "that's useless",
      'that was no help at all',
      'your answer is useless',
      'how do I report a wrong answer?',
      'how can I give feedback?',
      'flag this',
      "i'd like to report a mistake",
    ],
  ])('is asked about where somebody says so: %s', (said) =>
    talk()
      .says('is flask faster?')
      .says(said)
      .shownTo('asker')
      .getsReply(/^Noted\. What went wrong\?\n\n1\. Not what I meant/),
  );

  it.each([
    'what is the capital of France?',
    'recommend an internal dashboard for 4 developers, needs SSO and an admin, six weeks',
    'decide tea or coffee?',
    'sources',
    'help',
  ])('is not meant where something else came after it: %s', (other) =>
    talk()
      .says('is flask faster?')
      .says(other)
      .says('not helpful')
      .getsNo(/What went wrong/)
      .says("that's not what I meant")
      .getsNo(/Is it one of these/),
  );

  it('is rated by whoever says so, not by whoever presses the button that shows what came of it', async () => {
    const bot = createTestBot({ platform: { cannotWhisper: ['mention'] } });
    await talk(bot)
      .says('is flask faster?')
      .says('not helpful', { user: 'ana' })
      .picks('Show it to me', { user: 'ben', isPrivate: true })
      .getsReply(/^Noted\. What went wrong\?/);
    const rated = await bot.store.transaction(({ workspace }) => gaps(workspace('test', 'w')));
    expect(rated.map(({ user, reason }) => [user, reason])).toEqual([['ana', 'unhelpful']]);
  });
});

it.each(['second', 'the second one', 'ok, the second option please', 'the last one'])(
  'picks what was offered by its place: %s',
  (said) =>
    talk()
      .says('auth')
      .getsReply(/^I am not sure which of these you mean:\n\n1\. .+\n2\. /)
      .says(said)
      .getsReply(/Source: /),
);
