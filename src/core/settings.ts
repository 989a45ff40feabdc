import { z } from 'zod';
import type { Command, Context } from './commands.ts';
import { AsideError, BotError, FieldError } from './errors.ts';
import type { Event } from './event.ts';
import { type Field, joinValues, mostPeople, type Option, splitValues } from './form.ts';
import type { WorkspaceStore } from './ports.ts';
import { type Block, form, list, strong, text } from './reply.ts';

const whos = { everyone: 'Everyone', admins: 'Admins', trusted: 'Admins and the trusted people' } as const;
const Who = z.enum(Object.keys(whos) as [keyof typeof whos]);
const People = z.array(z.string().min(1).max(64)).max(mostPeople);

/** What a workspace has decided. The defaults suit a team that never opens it; a value we no longer know counts as not set. */
export const Settings = z.object({
  /** Who may change settings. */
  configure: Who.catch('admins'),
  /** Who may review answers and add to them. */
  curate: Who.catch('admins'),
  /** Who may end somebody else's vote. */
  closeVotes: Who.catch('admins'),
  /** Ids of people who may what `trusted` may. */
  trusted: People.catch([]),
});
export type Settings = z.infer<typeof Settings>;

/** What somebody may be allowed: the field of the form that says who, and how that reads. */
const permissions = {
  configure: { field: 'configure', label: 'Who may change these settings', deed: 'change the settings' },
  curate: { field: 'curate', label: 'Who may curate answers', deed: 'curate answers' },
  closeVotes: { field: 'close-votes', label: "Who may close somebody else's vote", deed: 'close this vote' },
} as const satisfies Record<Exclude<keyof Settings, 'trusted'>, object>;
export type Permission = keyof typeof permissions;
const allPermissions = Object.keys(permissions) as Permission[];

const Channel = z.object({ channel: z.string(), isUnprompted: z.boolean() });

export const readSettings = async (rows: WorkspaceStore): Promise<Settings> =>
  Settings.parse((await rows.kept('settings'))[0] ?? {});

/** Whether a channel wants answers to questions that nobody asked us. */
export const isUnprompted = async (rows: WorkspaceStore, channel: string): Promise<boolean> =>
  (await rows.kept('channel-settings')).some((row) => {
    const { data } = Channel.safeParse(row);
    return data?.channel === channel && data.isUnprompted;
  });

/** Whether who did this may do that here. Asks the platform who is an admin only where the answer hangs on it. */
export const may = (permission: Permission, { rows, event, platform }: Asked): Promise<boolean> =>
  isAllowed(permission, rows, { user: event.user, isAdmin: () => isAdmin({ event, platform }) });

/** Whether somebody may do that; `isAdmin` is asked only where the answer hangs on it. */
export async function isAllowed(
  permission: Permission,
  rows: WorkspaceStore,
  { user, isAdmin }: { user: string; isAdmin(): Promise<boolean> },
): Promise<boolean> {
  const { trusted, [permission]: who } = await readSettings(rows);
  return who === 'everyone' || (who === 'trusted' && trusted.includes(user)) || isAdmin();
}
type Asked = Pick<Context, 'rows' | 'event' | 'platform'>;

/** Whether who did this runs the workspace; asks the platform where the event does not say. @throws AsideError where a click would tell */
export async function isAdmin({ event, platform }: Pick<Context, 'event' | 'platform'>): Promise<boolean> {
  const isSo = event.isAdmin ?? (await platform.isAdmin(event));
  if (isSo === null) throw new AsideError();
  return isSo;
}

/** @throws BotError `not-allowed` where they may not, with a sentence on whom to ask */
async function mustMay(permission: Permission, asked: Asked): Promise<void> {
  if (!(await may(permission, asked))) throw new BotError('not-allowed', refusal(permission));
}

const refusal = (permission: Permission): string =>
  `You may not ${permissions[permission].deed} here. An admin can, or can give you the right with \`settings\`. If you are one and I do not know it, tell whoever runs me.`;

