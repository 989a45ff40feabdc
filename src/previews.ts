import { renderForm as renderDiscordForm } from './adapters/discord/form.ts';
import { limits as discordLimits } from './adapters/discord/limits.ts';
import { render as renderDiscord } from './adapters/discord/render.ts';
import { type Origin, renderForm as renderSlackForm } from './adapters/slack/form.ts';
import { limits as slackLimits } from './adapters/slack/limits.ts';
import { render as renderSlack } from './adapters/slack/render.ts';
import { discordLook, type Preview, slackLook } from './adapters/web/index.ts';
import { asCarried } from './core/carried.ts';
import { fit, formOf } from './core/fit.ts';
import type { Form } from './core/form.ts';
import type { Limits } from './core/ports.ts';
import type { Reply } from './core/reply.ts';

/** Where a form on Slack is opened: a channel made up, since the playground has none of Slack's. */
const origin: Omit<Origin, 'action'> = {
  channel: 'C0123456789',
  thread: null,
  isPrivate: true,
  isThreadOpen: false,
  responseUrl: null,
};

const modalOf =
  (limits: Limits, render: (form: Form) => unknown) =>
  (reply: Reply): unknown => {
    const form = formOf(asCarried(reply, limits.carries), limits);
    return form && render(form);
  };

/** What each platform would be sent for a reply, by its own renderer, for the pages to show: no adapter knows another. */
export const previews: Preview[] = [
  {
    name: 'Slack',
    payloads: (reply) => fit(asCarried(reply, slackLimits.carries), slackLimits).map(renderSlack),
    modal: modalOf(slackLimits, (form) => renderSlackForm(form, origin)),
    look: slackLook,
  },
  {
    name: 'Discord',
    payloads: (reply) => fit(asCarried(reply, discordLimits.carries), discordLimits).map(renderDiscord),
    modal: modalOf(discordLimits, renderDiscordForm),
    look: discordLook,
  },
];
