import { limits as discordLimits } from './adapters/discord/limits.ts';
import { render as renderDiscord } from './adapters/discord/render.ts';
import { limits as slackLimits } from './adapters/slack/limits.ts';
import { render as renderSlack } from './adapters/slack/render.ts';
import { discordLook, type Preview, slackLook } from './adapters/web/index.ts';
import { fit } from './core/fit.ts';

/** What each platform would be sent for a reply, by its own renderer, for the pages to show: no adapter knows another. */
export const previews: Preview[] = [
  { name: 'Slack', payloads: (reply) => fit(reply, slackLimits).map(renderSlack), look: slackLook },
  { name: 'Discord', payloads: (reply) => fit(reply, discordLimits).map(renderDiscord), look: discordLook },
];
