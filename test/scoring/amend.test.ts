import { describe, expect, it } from 'vitest';
import { limits } from '../../src/adapters/discord/limits.ts';
import { amendedSentence, ifAmended, readAmendment } from '../../src/core/scoring/amend.ts';
import { createTestBot, talk } from '../support/bot.ts';
import { knowledge } from '../support/knowledge.ts';

const project = 'we need SSO and an admin screen for support staff, 12 developers, three months';

describe('words about a project that is scored', () => {
  it.each([
    ['make it 3 people instead', { team: 'few' }],
    ['no, it is three people, not twelve', { team: 'few' }],
    ['three people actually', { team: 'few' }],
    ['no admin needed', { admin: 'none' }],
    ['no we need an admin panel', { admin: 'panel' }],
    ['no - there is an admin panel', { admin: 'panel' }],
    ['without the admin?', { admin: 'none' }],
    ['forget the deadline, we have time', { deadline: 'open' }],
    ['we also need SSO', { accounts: 'accounts' }],
    ['SSO is not needed', { accounts: 'none' }],
    ['remove SSO', { accounts: 'none' }],
    ['add an admin panel', { admin: 'panel' }],
    ["there's no deadline", { deadline: 'open' }],
    ['well, there is no deadline', { deadline: 'open' }],
    ['+ SSO', { accounts: 'accounts' }],
    ['we are 12 people and need an admin', { team: 'several', admin: 'panel' }],
    ['our team knows django', { existing: 'django-skills' }],
    ['the team knows Flask', { existing: 'flask-skills' }],
    ['the team is five people', { team: 'several' }],
    ['the deadline is in two weeks', { deadline: 'soon' }],
    ['what if we had two weeks only?', { deadline: 'soon' }],
    ['What if we drop the admin?', { admin: 'none' }],
    ['would it change anything if we have 100k users?', { scale: 'traffic' }],
    ['and if it was just a prototype?', { kind: 'tool' }],
    ['suppose we need SSO, with no admin', { accounts: 'accounts', admin: 'none' }],
  ])('%j changes it', (said, answers) => expect(readAmendment(said, knowledge)?.answers).toEqual(answers));

  it.each([
    ['a question', 'does flask have an admin panel?'],
    ['a question of two parts', 'if we need an API, which one is better?'],
    ['a question without an option', 'is the admin any good'],
    ['a search', 'admin panel'],
    ['a search', 'REST API'],
    ['a short question', 'five people?'],
    ['an answer to what was not asked', 'five people'],
    ['an answer to what was not asked', '5 devs'],
    ['an answer to what was not asked', 'solo'],
    ['an answer to what was not asked', 'in two months'],
    ['an answer to what was not asked', 'customers log in'],
    ['an answer to what was not asked', 'it stays small'],
    ['other people', 'solo trip today'],
    ['other people', 'ping three devs'],
    ['other people', 'two people left'],
    ['other people', 'five people laughed'],
    ['other people', "the users can't log in"],
    ['other people', 'users cannot log in'],
    ['another time', 'lunch in two weeks'],
    ['another time', 'two weeks holiday'],
    ['another time', 'the deadline passed'],
    ['another time', 'next week'],
    ['another time', 'asap'],
    ['talk of a team', 'the devs love Flask'],
    ['talk of a team', 'the team hates Flask'],
    ['talk of a team', 'the team has read a book on microservices'],
    ['talk of a team', 'the devs say it needs an admin in Flask'],
    ['more than it is read as', 'the users left in two weeks'],
    ['more than it is read as', 'the team had lunch with five people'],
    ['a longer remark', 'lunch was nice with five people'],
    ['a request', 'we need to know about security'],
    ['what somebody thinks of an option', "django's admin is great"],
    ['what an option does', 'django handles security for us'],
    ['what an option lacks', 'there is no admin in Flask'],
    ['a choice that is tried out', 'what if we used flask?'],
    ['an opinion', 'I love that it has an admin panel'],
    ['an opinion', 'I think Flask is better for our API'],
    ['talk', "let's talk about security"],
    ['who does not know', 'we have no idea about scale'],
    ['who does not know', "we don't know whether there will be an API"],
    ['talk of votes', 'no users have voted yet'],
    ['a doubt', 'maybe we need an API later'],
    ['another project', 'we build a marketplace, 12 people, with roles'],
    ['nothing we know', 'we need a dog'],
    ['thanks', 'no thanks'],
    ['too much', `we also need SSO${', and a good lunch'.repeat(20)}`],
  ])('%s changes nothing: %j', (_what, said) => expect(readAmendment(said, knowledge)).toBeNull());

  it.each([
    ['make it 3 people', false],
    ['what if it were 3 people?', true],
    ['without the admin?', true],
    ['security matters twice as much', false],
    ['what if security mattered twice as much?', true],
  ])('%j is only tried out: %s', (said, isTried) => expect(readAmendment(said, knowledge)?.isTried).toBe(isTried));

  it.each([
    ['make it 3 people', 'Team is now "Two or three people".', 'If Team were "Two or three people":'],
    [
      'no admin, and 3 people',
      'Admin panel is now "No". Team is now "Two or three people".',
      'If Admin panel were "No" and Team were "Two or three people":',
    ],
    ['security matters twice as much', 'Security now counts twice as much.', 'If Security counts twice as much:'],
  ])('%j is told', (said, changed, tried) => {
    const { criteria } = knowledge.pack;
    const amendment = readAmendment(said, knowledge);
    expect(amendment && [amendedSentence(amendment, criteria), ifAmended(amendment, criteria)]).toEqual([changed, tried]);
  });
});

