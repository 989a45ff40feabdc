import { encodeIntent } from '../../core/intent.ts';
import {
  type Block,
  type Button,
  barsText,
  type FileBlock,
  formButton,
  type Reply,
  sourceLine,
  type Table,
} from '../../core/reply.ts';
import { bold, literal, literalLine, marked } from './markdown.ts';

/**
 * What of a message we use. https://docs.discord.com/developers/components/reference; the types are ours, and numbers, so that whoever
 * only renders need not load discord.js.
 */
export type Message = { flags?: number; content?: string; components?: Component[]; allowed_mentions: typeof silent };
export type Component = (ActionRow | TextDisplay | MediaGallery | FileComponent) & { id?: number };
type ActionRow = { type: 1; components: (ButtonComponent | LinkButton)[] };
type ButtonComponent = { type: 2; style: typeof secondary; label: string; custom_id: string };
/** https://docs.discord.com/developers/components/reference#button */
type LinkButton = { type: 2; style: typeof leading; label: string; url: string };
type TextDisplay = { type: 10; content: string };
/** https://docs.discord.com/developers/components/reference#media-gallery */
type MediaGallery = { type: 12; items: { media: { url: string }; description: string }[] };
/** https://docs.discord.com/developers/components/reference#file */
type FileComponent = { type: 13; file: { url: string } };

const secondary = 2;
const leading = 5;
const isComponentsV2 = 1 << 15;

/** Whatever the text says, nobody is pinged. https://docs.discord.com/developers/resources/message#allowed-mentions-object */
const silent = { parse: [] as const, replied_user: false };

/** A reply as one message of Components V2. Takes one that `fit` has split: it does not look at the limits. */
export function render(reply: Reply): Message {
  const components: Component[] = [];
  for (const block of reply.blocks) components.push(...renderBlock(block, buttonsIn(components)));
  return { flags: isComponentsV2, components, allowed_mentions: silent };
}

/** Text alone, for when Discord refuses the components. */
export const renderPlain = (text: string): Message => ({ content: literal(text), allowed_mentions: silent });

/**
 * A block as components; none where there is nothing to show, since Discord refuses empty text. `firstButton` counts the buttons above it:
 * their ids are unique within a message (https://docs.discord.com/developers/components/reference#anatomy-of-a-component-custom-id).
 */
export function renderBlock(block: Block, firstButton = 0): Component[] {
  switch (block.type) {
    case 'heading': {
      // A heading loses the `#` at its end, escaped or not ("C#"): inside bold it stays.
      const line = literalLine(block.text).trim();
      return display(line && `### ${line.endsWith('#') ? `**${line}**` : line}`);
    }
    case 'text':
      return display(marked(block.inlines));
    case 'list': {
      // A line that starts with blanks belongs to the item above it.
      const items = block.items.map((item) => marked(item, '\n  ')).filter((item) => item.trim() !== '');
      return display(items.map((item) => `- ${item}`).join('\n'));
    }
    case 'table':
      return display(tableMarkdown(block));
    case 'bars':
      return renderBlock(barsText(block));
    case 'sources':
      return display(block.sources.length === 0 ? '' : `-# ${literalLine(sourceLine(block.sources))}`);
    case 'picture': // the file goes with the message under the same name
      return [{ type: 12, items: [{ media: { url: `attachment://${block.name}.png` }, description: block.alt.toWellFormed() }] }];
    case 'file':
      return [{ type: 13, file: { url: `attachment://${fileName(block)}` } }];
    case 'link':
      return [{ type: 1, components: [{ type: 2, style: leading, label: block.label.toWellFormed(), url: block.url }] }];
    case 'buttons':
      return rowsOf(block.buttons, firstButton);
    case 'choices':
      return rowsOf(block.choices, firstButton);
    case 'feedback':
      return rowsOf([block.good, block.bad], firstButton);
    case 'form':
      return rowsOf([formButton(block)], firstButton);
  }
}

const display = (content: string): TextDisplay[] => (content.trim() === '' ? [] : [{ type: 10, content }]);

/** Discord changes other characters of a file's name, and then what refers to it finds nothing (weak: measured by others). */
export const fileName = ({ name }: FileBlock): string => name.replace(/[^\w.-]+/g, '_');

/** Columns do not fit on a phone: each row becomes its name and a line a cell. */
const tableMarkdown = ({ caption, columns, rows }: Table): string =>
  [bold(caption), ...rows.map((row) => rowMarkdown(row.map((cell, index) => [columns[index], cell].filter(Boolean).join(': '))))]
    .filter(Boolean)
    .join('\n\n');

const rowMarkdown = ([name = '', ...cells]: string[]): string =>
  [bold(name), ...cells.map(literalLine)].filter(Boolean).join('\n');

/** https://docs.discord.com/developers/components/reference#action-row */
const buttonsInRow = 5;

const rowsOf = (all: Button[], first: number): ActionRow[] =>
  Array.from({ length: Math.ceil(all.length / buttonsInRow) }, (_, row) => ({
    type: 1,
    components: all
      .slice(row * buttonsInRow, (row + 1) * buttonsInRow)
      .map((each, index) => renderButton(each, first + row * buttonsInRow + index)),
  }));

const renderButton = ({ label, intent }: Button, index: number): ButtonComponent => ({
  type: 2,
  style: secondary,
  label: label.toWellFormed(),
  custom_id: `${index}:${encodeIntent(intent)}`,
});

/** The encoded intent that a button of ours carries. */
export const actionOf = (customId: string): string => customId.replace(/^\d+:/, '');

const buttonsIn = (components: Component[]): number =>
  components.reduce((sum, each) => sum + ('components' in each ? each.components.length : 0), 0);
