import type { types } from '@slack/bolt';
import { encodeIntent } from '../../core/intent.ts';
import {
  type Block,
  type Button,
  barsText,
  type Feedback,
  fileText,
  formButton,
  type Inline,
  inlineText,
  plainText,
  type Reply,
  sourceLine,
  strong,
  type Table,
  text,
} from '../../core/reply.ts';
import { byEmoji, escapeText, plain } from './text.ts';

/** What goes to `chat.postMessage` or a response URL, besides where it belongs. */
export type Message = {
  text: string;
  blocks?: types.KnownBlock[];
  mrkdwn: false;
  unfurl_links: false;
  unfurl_media: false;
};

/**
 * A reply that fits as a Slack message. Every text is a literal element (`rich_text`, `plain_text`, `raw_text`), so nothing in it can ping,
 * link or format, and only the name of an emoji is more than its letters. `text` is all of it again, for screen readers and notifications, and
 * for when Slack refuses the blocks.
 */
export const render = (reply: Reply): Message => renderFrom('', reply);

/**
 * The same for a workspace, whose id its buttons carry. Where a whole organisation installed us, Slack says with a click only which workspace the
 * person belongs to, and that may be another one.
 */
export const renderIn = (workspace: string, reply: Reply): Message => renderFrom(`${workspace}.`, reply);

const renderFrom = (origin: string, reply: Reply): Message => ({
  ...renderPlain(reply),
  blocks: reply.blocks.flatMap((block, index) => renderBlock(block, `${origin}${index}`)),
});

/** The workspace of the message whose button this was; null where it does not say it (sent before 29 November 2026). */
export const workspaceIn = (action: string | null | undefined): string | null =>
  /^(\w+)\.\d+\.\d+$/.exec(action ?? '')?.[1] ?? null;

/** The same without blocks. */
export const renderPlain = (reply: Reply): Message => ({
  text: escapeText(plainText(reply)),
  mrkdwn: false,
  unfurl_links: false,
  unfurl_media: false,
});

/** A block as Slack's blocks: none where it holds no text, since Slack refuses a message with an empty text in it. `place` is unique in a message. */
export function renderBlock(block: Block, place = '0'): types.KnownBlock[] {
  if (hasButtons.has(block.type)) return draw(block, place);
  const made = rendered.get(block) ?? draw(block, place);
  rendered.set(block, made);
  return made;
}

/** A block is measured and then sent, and an entry's are sent again and again. */
const rendered = new WeakMap<Block, types.KnownBlock[]>();
/** Blocks whose elements are named after their place. */
const hasButtons = new Set<Block['type']>(['buttons', 'choices', 'form', 'feedback']);

function draw(block: Block, place: string): types.KnownBlock[] {
  switch (block.type) {
    case 'heading':
      return block.text ? [{ type: 'header', text: plain(block.text) }] : [];
    case 'text':
      return inlineText(block.inlines) ? [{ type: 'rich_text', elements: [section(block.inlines)] }] : [];
    case 'list':
      return list(block.items.filter(inlineText));
    case 'table':
      return table(block);
    case 'bars':
      return renderBlock(barsText(block), place);
    case 'picture': // where it cannot be uploaded (upload.ts), it is said in words
      return renderBlock(text(block.alt), place);
    case 'file':
      return renderBlock(fileText(block), place);
    case 'link': // in a text, since a button that leads somewhere is a click that we would have to answer
      return [
        {
          type: 'rich_text',
          elements: [{ type: 'rich_text_section', elements: [{ type: 'link', url: block.url, text: block.label }] }],
        },
      ];
    case 'buttons':
      return actions(block.buttons, place);
    case 'choices':
      return actions(block.choices, place);
    case 'form':
      return actions([formButton(block)], place);
    case 'feedback':
      return [feedback(block, place)];
    case 'sources':
      return block.sources.length ? [{ type: 'context', elements: [plain(sourceLine(block.sources))] }] : [];
  }
}

/** In the reader's own time zone. https://docs.slack.dev/reference/block-kit/blocks/rich-text-block#date-element-type */
const dateFormat = '{date_short_pretty} at {time}';

const styles = { strong: { bold: true }, emphasis: { italic: true }, code: { code: true } } as const;

const section = (inlines: Inline[]): types.RichTextSection => ({
  type: 'rich_text_section',
  elements: inlines
    .filter(({ text }) => text)
    .flatMap(({ text, mark, time }): types.RichTextElement[] => {
      if (time !== undefined) return [{ type: 'date', timestamp: Math.floor(time / 1_000), format: dateFormat, fallback: text }];
      const style = mark ? { style: styles[mark] } : {};
      if (mark === 'code') return [{ type: 'text', text, ...style }];
      return byEmoji(text).flatMap((part, at): types.RichTextElement[] => {
        if (at % 2 === 1) return [{ type: 'emoji', name: part }];
        return part ? [{ type: 'text', text: part, ...style }] : [];
      });
    }),
});

const list = (items: Inline[][]): types.KnownBlock[] =>
  items.length
    ? [{ type: 'rich_text', elements: [{ type: 'rich_text_list', style: 'bullet', elements: items.map(section) }] }]
    : [];

function table({ caption, columns, rows }: Table): types.KnownBlock[] {
  // "The minimum length is 1 character": an empty cell loses the whole message (https://github.com/vercel/chat/pull/373).
  const cell = (text: string): types.RawTextElement => ({ type: 'raw_text', text: text || ' ' });
  return [
    ...renderBlock({ type: 'text', inlines: [strong(caption)] }),
    {
      type: 'table',
      rows: [columns, ...rows].map((row) => row.map(cell)),
      column_settings: columns.map(() => ({ is_wrapped: true })),
    },
  ];
}

const actions = (buttons: Button[], place: string): types.KnownBlock[] =>
  buttons.length
    ? [
        {
          type: 'actions',
          elements: buttons.map(({ label, intent }, index) => ({
            type: 'button',
            text: plain(label),
            action_id: `${place}.${index}`,
            value: encodeIntent(intent),
          })),
        },
      ]
    : [];

/** https://docs.slack.dev/reference/block-kit/block-elements/feedback-buttons-element */
const feedback = ({ good, bad }: Feedback, place: string): types.ContextActionsBlock => ({
  type: 'context_actions',
  elements: [
    {
      type: 'feedback_buttons',
      action_id: `${place}.0`,
      positive_button: { text: plain(good.label), value: encodeIntent(good.intent) },
      negative_button: { text: plain(bad.label), value: encodeIntent(bad.intent) },
    },
  ],
});
