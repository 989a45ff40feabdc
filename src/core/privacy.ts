import { privately } from './audience.ts';
import type { Command, Context } from './commands.ts';
import { erasePerson, eraseWorkspace, exportTickets } from './data.ts';
import { allDecisions, allVotes, openVotesOf } from './decisions/rows.ts';
import { BotError } from './errors.ts';
import { peopleField, splitValues } from './form.ts';
import { type Block, buttons, code, form, link, text } from './reply.ts';
import { savedScorecards } from './scoring/scorecard.ts';
import { counted, sentenceList } from './sentences.ts';
import { isAdmin } from './settings.ts';

async function mustBeAdmin(context: Context, deed: string): Promise<void> {
  if (await isAdmin(context)) return;
  throw new BotError(
    'not-allowed',
    `Only an admin may ${deed}. If you are one and I do not know it, tell whoever runs me. You can erase what is yours with "erase me".`,
  );
}

export const exportCommand: Command = {
  name: 'export',
  summary: 'Admins: everything I keep about this workspace, as a file',
  askedFor:
    /^\W*(?:(?:can|could) (?:i|we|you) |how (?:do|can) (?:i|we) )?export (?:everything|all|(?:our|my|all|the|your) (?:data|workspace|questions|decisions|answers))\W*$/i,
  arguments: [],
  async run(_args, context) {
    await mustBeAdmin(context, 'see everything I keep about this workspace');
    const { platform, workspace, user, channel } = context.event;
    if (context.pagesAt === null)
      return privately(
        text(
          'I have no pages to give it to you on. Whoever runs me can export it: ',
          code(`npm run -s tiebreak -- export --workspace ${platform}:${workspace}`),
        ),
      );
    const ticket = await exportTickets.issue(context.rows, { user, channel });
    const path = [platform, workspace, ticket].map(encodeURIComponent).join('/');
    return privately(
      text('You can download it once, within the next 10 minutes; so can anybody else who has the address of this link.'),
      link('Download everything', `${context.pagesAt}/export/${path}`),
      text(
        'It contains what people asked me in private. It leaves out votes and records of private places other than this one; whoever runs me can export those too.',
      ),
    );
  },
};

const sure = (label: string, what: string): Block => buttons({ label, intent: { verb: 'erase', args: { what, sure: 'yes' } } });

/** `sure` comes from a button, and `people` from a form: nobody types them by mistake. */
export const eraseCommand: Command = {
  name: 'erase',
  summary: 'Delete what I keep about you; admins: about anybody here, or everything',
  askedFor:
    /\b(?:erase|delete|forget) (?:me|my (?:data|messages|questions|votes|answers)|everything (?:about|of) (?:me|us)|(?:all )?(?:what |that )?(?:you|we|i) (?:know|keep|have|said|asked))\b/i,
  arguments: [
    { name: 'what', summary: 'me, person, or everything', required: false, values: () => ['me', 'person', 'everything'] },
  ],
  async run({ what = '', people, sure: isSure }, context) {
    const { event, transact, now } = context;
    switch (what.trim().toLowerCase()) {
      case 'me':
        if (isSure) return privately(erased(await transact((desk) => erasePerson(desk, event.user, now))));
        return privately(
          text(`That deletes ${await mineOf(context)}. Records of decisions stay as they are. It cannot be undone.`),
          sure('Erase what is mine', 'me'),
        );
      case 'person':
        await mustBeAdmin(context, 'erase what is somebody else’s');
        return people === undefined ? privately(personForm) : privately(erased(await eraseAll(splitValues(people), context)));
      case 'everything':
        await mustBeAdmin(context, 'erase everything');
        if (isSure) return privately(erased(await transact((desk) => eraseWorkspace(desk, event.id))));
        return privately(
          text(
            `That deletes everything I keep about this workspace: ${await allOf(context)}. It cannot be undone. `,
            code('export'),
            ' gives you a copy first.',
          ),
          sure('Erase everything', 'everything'),
        );
      default:
        return privately(
          text('What shall I delete? I will ask once more before I do.'),
          buttons(
            { label: 'What is mine', intent: { verb: 'erase', args: { what: 'me' } } },
            { label: 'What is somebody else’s', intent: { verb: 'erase', args: { what: 'person' } } },
            { label: 'Everything', intent: { verb: 'erase', args: { what: 'everything' } } },
          ),
        );
    }
  },
};

const asked = { verb: 'erase', args: { what: 'person' } };
const personForm = form(
  {
    title: 'Erase somebody’s data',
    submit: asked,
    submitLabel: 'Erase',
    fields: [
      peopleField('people', 'Whose', [], {
        hint: 'Questions, saved scorecards and choices in running votes go too. It cannot be undone.',
        required: true,
      }),
    ],
  },
  asked,
);

const eraseAll = (people: string[], { transact, now }: Context): Promise<number> =>
  transact(async (desk) => {
    let count = 0;
    for (const person of people) count += await erasePerson(desk, person, now);
    return count;
  });

/** A count of something; nothing if there are none. */
const some = (...[count, one, many]: Parameters<typeof counted>): string[] => (count === 0 ? [] : [counted(count, one, many)]);

/** What somebody loses. */
async function mineOf({ rows, event: { user } }: Context): Promise<string> {
  const cards = (await savedScorecards(rows)).filter(({ sheet }) => sheet.user === user).length;
  const votes = (await openVotesOf(rows, user)).length;
  return sentenceList([
    'what you asked me here',
    'your ratings of answers',
    'what I remember of our conversations',
    ...some(cards, 'saved scorecard'),
    ...(votes === 0 ? [] : [`your ${votes === 1 ? 'choice in one vote that is' : `choices in ${votes} votes that are`} running`]),
  ]);
}

/** What a workspace loses. */
async function allOf({ rows }: Context): Promise<string> {
  const votes = await allVotes(rows);
  const running = votes.filter(({ state }) => state === 'open').length;
  const are = running === 0 ? '' : ` (${running} ${running === 1 ? 'is' : 'are'} running)`;
  return sentenceList([
    ...some((await allDecisions(rows)).length, 'record of a decision', 'records of decisions'),
    ...some(votes.length, 'vote').map((each) => `${each}${are}`),
    ...some((await savedScorecards(rows)).length, 'saved scorecard'),
    'what people asked',
    'their ratings of answers',
    'the settings',
  ]);
}

const erased = (count: number): Block =>
  text(
    count === 0 ? 'There was nothing to erase.' : `Erased: ${counted(count, 'entry', 'entries')}. This does not reach backups.`,
  );
