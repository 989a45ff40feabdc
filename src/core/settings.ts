import { z } from 'zod';
import { privately } from './audience.ts';
import type { Command, Context } from './commands.ts';
import { AsideError, BotError, FieldError } from './errors.ts';
import { choiceField, type Field, mostPeople, peopleField, readForm, splitValues, textField } from './form.ts';
import { anyOf, opener, order } from './patterns.ts';
import type { WorkspaceStore } from './ports.ts';
import { type Block, type FormBlock, form, list, strong, text } from './reply.ts';
import { oneKeyOf, parsed } from './shapes.ts';
import { zoneNamed } from './zones.ts';

const whos = { everyone: 'Everyone', admins: 'Admins', trusted: 'Admins and the trusted people' } as const;
const Who = oneKeyOf(whos);
const People = z.array(z.string().min(1).max(64)).max(mostPeople);

/** What a workspace has set. The defaults suit a team that never opens the settings; a value that we no longer know counts as not set. */
export const Settings = z.object({
  /** Who may change settings. */
  configure: Who.catch('admins'),
  /** Who may review answers and add to them. */
  curate: Who.catch('admins'),
  /** Who may end somebody else's vote. */
  closeVotes: Who.catch('admins'),
  /** Ids of the people whom `trusted` means. */
  trusted: People.catch([]),
  /** The time zone of those whose own the platform does not tell, by its name; empty if it is not set. */
  zone: z.string().catch(''),
  /** How often they were saved. */
  saved: z.number().catch(0),
});
export type Settings = z.infer<typeof Settings>;

/** What people can be allowed to do: the field of the form that says who, and what it asks. */
const permissions = {
  configure: { field: 'configure', label: 'Who may change these settings' },
  curate: { field: 'curate', label: 'Who may curate answers' },
  closeVotes: { field: 'close-votes', label: "Who may close somebody else's vote" },
} as const satisfies Record<Exclude<keyof Settings, 'trusted' | 'zone' | 'saved'>, object>;
type Permission = keyof typeof permissions;
const allPermissions = Object.keys(permissions) as Permission[];

const Channel = z.object({ isUnprompted: z.boolean() });

export const readSettings = async (rows: WorkspaceStore): Promise<Settings> =>
  Settings.parse((await rows.find('settings', 'workspace')) ?? {});

/** Whether a channel wants answers to questions that were not put to us. */
export const isUnprompted = async (rows: WorkspaceStore, channel: string): Promise<boolean> =>
  parsed(Channel, await rows.find('channel-settings', channel))?.isUnprompted ?? false;

/** Whether the person behind an event may do this here. Asks the platform who is an admin only if the answer depends on it. */
export const may = (
  permission: Permission,
  { rows, event, platform }: Pick<Context, 'rows' | 'event' | 'platform'>,
): Promise<boolean> =>
  isAllowed(permission, rows, {
    user: event.user,
    isMember: () => platform.isMember(event),
    isAdmin: () => isAdmin({ event, platform }),
  });

/** Whether somebody may do this; the rest is asked only if the answer depends on it. "Everyone" is everyone of the workspace's own. */
export async function isAllowed(
  permission: Permission,
  rows: WorkspaceStore,
  { user, isMember, isAdmin }: { user: string; isMember(): Promise<boolean>; isAdmin(): Promise<boolean> },
): Promise<boolean> {
  const { trusted, [permission]: who } = await readSettings(rows);
  return (who === 'everyone' && (await isMember())) || (who === 'trusted' && trusted.includes(user)) || isAdmin();
}

/** Whether the person behind an event runs the workspace; asks the platform if the event does not say. @throws AsideError if only a click would tell */
export async function isAdmin({ event, platform }: Pick<Context, 'event' | 'platform'>): Promise<boolean> {
  const isSo = event.isAdmin ?? (await platform.isAdmin(event));
  if (isSo === null) throw new AsideError();
  return isSo;
}

/** The time zone of the person behind an event, or else of the workspace, by its name; null if neither is known. */
export const zoneHere = async ({ rows, event, platform }: Pick<Context, 'rows' | 'event' | 'platform'>): Promise<string | null> =>
  zoneNamed((await platform.zoneOf(event)) ?? '') ?? zoneNamed((await readSettings(rows)).zone);

const refusal =
  'You are not allowed to change the settings here. An admin can, or can give you the right with "settings". If you are an admin and I do not know it, tell whoever runs me.';

/** What the form sends; the names are its fields'. The last ones are not asked everywhere at once. */
const Filled = z.object({
  unprompted: z.enum(['on', 'off']),
  configure: Who,
  curate: Who,
  'close-votes': Who,
  trusted: z.string().transform(splitValues).pipe(People).optional(),
  zone: z.string().trim().optional(),
});

/** We, not what is only called after us: "the bot", not "the bot protection". */
const us = '(?:you|tiebreak|(?:this|the) bot)(?=\\W*$|\\s+(?:at|for|from|here|in|now|off|on|please|until|when)\\b)';