/** What the form sends; the names are its fields'. */
const Filled = z.object({
  unprompted: z.enum(['on', 'off']),
  configure: Who,
  curate: Who,
  'close-votes': Who,
  trusted: z.string().transform(splitValues).pipe(People),
});

export const settingsCommand: Command = {
  name: 'settings',
  summary: 'Who may do what here, and whether I answer in this channel unasked',
  arguments: [],
  async run({ save, ...filled }, context) {
    const { rows, event } = context;
    if (save) {
      await mustMay('configure', context);
      await keep(rows, event, filled);
    }
    const shown = await stateBlocks(context);
    const said = save ? [text('Saved.'), ...shown] : [...shown, ...(await changeBlocks(context))];
    return { blocks: said, answers: [], share: null, ...(save ? { audience: 'asker' as const } : {}) };
  },
};

async function keep(rows: WorkspaceStore, { channel }: Event, filled: Record<string, string>): Promise<void> {
  const { data } = Filled.safeParse(filled);
  if (!data) throw new BotError('stale-form', 'I do not understand that form any more. Please ask for `settings` again.');
  const { unprompted, 'close-votes': closeVotes, configure, curate, trusted } = data;
  if ([configure, curate, closeVotes].includes('trusted') && trusted.length === 0)
    throw new FieldError('trusted', 'Name at least one person here, or pick only admins above.');
  await rows.keep('settings', 'workspace', { configure, curate, closeVotes, trusted } satisfies Settings, null);
  await rows.keep(
    'channel-settings',
    channel,
    { channel, isUnprompted: unprompted === 'on' } satisfies z.infer<typeof Channel>,
    null,
  );
}

const answering = { off: 'Only when somebody calls me', on: 'Also a question I am sure of, in its thread' };
const deaf = 'I do not hear this channel: whoever runs me must first let me read its messages.';

async function stateBlocks({ rows, event, platform }: Context): Promise<Block[]> {
  const settings = await readSettings(rows);
  const isOn = await isUnprompted(rows, event.channel);
  return [
    list([
      [strong('Answers in this channel'), `: ${answering[isOn ? 'on' : 'off']}${platform.hearsChannels ? '' : `. ${deaf}`}`],
      ...allPermissions.map((permission) => [strong(permissions[permission].label), `: ${whos[settings[permission]]}`]),
      [strong('Trusted people'), `: ${settings.trusted.length === 0 ? 'none' : settings.trusted.length}`],
    ]),
  ];
}

/** The form, for who may fill it in. In words anybody may get its button: it is the click that opens it. */
async function changeBlocks(context: Context): Promise<Block[]> {
  const { rows, event, platform } = context;
  const isOpening = event.reach === 'command' || event.reach === 'button';
  if (isOpening && !(await may('configure', context))) return [text(refusal('configure'))];
  const settings = await readSettings(rows);
  const value = (await isUnprompted(rows, event.channel)) ? 'on' : 'off';
  const hint = platform.hearsChannels ? '' : deaf;
  const choice = { kind: 'choice', hint: '', required: true } as const;
  const fields: Field[] = [
    { ...choice, name: 'unprompted', label: 'Answers in this channel', hint, value, options: optionsOf(answering) },
    ...allPermissions.map((permission) => {
      const { field: name, label } = permissions[permission];
      return { ...choice, name, label, value: settings[permission], options: optionsOf(whos) };
    }),
    { kind: 'people', name: 'trusted', label: 'Trusted people', hint: '', required: false, value: joinValues(settings.trusted) },
  ];
  const submit = { verb: 'settings', args: { save: 'yes' } };
  return [form({ title: 'Change the settings', submit, submitLabel: 'Save', fields }, { verb: 'settings', args: {} })];
}

const optionsOf = (labels: Record<string, string>): Option[] =>
  Object.entries(labels).map(([value, label]) => ({ value, label }));
