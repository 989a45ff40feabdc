import { describe, expect, it } from 'vitest';
import { folded } from '../../src/core/knowledge/names.ts';
import { readPhrase } from '../../src/core/scoring/phrases.ts';
import { describesProject } from '../../src/core/scoring/project.ts';
import { createScope } from '../../src/core/scoring/scope.ts';
import { createStance } from '../../src/core/scoring/stance.ts';
import { breakfastPack, knowledge, openKnowledge } from '../support/knowledge.ts';

const { scope: morning } = await openKnowledge(breakfastPack);

/** What is understood of a text, as `criterion=answer`, with a `?` where it counts in part. */
const understood = (said: string, scope = knowledge.scope): string[] =>
  scope(said).map(({ criterion, answer, certainty }) => `${criterion}=${answer}${certainty < 1 ? '?' : ''}`);

describe('phrases', () => {
  const options = [
    { id: 'tea', name: 'Tea', aliases: ['green tea', 'cuppa'] },
    { id: 'dot', name: '.NET', aliases: [] },
    { id: 'inn', name: "Chez André's", aliases: [] },
  ];
  const finds = (phrase: string, said: string): string | null => {
    const lower = folded(said).toLowerCase();
    for (const { index } of lower.matchAll(/[\p{L}\p{N}]+/gu)) {
      const end = readPhrase(phrase, options).endAt(lower, index);
      if (end !== null) return said.slice(index, end);
    }
    return null;
  };

  it.each([
    ['log in', 'People log in here', 'log in'],
    ['log in', 'People LOG-IN here', 'LOG-IN'],
    ['sign-on', 'a sign on page', 'sign on'],
    ["don't know", 'we dont know yet', 'dont know'],
    ['developer', 'two developers', 'developers'],
    ['deploy*', 'the deployment', 'deployment'],
    ['(team|group) of', 'a group of us', 'group of'],
    ['(small|tiny) web? app', 'a tiny app', 'tiny app'],
    ['a? prototype', 'prototype', 'prototype'],
    ['no ... experience', 'no real Python web experience', 'no real Python web experience'],
    ['we ... used @tea', 'we want, and important ones used tea', 'we want, and important ones used tea'],
    ['{2-4} people', 'we are four people', 'four people'],
    ['{2-4} people', '2 people', '2 people'],
    ['{2-4} people', 'a couple of people', 'a couple of people'],
    ['{5+} users', 'some 10k users', '10k users'],
    ['{5+} users', '1,200 users', '1,200 users'],
    ['we use @tea', 'WE USE Green Tea', 'WE USE Green Tea'],
    ['über uns', 'Seite ÜBER UNS', 'ÜBER UNS'],
    ['à la carte', 'we eat a la carte', 'a la carte'],
    ['we like @inn', 'We like Chez Andre’s', 'We like Chez Andre’s'],
    ['.net team', 'a .NET team', 'NET team'],
    ['@dot shop', 'a .NET shop', 'NET shop'],
    ['we use @dot', 'we use .NET', 'we use .NET'],
  ])('%j stands in %j', (phrase, said, found) => expect(finds(phrase, said)).toBe(found));

  it.each([
    ['log in', 'a blog inside'],
    ['log in', 'the log. In the end'],
    ['developer', 'development'],
    ['no ... experience', 'no. Some experience'],
    ['no ... experience', 'no one two three four five experience'],
    ['we ... used @tea', 'we have never used tea'],
    ['we ... used @tea', "we haven't used tea"],
    ['we ... used @tea', 'we havent really used tea'],
    ['{2-4} people', 'five people'],
    ['{2-4} people', '40 people'],
    ['we use @tea', 'we use coffee'],
    ['we use @tea', 'we use tea++'],
    ['we know c', 'we know C#'],
    ['.net team', 'a net team'],
  ])('%j does not stand in %j', (phrase, said) => expect(finds(phrase, said)).toBeNull());

  it.each(['...', 'word ...', 'a? b?', 'we use @coffee', 'x [y', '', 'is it late?', '{5-2} people'])('%j is refused', (phrase) =>
    expect(() => readPhrase(phrase, options)).toThrow(),
  );
});

