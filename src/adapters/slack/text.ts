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
 * `here`, `*bold*` is `bold`. Angle brackets somebody typed arrive escaped, so any bare one is Slack's own.
 * https://docs.slack.dev/messaging/formatting-message-text#advanced
 */
export const readMarkup = (markup: string): string =>
  unescapeText(
    withoutEmphasis(
      markup.replace(/<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>/g, (_, sigil: string, target: string, label = '') => {
        if (sigil === '#') return `#${label || target}`;
        if (sigil === '' || target.startsWith('date^')) return label || target;
        return `@${(label || target.replace('subteam^', '')).replace(/^@/, '')}`;
      }),
    ),
  );

/** Where a text names this user. */
export const mention = (user: string): RegExp => new RegExp(`<@${user}(?:\\|[^>]*)?>`);

/** What a person saw of a message, without the name of this user. */
export const withoutMention = (markup: string, botUser: string): string =>
  readMarkup(markup.replace(new RegExp(` ?${mention(botUser).source}[:,]?`, 'g'), '')).trim();

/** Marks of bold, italic and struck words count at the ends of words; they stand within one another in whichever order. */
const emphasis = ['*_~', '_~*', '~*_'].map(([mark, ...others]) => {
  const [before, after] = [`(?<![^\\s(${others.join('')}])`, `(?![^\\s).,:;?!${others.join('')}])`];
  return new RegExp(`${before}\\${mark}(?![\\s${mark}])([^\\n${mark}]*[^\\s${mark}])\\${mark}${after}`, 'g');
});

const withoutEmphasis = (text: string): string =>
  text
    .split(/(```[\s\S]*?```)/)
    .map((part, at) =>
      at % 2 === 1 ? part : [...emphasis, ...emphasis].reduce((rest, marked) => rest.replace(marked, '$1'), part),
    )
    .join('');

/** Literal text where Slack reads no markup but the names of emoji. */
export const plain = (text: string): types.PlainTextElement => ({ type: 'plain_text', text, emoji: true });

/**
 * Slack gives us an emoji that somebody typed by its name, as `:tada:`, so such a name becomes an emoji again when we show it. A name that no emoji
 * has stays as it is written (weak: https://metacpan.org/pod/Slack::BlockKit::Block::RichText::Emoji). A name has no capital letters and is no
 * number, as in a time (`:30:`). A skin tone is no emoji by itself: else a run of them could be read in a great many ways.
 */
const emoji = /(?!\d+:|skin-tone-[2-6]:)[\p{Ll}\p{Lo}\p{N}_+'-]+(?:::skin-tone-[2-6])?|100/u.source;
const emojiName = new RegExp(`:(${emoji}):`, 'u');
/** Next to a Latin letter, a digit or another colon it is code: `key:value:`, `std::vec::new()`. */
const emojiRun = new RegExp(`(?<![A-Za-z\\d:])((?::(?:${emoji}):)+)(?![A-Za-z\\d:])`, 'u');

export const hasEmoji = (text: string): boolean => emojiRun.test(text);

/** A text as what stands between the names of emoji, and the names: by turns, beginning with a text. */
export const byEmoji = (text: string): string[] =>
  text.split(emojiRun).flatMap((part, at) => (at % 2 === 1 ? part.split(emojiName).slice(1, -1) : [part]));