export const settingsCommand: Command = {
  name: 'settings',
  summary: 'Who may do what here, and whether I answer in this channel unasked',
  askedFor: new RegExp(
    anyOf(
      /\b(?:your|our|my|channel|bot|tiebreak) settings?\b|\bsettings? page\b/,
      /^\W*(?:(?:open|show|change|edit|where (?:is|are|do i find)) )?(?:the |me )*settings?\W*$/,
      /\b(?:stop|start) (?:answering|replying|responding)\b/,
      `^\\W*${opener}${order}(?:don['’]?t|do not|only) (?:answer|reply|respond)\\b`,
      `\\b(?:(?:mute|silence|disable|turn off) ${us}|turn ${us} off\\b)`,
    ),
    'i',
  ),
  arguments: [],
  async run({ save, of, ...filled }, context) {
    if (!save) return { blocks: [...(await stateBlocks(context)), ...(await changeBlocks(context))] };
    if (!(await may('configure', context))) throw new BotError('not-allowed', refusal);
    const wanted = await readForm(
      filled,
      () => settingsForm(context),
      () => readFilled(context, filled),
    );
    const isSaved = await keep(context, wanted, Number(of));
    const blocks = isSaved
      ? [text('Saved.'), ...(await stateBlocks(context))]
      : [text(overtaken), ...(await stateBlocks(context)), await settingsForm(context)];
    return privately(...blocks);
  },
};

const overtaken =
  'Somebody else saved the settings while you had the form open, so I did not save yours over theirs. These are the settings now:';

/** Settings of the workspace, and of the channel that they were set in. */
type Wanted = { settings: Settings; channel: z.infer<typeof Channel> };

/** What somebody filled in; what they were not asked stays as it is. @throws FieldError if it makes no sense */
async function readFilled({ rows }: Context, filled: Record<string, string>): Promise<Wanted> {
  const { data } = Filled.safeParse(filled);
  if (!data) throw new BotError('stale-form', 'I do not understand that form any more. Please ask for "settings" again.');
  const now = await readSettings(rows);
  const { unprompted, 'close-votes': closeVotes, configure, curate, trusted = now.trusted, zone: said = now.zone } = data;
  if ([configure, curate, closeVotes].includes('trusted') && trusted.length === 0)
    throw new FieldError('trusted', 'Name at least one person here, or pick only admins above.');
  const zone = said && zoneNamed(said);
  if (zone === null) throw new FieldError('zone', 'I know no time zone of that name: Europe/Berlin and UTC are some.');
  return { settings: { ...now, configure, curate, closeVotes, trusted, zone }, channel: { isUnprompted: unprompted === 'on' } };
}

/** Keeps settings, unless somebody else saved others since the form was opened (after `before` saves). Gives whether it did. */
async function keep({ rows, event }: Context, { settings, channel }: Wanted, before: number): Promise<boolean> {
  if (settings.saved !== before) return false;
  await rows.keep('settings', 'workspace', { ...settings, saved: before + 1 }, null);
  await rows.keep('channel-settings', event.channel, channel, null);
  return true;
}

const answering = { off: 'Only when somebody calls me', on: 'Also a question I am sure of, in its thread' };
const deaf = 'I cannot hear this channel: whoever runs me must first let me read its messages.';

/** A platform is asked for each name. */
const mostNamed = 10;

async function stateBlocks({ rows, event, platform }: Context): Promise<Block[]> {
  const settings = await readSettings(rows);
  const isOn = await isUnprompted(rows, event.channel);
  const namesIn = async (people: string[]): Promise<string> => {
    if (people.length === 0) return 'none';
    const names = await platform.namesOf(event, people.slice(0, mostNamed));
    return [...names, ...(people.length > mostNamed ? [`${people.length - mostNamed} more`] : [])].join(', ');
  };
  return [
    list([
      [strong('Answers in this channel'), `: ${answering[isOn ? 'on' : 'off']}${platform.hearsChannels ? '' : `. ${deaf}`}`],
      ...allPermissions.map((permission) => [strong(permissions[permission].label), `: ${whos[settings[permission]]}`]),
      [strong('Trusted people'), `: ${await namesIn(settings.trusted)}`],
      [strong('Time zone'), `: ${settings.zone || 'none'}`],
    ]),
  ];
}

/** The form, for people who may fill it in. Anybody may get its button by asking in words: the click decides. */
async function changeBlocks(context: Context): Promise<Block[]> {
  const { reach } = context.event;
  const isOpening = reach === 'command' || reach === 'button';
  return isOpening && !(await may('configure', context)) ? [text(refusal)] : [await settingsForm(context)];
}

async function settingsForm({ rows, event, platform }: Context): Promise<FormBlock> {
  const settings = await readSettings(rows);
  const value = (await isUnprompted(rows, event.channel)) ? 'on' : 'off';
  const hint = platform.hearsChannels ? '' : deaf;
  const fields: Field[] = [
    choiceField('unprompted', 'Answers in this channel', answering, value, { hint }),
    ...allPermissions.map((permission) => {
      const { field, label } = permissions[permission];
      return choiceField(field, label, whos, settings[permission]);
    }),
    peopleField('trusted', 'Trusted people', settings.trusted),
    textField('zone', 'Time zone', settings.zone, {
      hint: 'Such as Europe/Berlin. Of whoever says when a vote ends, if I cannot tell theirs.',
    }),
  ];
  const submit = { verb: 'settings', args: { save: 'yes', of: String(settings.saved) } };
  return form({ title: 'Change the settings', submit, submitLabel: 'Save', fields }, { verb: 'settings', args: {} });
}