describe('how a text stands to what it says', () => {
  it('tells an option from one whose name it begins with', () => {
    const stanceIn = createStance([
      { id: 'c', name: 'C', aliases: [] },
      { id: 'cpp', name: 'C++', aliases: [] },
    ]);
    const said = 'C++ is overkill, and has templates';
    const at = said.indexOf('templates');
    expect(stanceIn(said)({ start: at, end: said.length }, { start: 0, end: said.length })).toMatchObject({ against: 'cpp' });
  });

  it('find a name as people type it, without its accents', () => {
    const options = [
      { id: 'inn', name: "Chez André's", aliases: [] },
      { id: 'tea', name: 'Tea', aliases: [] },
    ];
    const answer = { label: 'x', rulesOut: {}, why: 'x', section: 'x' };
    const place = {
      id: 'place',
      name: 'Place',
      question: 'Where?',
      weight: 1,
      called: [],
      answers: [
        { ...answer, id: 'there', fits: { inn: 90, tea: 10 }, phrases: ['we like @inn'] },
        { ...answer, id: 'here', fits: { inn: 10, tea: 90 }, phrases: [] },
      ],
    };
    expect(understood('Today we like Chez Andre’s', createScope({ options, criteria: [place] }))).toEqual(['place=there']);
    const said = 'Chez Andre’s is overkill, and has a garden';
    const at = said.indexOf('a garden');
    const stance = createStance(options)(said)({ start: at, end: said.length }, { start: 0, end: said.length });
    expect(stance).toMatchObject({ against: 'inn' });
  });
});

