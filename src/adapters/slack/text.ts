import type { types } from '@slack/bolt';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const characters: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/**
 * Literal text for a field that Slack reads as markup: no mention, link or command comes to life.
 * https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export const escapeText = (text: string): string =>
  special.test(text) ? text.replace(/[&<>]/g, (character) => entities[character] ?? character) : text;
const special = /[&<>]/;

export const unescapeText = (text: string): string => text.replace(/&(?:amp|lt|gt);/g, (entity) => characters[entity] ?? entity);

/**
 * What a person saw of a message whose text Slack sends as markup: `<@U1>` is `@U1`, `<#C1|general>` is `#general`, `<https://x|here>` is
 * `here`. Angle brackets somebody typed arrive escaped, so any bare one is Slack's own.
 * https://docs.slack.dev/messaging/formatting-message-text#advanced
 */
export const readMarkup = (markup: string): string =>
  unescapeText(
    markup.replace(/<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>/g, (_, sigil: string, target: string, label = '') => {
      if (sigil === '#') return `#${label || target}`;
      if (sigil === '' || target.startsWith('date^')) return label || target;
      return `@${(label || target.replace('subteam^', '')).replace(/^@/, '')}`;
    }),
  );

/** Literal text where Slack reads no markup. `emoji: false` keeps `:tada:` the six characters it is. */
export const plain = (text: string): types.PlainTextElement => ({ type: 'plain_text', text, emoji: false });