describe('in a conversation', () => {
  it('the question that a scorecard asks is answered in words: by a label, by what it is read as, or by not knowing', () =>
    talk()
      .says(`recommend ${project}`)
      .getsReply(/Next: Who shapes the architecture\?/)
      .says('microservices, each on its own')
      .getsReply(/^Structure or freedom is now "Microservices, each on its own"\./, /Next: What do you have or know already\?/)
      .says('greenfield', { reach: 'overheard' })
      .getsSilence()
      .says("I don't know")
      .getsReply(/^Left open\./, /Next: (?!What do you have)/)
      .says('thanks')
      .getsSilence());

  const asked = 'recommend We are four people with six weeks, an internal dashboard over our own tables, log-ins';

  it.each([
    ['microservices', /^Structure or freedom is now "Microservices, each on its own"\./],
    ['just microservices', /^Structure or freedom is now "Microservices, each on its own"\./],
    ['Independent services!', /^Structure or freedom is now "Microservices, each on its own"\./],
    ['we have unusual hardware', /^Structure or freedom is now "Special requirements that defaults would hinder"\./],
    ['Microservices, each on its own.', /^Structure or freedom is now "Microservices, each on its own"\./],
    ['no idea', /^Left open\./],
  ])('a few words that say nothing else answer what is asked: %s', (said, expected) =>
    talk()
      .says(asked)
      .getsReply(/Next: Who shapes the architecture\?/)
      .says(said, { reach: 'reply' })
      .getsReply(expected),
  );

  it.each([
    ['Team', 'five people', /^Team is now "Four or more"\./],
    ['Team', 'around 3 devs', /^Team is now "Two or three people"\./],
    ['Team', 'solo', /^Team is now "One person"\./],
    ['Team', "I'm alone", /^Team is now "One person"\./],
    ['Team', 'we are only two people', /^Team is now "Two or three people"\./],
    ['Time', 'in two months', /^Time is now "In weeks, with the usual parts"\./],
    ['Log-ins', 'SSO', /^Log-ins is now "Yes, with accounts, roles or permissions"\./],
  ])('%s is answered where it is asked: %s', (name, said, expected) =>
    talk().says(asked).picks(`Not so: ${name}`).says(said, { reach: 'reply' }).getsReply(expected),
  );

  it.each([
    ['an order', ['tell me about microservices', 'explain microservices', 'compare them for microservices']],
    ['a choice', ['microservices vs monolith', 'microservices or a monolith']],
    ['a dislike', ['I hate microservices', 'anything but microservices', 'avoid microservices', 'rather not microservices']],
    [
      'a remark',
      ['microservices would be a terrible idea', 'I read about microservices yesterday', 'microservices are overrated'],
    ],
    ['talk of what was', ['there was kubernetes', 'microservices had been on', 'the deadline was in two weeks']],
    ['a search', ['about microservices', 'for microservices', 'microservices tutorial']],
    ['words to somebody', ['Cy, microservices are your thing', 'Ben knows microservices', 'microservices, Cy']],
    ['talk', ['the flight is in two weeks', 'the microservices team', 'team microservices meets', 'five people laughed']],
    ['an option', ['stay with Flask', 'love Flask']],
  ])('%s is no answer to what is asked', async (_what, words) => {
    for (const said of words) {
      for (const where of [{}, { reach: 'reply' }, { reach: 'reply', user: 'ben' }] as const) {
        await talk()
          .says(asked)
          .says(said, where)
          .sees((shown) => expect(shown, said).not.toMatch(/ is now |already\.|^If /));
      }
    }
  });

  it('a yes or a no answers where one answer begins so', async () => {
    const asked = () => talk().says('recommend a site for five people, with SSO').picks('Not so: Log-ins');
    await asked()
      .getsReply(/Next: Do people sign in\?/)
      .says('no')
      .getsReply(/^Log-ins is now "No, or it is not our task"\./);
    await asked()
      .says('Yep!')
      .getsReply(/^Log-ins is now "Yes, with accounts, roles or permissions"\./);
    await asked().says('yes', { reach: 'overheard' }).getsSilence();
    await asked()
      .says('yes?')
      .getsNo(/is now/);
  });

  it('more about a project changes its scorecard', () =>
    talk()
      .says(`recommend ${project}`)
      .getsReply(/^Django fits better/, /12 developers/)
      .says('no admin needed, and make it 3 people')
      .getsReply(
        /^Team is now "Two or three people"\. Admin panel is now "No"\.|^Admin panel is now "No"\. Team is now/,
        /Admin panel: -/,
      )
      .says('which one then?')
      .getsReply(/fits a little better/, /Admin panel: -/));

  it('a "what if" changes nothing until somebody keeps it', () =>
    talk()
      .says(`recommend ${project}`)
      .says('what if we had a custom architecture?')
      .getsReply(
        /^If Structure or freedom were "Special requirements that defaults would hinder": Django leads by 4\.\d points\. As it is: Django leads by 12\.2 points\./,
      )
      .says('the result?')
      .getsNo(/Structure or freedom: -/)
      .says('what if we had a custom architecture?')
      .picks('Keep that')
      .getsReply(/Structure or freedom: -7\.\d/));

  it.each([
    ['which one then?', /^Django fits better/],
    ['what do you still need to know?', /Next: Who shapes the architecture\?/],
    ['how is that calculated?', /^Why\n/],
    ['which sources did you use?', /^Why\n/],
  ])('asks about the scorecard: %s', (said, expected) => talk().says(`recommend ${project}`).says(said).getsReply(expected));

  it('a weight is tried out too', () =>
    talk()
      .says(`recommend ${project}`)
      .says('what if log-ins mattered twice as much?')
      .getsReply(/^If Log-ins counts twice as much: Django leads by 13\.\d points\./)
      .says('what if the team does not matter', { reach: 'overheard' })
      .getsSilence()
      .says('the result')
      .getsNo(/With changed weights/)
      .says('what if log-ins mattered twice as much?')
      .picks('Keep that')
      .getsReply(/With changed weights: Log-ins counts twice as much/));

  it('several weights are tried out, and kept, however much they are changed', () =>
    talk(createTestBot({ platform: { carries: limits.carries } }))
      .says(`recommend ${project}`)
      .says('what if log-ins mattered four times as much, security mattered half as much and the team did not matter?')
      .getsReply(/^If Log-ins counts 4 times as much, .+: /)
      .picks('Keep that')
      .getsReply(/With changed weights: .*Log-ins counts 4 times as much/, /Team does not count/));

  it.each([
    ['what if security did not matter?', /^If Security does not count: /],
    ["suppose security didn't matter", /^If Security does not count: /],
    ['what if we did not care about the team?', /^If Team does not count: /],
  ])('a weight is tried out as nothing: %s', (said, expected) =>
    talk().says(`recommend ${project}`).says(said).getsReply(expected),
  );

  it('people take back the last change of their own', () =>
    talk()
      .says(`recommend ${project}`)
      .says('make it 3 people')
      .says('no admin needed')
      .says('undo', { reach: 'overheard' })
      .getsSilence()
      .says('no wait, undo that')
      .getsReply(/^It is as it was before\./, /Team: Answer: Two or three people/, /Admin panel: Answer: Yes/)
      .says('undo')
      .getsReply(/^There is no change of yours that I could take back\./, /Team: Answer: Two or three people/)
      .says('make it 5 people')
      .says('we are 5 people')
      .getsReply(/already\./)
      .quotes('undo')
      .getsNo(/as it was before/)
      .says('cancel it')
      .getsNo(/as it was before/)
      .clicks({ verb: 'recommend', args: { card: 'event-1' } })
      .says('undo')
      .getsReply(/^It is as it was before\./, /Team: Answer: Two or three people/)
      .says('security matters twice as much', { user: 'ben' })
      .getsReply(/With changed weights: Security/)
      .says('take it back', { user: 'ben' })
      .getsReply(/^It is as it was before\./)
      .getsNo(/With changed weights/));

  it('what is so already is told to be', () =>
    talk()
      .says(`recommend ${project}`)
      .says('we are 14 people')
      .getsReply(/^Team is "Four or more" already\./)
      .says('what if we were 20 people?')
      .getsReply(/^Team is "Four or more" already\. Django leads by 12\.2 points\.\n/)
      .getsNo(/As it is|Keep that/)
      .says('security matters twice as much')
      .getsReply(/^Security now counts twice as much\./)
      .says('security matters twice as much')
      .getsReply(/^Security counts twice as much already\./)
      .says('maybe we will need a public API later')
      .says('make it 3 people')
      .getsReply(/^Team is now "Two or three people"\./));

  it('what is said after another answer is about that', () =>
    talk()
      .says(`recommend ${project}`)
      .says('what does Flask include?')
      .says('no ORM?')
      .getsNo(/Data is now|If Data/));

  it('a question only tries it out', () =>
    talk()
      .says(`recommend ${project}`)
      .says('without the admin?')
      .getsReply(/^If Admin panel were "No":/)
      .says('the result')
      .getsReply(/Admin panel: \+5/));

  it('others change a sheet of their own', () =>
    talk()
      .says(`recommend ${project}`)
      .says('no admin needed', { user: 'ben' })
      .getsReply(/^Admin panel is now "No"/)
      .says('show me the result', { user: 'ana' })
      .getsReply(/Admin panel: \+5/));

  it('a number of somebody else who has answered what everybody sees changes nothing: they may mean what they alone were asked', () =>
    talk()
      .says(`recommend ${project}`)
      .getsReply(/Next: Who shapes the architecture\?/)
      .says('1', { reach: 'reply', user: 'ben' })
      .getsReply(/Structure or freedom: .*The framework/, /Next: What do you have or know already\?/)
      .says('2', { reach: 'reply', user: 'ben' })
      .getsReply(/press a button/, /Structure or freedom: .*The framework/, /Next: What do you have or know already\?/)
      .picks('People who know Django')
      .getsReply(/Starting point: .*People who know Django/));

  it('people among themselves change nothing', () =>
    talk()
      .says(`recommend ${project}`)
      .says('no admin needed', { reach: 'overheard', user: 'ben' })
      .getsSilence()
      .says('what if we were 3 people?', { reach: 'overheard', user: 'ben' })
      .getsSilence());

  it.each(['yes', 'recommend', 'recommend that', 'score it'])('%j takes the recommendation that was offered', (said) =>
    talk()
      .says(project)
      .getsReply(/^That sounds like a project/)
      .says(said)
      .getsReply(/^Django fits better/, /12 developers/),
  );

  it('a bare "recommend" asks for the project where none was told', () =>
    talk()
      .says('recommend')
      .getsReply(/^What fits/));

  it('without a scorecard, these words are questions', () =>
    talk()
      .says('no admin needed')
      .getsNo(/is now/)
      .says('which one then?')
      .getsNo(/fits better/));
});