describe('what a description says', () => {
  it.each([
    ['We are four people with six weeks.', ['team=several', 'deadline=soon']],
    ['4 devs, an internal dashboard, SSO', ['kind=tool', 'accounts=accounts', 'team=several']],
    ['Just me, a hobby thing on my own', ['kind=tool', 'team=alone']],
    ['A team of three writes a news site; editors must approve articles.', ['kind=content', 'admin=panel', 'team=few']],
    ['team size: 2, timeline: 1 week', ['team=few', 'deadline=soon']],
    ['Team size of 12, 1 month', ['team=several', 'deadline=soon']],
    ['Microservices in containers for a mobile client', ['api=light', 'architecture=services']],
    ['Volunteers come and go, and it holds patient records', ['team=changing', 'security=sensitive']],
  ])('%j', (said, expected) => expect(understood(said)).toEqual(expect.arrayContaining(expected)));

  it('keeps the words it was taken from', () => {
    const found = knowledge.scope('We have four people and no admin panel needed.');
    expect(found).toContainEqual({ criterion: 'team', answer: 'several', certainty: 1, words: 'four people' });
    expect(found).toContainEqual({ criterion: 'admin', answer: 'none', certainty: 1, words: 'no admin panel' });
  });

  it('quotes words that several phrases share once', () =>
    expect(knowledge.scope('A REST API for a mobile client')).toEqual([
      { criterion: 'api', answer: 'light', certainty: 1, words: 'REST API for a mobile client' },
    ]));

  it.each([
    ['no admin panel needed', ['admin=none']],
    ["We don't need an admin panel.", ['admin=none']],
    ['An admin panel is not needed.', ['admin=none']],
    ['A prototype, security is not a concern.', ['kind=tool', 'security=low']],
    ['We want SSO, an admin is not needed.', ['accounts=accounts', 'admin=none']],
    ['We need SSO but security is not a priority.', ['accounts=accounts', 'security=low']],
    ['Log-ins and an admin are not needed.', ['accounts=none', 'admin=none']],
    ['It works without user accounts, an admin panel or an API.', ['accounts=none', 'admin=none', 'api=none']],
    ['No log-ins, but an admin panel.', ['accounts=none', 'admin=panel']],
    ['auth: none\nadmin panel - no (we use SQL)\nAPI: N/A', ['accounts=none', 'admin=none', 'api=none']],
    ['| Auth | none |\n| Admin panel | no |', ['accounts=none', 'admin=none']],
    ['admin panel: no idea yet, auth: no problem', ['accounts=accounts', 'admin=panel']],
    ['Not only an admin panel', ['admin=panel']],
    ['We do not need to rush; we do need an admin panel.', ['admin=panel']],
    ["We don't need log-ins, an admin panel, and a database.", ['accounts=none', 'admin=none', 'data=little']],
    [
      "We don't need a database, but members log in, and an admin panel helps.",
      ['accounts=accounts', 'admin=panel', 'data=little'],
    ],
    ['There is no need to bother with an admin panel.', ['admin=none']],
    ['An admin panel and user accounts would both lie there unused.', ['accounts=none', 'admin=none']],
    ['User accounts, rather than API keys, and an admin panel', ['accounts=accounts', 'admin=panel']],
    ['We would sooner read files than set up a database.', ['data=little']],
    ['It has an API without unnecessary parts.', ['api=light']],
    ['Flask instead of Django to make the REST API easy', ['api=light']],
    [
      'It would bring an ORM, log-ins and an admin panel that we do not need for this.',
      ['accounts=none', 'admin=none', 'data=little'],
    ],
    ['It offers log-ins and an admin panel (do not need), and we build an API.', ['accounts=none', 'admin=none', 'api=light']],
    ["We don't need log-ins or an admin panel, it's a JSON endpoint.", ['accounts=none', 'admin=none', 'api=light']],
    ['Patient records, and nobody knows security', ['security=sensitive']],
    ['Not a big project, just a page', ['kind=tool', 'scale=small']],
    ['An intranet with news', ['kind=content']],
    ['Nobody of us has ever built an API, and I have no experience with log-ins.', ['accounts=accounts', 'api=light']],
    ['We have never worked with a REST API, but it needs one.', ['api=light']],
  ])('a denial: %j', (said, expected) => expect(understood(said)).toEqual(expect.arrayContaining(expected)));

  it.each([
    ['maybe an admin panel later', ['admin=panel?']],
    ['We plan to add an admin panel.', ['admin=panel?']],
    ['Eventually it may need an admin panel.', ['admin=panel?']],
    ['An admin panel would be nice to have.', ['admin=panel?']],
    ['An admin panel, and perhaps log-ins', ['accounts=accounts?']],
    ['An admin panel now, but log-ins perhaps later', ['admin=panel', 'accounts=accounts?']],
    ['It answers POST requests with JSON.', ['api=light']],
    ['Although Flask is lightweight in the beginning, ours will grow a lot.', ['architecture=own?', 'scale=large']],
  ])('a plan or a doubt counts in part: %j', (said, expected) =>
    expect(understood(said)).toEqual(expect.arrayContaining(expected)),
  );

  it.each([
    ['Our existing Django app works', ['existing=django-code']],
    ['It is written in Flask already', ['existing=flask-code']],
    ['We are moving to Django this spring', ['existing=to-django']],
    ['We are not moving to Django', ['existing=flask-code']],
    ['Should we move to Django?', ['existing=flask-code?']],
    ['We use Flask. Should we use Django?', ['existing=flask-code']],
    ['We have a big Django monolith', ['existing=django-code']],
    ['There is an API for partners', ['api=rich']],
    ['Two backend devs', ['team=few']],
    ['5 senior engineers', ['team=several']],
    ['Me and a junior', ['team=few', 'experience=mixed']],
    ['We now need roles', ['accounts=accounts']],
    ['Our people know Flask', ['existing=flask-skills']],
    ['Port the shop to Django from Flask', ['existing=to-django']],
    ['Time to go from Django models to plain Flask', ['existing=to-flask']],
    ['Django, because that is all we know', ['existing=django-skills']],
  ])('what is there already: %j', (said, expected) => expect(understood(said)).toEqual(expect.arrayContaining(expected)));

  it.each([
    '4 developers, none knows Django',
    'The team has never used Flask',
    'No one knows Flask',
    'None of us has used Django',
  ])('what nobody knows is not known: %j', (said) => expect(understood(said).join()).not.toMatch(/skills/));

  it.each(['We used to have a Django monolith', 'Our competitor has a Django app'])('what others have is not there: %j', (said) =>
    expect(understood(said).join()).not.toMatch(/existing/),
  );

  it.each(['Should we use Flask here?', 'If we use Flask, who writes the rest?', 'Can we use Django?'])(
    'whether to take an option says nothing of what is there: %j',
    (said) => expect(understood(said)).toEqual([]),
  );

  it.each([
    ['Django is overkill here, with its ORM, log-ins and admin panel.', ['architecture=own']],
    ['Flask instead of Django: with Django come log-ins and an admin panel.', []],
    ['Django would be too much, but we do have log-ins.', ['accounts=accounts']],
    ['Flask is missing too much. Django has log-ins.', ['accounts=accounts']],
    ['Django would be overkill. It comes with an admin panel and log-ins.', ['architecture=own']],
    ['We looked at Django, which is too heavy for us. It has an ORM, log-ins and an admin panel.', ['architecture=own']],
    ['Django would be overkill. It has to have log-ins, our project.', ['accounts=accounts', 'architecture=own']],
    ['We like Django because it is flexible and simple to use.', []],
    ['Django comes with batteries included, but it requires much more knowledge.', []],
    ['Django takes longer to learn, but it comes with batteries included.', ['architecture=given']],
    ['We could have gone with Django, for its admin panel.', []],
    ['Flask is simple compared to bigger ones like Django with its admin panel.', []],
  ])('what is said of an option is a need of the project unless the option is turned down: %j', (said, expected) =>
    expect(understood(said)).toEqual(expected),
  );

  it.each([
    ['A model behind an endpoint: it takes an image and returns a prediction.', ['kind=service', 'api=light']],
    ['A page on a Raspberry Pi to switch my lamps', ['kind=tool']],
    ['For a final project at school, just a to-do list', ['kind=tool']],
    ['As an organiser I want to see who comes, and customers can book a seat.', ['kind=product', 'accounts=accounts']],
    ['Four routes in a single file, simple to set up', ['scale=small', 'api=light', 'architecture=own']],
    ['Everybody has their own way to code, and it became spaghetti.', ['architecture=given']],
    ['I have hardly any experience and want to get my feet wet.', ['experience=beginner']],
    ['The code should be easy for others to take over, we only have volunteers.', ['team=changing']],
    ['It runs on a machine with little memory.', ['architecture=own']],
    ['Members write articles for a blog.', ['kind=content']],
    ['Tenants pay rent, landlords upload contracts.', ['kind=product']],
    ['The secretary updates the news and events of the village.', ['kind=content', 'admin=panel']],
    ['An ESP32 sends what it measures, and I look at a chart of it.', ['kind=tool']],
    ['I wrote a small script that friends want to run from a browser.', ['kind=tool']],
    ['It listens for pushes and triggers a build.', ['kind=service']],
    ['There is nobody with security experience, and it is about wages.', ['security=sensitive']],
    ['It must be maintained for the next twelve years.', ['scale=large']],
    ['Basically two views and some 50 visits a day', ['scale=small']],
    ['Everybody on the team has used Django.', ['existing=django-skills']],
    ['Something hackable with few dependencies', ['architecture=own']],
  ])('what people build, and how: %j', (said, expected) => expect(understood(said)).toEqual(expect.arrayContaining(expected)));

  it('takes a wish for its reasons, not for itself', () => {
    expect(understood('I want to use Flask.')).toEqual([]);
    expect(understood('I want to use Flask because it must stay lightweight.')).toEqual(['architecture=own']);
  });

  it.each([
    '',
    '   ',
    '???',
    'Hello there, how are you all doing on this fine day',
    '🎉🎉🎉',
    'Django or Flask',
    'I read a blog and some articles, and asked in a forum',
    'See our wiki, or open it in your text editor',
    'Our team members met; a friend of mine is the best',
    'It failed with an internal server error while training sessions ran',
    'We approach this with care, and it does not appear to apply',
    'Everything runs in a Docker container',
    'I have an account with a cloud provider',
    'We predict rain, and look at the data',
    'The lamp in my wireless printer is broken',
    'Replace Flask with something in Go',
    'Django is good for large applications, and Flask is better suited for small projects',
    'I grew to like it after my exams, and can someone update me?',
    'A boring day with a projector',
    'It was built in Python, and must be easy to use for customers',
    'The magic of a warm evening gives us joy, and we run it for free',
    'Moving away from Django to Rails',
  ])('invents nothing: %j', (said) => expect(understood(said)).toEqual([]));

  it('lets answers that speak for the same option stand together against one that speaks for another', () => {
    expect(understood('A chat bot, a side project, and some day a shop with invoices, orders and bookings')).toContain(
      'kind=product?',
    );
    expect(understood('A chat bot with a dashboard: a side project')).toContain('kind=tool');
  });

  it('gives one answer a criterion, whatever is said', () => {
    const found = knowledge.scope('Four people, or two people, or one developer; a blog, a dashboard, a SaaS, an MVP.');
    expect(new Set(found.map(({ criterion }) => criterion)).size).toBe(found.length);
    expect(found.find(({ criterion }) => criterion === 'team')?.certainty).toBe(0.5);
  });

  it.each([
    'no '.repeat(10_000),
    'a, '.repeat(15_000),
    "don't need ".repeat(4_000),
    'admin panel or '.repeat(3_000),
    '('.repeat(40_000),
  ])('reads any text, however long and strange (%#)', (said) =>
    expect(knowledge.scope(said).length).toBeLessThanOrEqual(knowledge.pack.criteria.length),
  );

  it('knows nothing but its pack', () => {
    expect(understood('We are late, no milk, a long shift', morning)).toEqual(['time=minutes', 'hunger=noon', 'milk=none']);
    expect(understood('no hurry at all', morning)).toEqual(['time=plenty']);
  });
});

