import type { Context } from '../commands.ts';
import { BotError, FieldError, FormError } from '../errors.ts';
import { choiceField, type Field, joinValues, mostPeople, peopleField, splitValues } from '../form.ts';
import type { Group, Groups } from '../ports.ts';
import { sentenceList } from '../sentences.ts';
import { readSettings } from '../settings.ts';
import { mostVoters, type Vote } from './vote.ts';

/** Who may vote, and what they are called. */
type Electorate = Pick<Vote, 'voters' | 'group'>;
type Called = Electorate & Pick<Vote, 'called'>;

/** How many people of a list are named when it is shown. */
const mostCalled = 10;

const electorates = {
  channel: 'Everybody in this channel',
  people: 'The people below',
  trusted: "This workspace's trusted people",
};

/** A platform's groups, with its word for one (`role`). */
export type NamedGroups = Groups & { word: string };

export const groupsFor = async ({ platform, event }: Context): Promise<NamedGroups> =>
  platform.groupWord === null
    ? { word: '', all: [], lacks: null }
    : { word: platform.groupWord, ...(await platform.groupsOf(event)) };

/** How many groups fit in a menu on every platform, besides the other electorates and the entry that shows more groups. */
const mostGroups = 25 - Object.keys(electorates).length - 1;
const groupPrefix = 'group-';
const morePrefix = 'more-';

/** The fields that ask who may vote. `picked` is what somebody picked in the menu before; undefined if they were not asked. */
export function electorateFields(now: Electorate, groups: NamedGroups, picked = electorateOf(now)): Field[] {
  const all = groups.all.toSorted((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
  const from = placeOf(picked, all);
  const some = all.slice(from, from + mostGroups);
  const next = from + mostGroups < all.length ? from + mostGroups : 0;
  const more = some.length < all.length ? { [`${morePrefix}${next}`]: `Another ${groups.word}: send this to see more` } : {};
  const shown = all.length > mostGroups ? `${from + 1} to ${from + some.length} of ${all.length} ${groups.word}s.` : '';
  const labels = {
    ...electorates,
    ...Object.fromEntries(some.map(({ id, name }) => [`${groupPrefix}${id}`, `The ${groups.word} ${name}`])),
    ...more,
  };
  return [
    choiceField('voters', 'Who may vote', labels, electorateOf(now), { hint: groups.lacks ?? shown }),
    peopleField('people', 'These people', namedIn(now)),
  ];
}

/** The index of the first group that a form shows: of the page that was asked for, or the page with the picked group. */
function placeOf(picked: string, all: Group[]): number {
  if (picked.startsWith(morePrefix)) return Number(picked.slice(morePrefix.length)) || 0;
  const at = all.findIndex(({ id }) => picked === `${groupPrefix}${id}`);
  return at < 0 ? 0 : at - (at % mostGroups);
}

const electorateOf = ({ voters, group }: Electorate): string =>
  group ? `${groupPrefix}${group.id}` : voters === null ? 'channel' : 'people';

/** The people of a hand-picked list, as many as a form field holds. */
const namedIn = ({ voters, group }: Electorate): string[] => (group ? [] : (voters ?? []).slice(0, mostPeople));

/**
 * Reads who may vote from a form; if the form did not ask, it stays as it is now. A group means its members at this moment, whoever joins
 * or leaves it later.
 * @throws FormError if what was filled in makes no sense, or somebody asked to see more groups
 */
export async function readElectorate(
  now: Called,
  { voters: said, people = '' }: Record<string, string>,
  context: Context,
): Promise<Called> {
  if (said === undefined) return now;
  if (said.startsWith(morePrefix)) throw new FormError('more-groups', 'voters', 'Here are more of them.');
  const named = [...new Set(splitValues(people))];
  const isNewlyNamed = named.length > 0 && joinValues(named) !== joinValues(namedIn(now));
  if (isNewlyNamed && !['channel', 'people'].includes(said))
    throw new FieldError('voters', 'You also named people: pick "The people below", or clear that field.');
  if (said === 'channel' && !isNewlyNamed) return { voters: null, group: null, called: '' };
  if (said.startsWith(groupPrefix)) return groupOf(said.slice(groupPrefix.length), context);
  const voters = said === 'trusted' ? (await readSettings(context.rows)).trusted : named;
  if (voters.length > 0) return { voters, group: null, called: await namesOf(voters, context) };
  throw said === 'trusted'
    ? new FieldError('voters', 'Nobody is among the trusted people yet: "settings" names them.')
    : new FieldError('people', 'Name at least one person, or let everybody in the channel vote.');
}

async function namesOf(people: string[], { platform, event }: Context): Promise<string> {
  const names = await platform.namesOf(event, people.slice(0, mostCalled));
  const more = people.length - names.length;
  return sentenceList([...names, ...(more > 0 ? [`${more} ${more === 1 ? 'other' : 'others'}`] : [])]);
}

async function groupOf(id: string, context: Context): Promise<Called> {
  const { word, all } = await groupsFor(context);
  const group = all.find((each) => each.id === id);
  if (!group) throw new FieldError('voters', `I do not find that ${word || 'group'} any more.`);
  const members = await context.platform.membersOf(context.event, id).catch((error) => {
    throw error instanceof BotError ? new FieldError('voters', error.message) : error;
  });
  const name = `${word} ${group.name}`;
  if (members.length === 0) throw new FieldError('voters', `Nobody is in the ${name}.`);
  if (members.length > mostVoters)
    throw new FieldError('voters', `${members.length} people are too many to name: at most ${mostVoters}. Let the channel vote.`);
  return { voters: [...new Set(members)], group: { id, name }, called: `the ${name}` };
}
