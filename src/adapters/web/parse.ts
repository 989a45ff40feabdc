import { z } from 'zod';
import type { Event, Input, Reach } from '../../core/event.ts';
import { readValues } from './form.ts';
import { longestText } from './limits.ts';
import { channelKey, direct, members, workspace } from './room.ts';

const id = z.string().regex(/^[\w-]{1,60}$/);

/**
 * What a page of the chat sends: the fields of an HTML form. Words (`text`), a click (`action`), or one of our forms, filled in (`submit` and its
 * fields). Each has an `id` of its own, so that one that is sent twice counts once.
 */
export const Act = z
  .object({
    id,
    user: id,
    channel: id,
    /** The message that began the thread it was done in; empty outside threads. */
    thread: z.union([id, z.literal('')]).default(''),
    /** The post whose button or form it is; empty for what is typed. */
    on: z.union([id, z.literal('')]).default(''),
    isPrivate: z.enum(['true', 'false']).default('false'),
    text: z.string().trim().min(1).max(longestText).optional(),
    action: z.string().max(longestText).optional(),
    submit: z.string().max(longestText).optional(),
  })
  .loose()
  .refine(({ text, action, submit }) => [text, action, submit].filter((each) => each !== undefined).length === 1);
export type Act = z.infer<typeof Act>;

const name = /@tiebreak\b[,:]?/i;

/** What a page sent, as an event. `isBelowOurs`: the message that began its thread is the bot's. */
export function parse(act: Act, isBelowOurs: boolean): Event {
  const { reach, input } = read(act, isBelowOurs);
  const isAlone = reach === 'command' || (act.channel === direct && reach === 'direct');
  const member = members.find(({ id }) => id === act.user);
  const place = act.thread || (reach === 'mention' || reach === 'ambient' ? act.id : null);
  return {
    id: act.id,
    platform: 'web',
    workspace,
    channel: channelKey(act.channel, act.user),
    thread: isAlone ? null : place,
    user: act.user,
    name: member?.name ?? '',
    reach,
    follows: null,
    isPrivate: reach === 'button' && act.isPrivate === 'true',
    isAdmin: member?.isAdmin ?? false,
    isGuest: false,
    isShared: false,
    input,
  };
}

function read(act: Act, isBelowOurs: boolean): { reach: Reach; input: Input } {
  if (act.submit !== undefined) return { reach: 'button', input: { type: 'form', action: act.submit, values: readValues(act) } };
  if (act.action !== undefined) return { reach: 'button', input: { type: 'action', action: act.action } };
  const said = act.text ?? '';
  if (said.startsWith('/')) return { reach: 'command', input: { type: 'text', text: said.slice(1) } };
  const input: Input = { type: 'text', text: said.replace(name, ' ').trim() };
  if (act.channel === direct) return { reach: 'direct', input };
  if (name.test(said)) return { reach: 'mention', input };
  if (!act.thread) return { reach: 'ambient', input };
  return { reach: isBelowOurs ? 'below' : 'overheard', input };
}