describe('whether a message describes a project', () => {
  it.each([
    "We're four people, six weeks, an internal dashboard over our Postgres, SSO",
    'Solo dev here, no database, a small JSON API for a mobile client',
    'Eight developers, patient records, roles and permissions. Which should we use?',
    'What we have: four people, a shop with user accounts, an admin panel',
    'can you recommend something for an internal dashboard with SSO and 4 people',
    'can we do an internal dashboard with login in six weeks with 3 juniors',
  ])('%j does', (said) => expect(describesProject(said, knowledge).length).toBeGreaterThan(1));

  it.each([
    'Is Flask faster than Django?',
    'Does Django have an admin panel and user accounts?',
    'How do I add a login and an admin panel to a small app? Does Flask have permissions?',
    'Which one is more secure?',
    'Hey bot, which one is more secure',
    'should we use django for an ecommerce site',
    'does flask have a built-in admin',
    'is flask good for large applications',
    'flask vs django large projects',
    'cms',
    'payments?',
    'okay so um can i build an mvp with login in django',
    'I was wondering whether Flask has a built-in admin',
    '@sam asked me whether Flask has a built-in admin',
    'I like trains.',
    'thanks!',
  ])('%j does not', (said) => expect(describesProject(said, knowledge)).toEqual([]));
});
