import { z } from 'zod';
import { type Form, shownValue } from './form.ts';
import type { Intent } from './intent.ts';
import type { Answer } from './knowledge/ask.ts';

/** A run of literal text. Never markup: a renderer escapes it, so what a person typed shows as typed. */
export type Inline = {
  text: string;
  mark?: 'strong' | 'emphasis' | 'code';
  /** A moment, ms since 1970: where the platform can, it shows this in the reader's own time zone instead of the text. */
  time?: number;
};

export type Button = { label: string; intent: Intent };

/** Where a statement comes from: the pack's source, one of its sections, and its year. */
export type Source = { title: string; section: string; author: string; year: number };

export type Heading = { type: 'heading'; text: string };
/** `field`: the name of a field of a form that was just sent, if the text says what is wrong with it. */
export type Text = { type: 'text'; inlines: Inline[]; field?: string };
type List = { type: 'list'; items: Inline[][] };
/** `rows` have as many cells as `columns`; the first column names the row. */
export type Table = { type: 'table'; caption: string; columns: string[]; rows: string[][] };
/** What the reader can do next. */
export type Buttons = { type: 'buttons'; buttons: Button[] };
/** What a reply offers, such as the readings of a question: the reader picks one by a click, or by its number. */
export type Choices = { type: 'choices'; choices: Button[] };
/** Whether an answer helped: two buttons, shown as quietly as the platform can. */
export type Feedback = { type: 'feedback'; good: Button; bad: Button };
type Sources = { type: 'sources'; sources: Source[] };

/** A page to open, at an address of our own making: what a person typed is never linked. `label` says where it leads. */
export type Link = { type: 'link'; label: string; url: string };

/** One number: `value` in the unit of `most`, below zero if it points the other way; `shown` is the number as text. */
type Bar = { label: string; value: number; shown: string };
/** Numbers side by side, a bar for each; the longest possible bar is worth `most`. */
export type Bars = { type: 'bars'; caption: string; most: number; bars: Bar[] };
/** A drawing, as SVG that loads nothing; `alt` says all that it shows, for people who cannot see it and platforms that cannot show it. */
export type Picture = { type: 'picture'; name: string; alt: string; svg: string };
/** A text to download as a file of this name. If a platform cannot give people files, `fileText` shows it in place. */
export type FileBlock = { type: 'file'; name: string; mediaType: string; content: string };
/**
 * A form. If what happened can open one (a command, a click), it is opened in place of the whole reply. Otherwise the reply is shown, and in it the
 * form is a button with its title, whose intent `open` brings this block again.
 */
export type FormBlock = { type: 'form'; form: Form; open: Intent };

export type Block =
  | Heading
  | Text
  | List
  | Table
  | Bars
  | Picture
  | FileBlock
  | Link
  | Buttons
  | Choices
  | Sources
  | Feedback
  | FormBlock;

/** Who sees a reply: only the asker, the thread in which it was asked, or the whole channel (a private answer that somebody shares). */
export type Audience = 'asker' | 'thread' | 'channel';

/** What goes out: blocks to show, and to whom. */
export type Reply = {
  audience: Audience;
  blocks: Block[];
  /** What was found if a question was answered, the surest one of several; for scripts. */
  answer: Answer | null;
  /** Whether it takes the place of the message whose button brought it, if the platform can do that. */
  replaces: boolean;
  /** What a script gets instead of blocks. */
  data: object | null;
  /** The id of a scorecard that it shows to everybody there. Where its message is gets kept, so that it can be redrawn. */
  board: string | null;
};

/** A reply that is blocks and nothing else. */
export const plainReply = (audience: Audience, ...blocks: Block[]): Reply => ({
  audience,
  blocks,
  answer: null,
  replaces: false,
  data: null,
  board: null,
});

/** Blocks as everybody in a place sees them. */
export const announcement = (blocks: Block[]): Reply => plainReply('channel', ...blocks);

export const heading = (text: string): Heading => ({ type: 'heading', text });
export const text = (...parts: (string | Inline)[]): Text => ({ type: 'text', inlines: inlines(parts) });
export const list = (items: (string | Inline)[][]): List => ({ type: 'list', items: items.map(inlines) });
export const table = (caption: string, columns: string[], rows: string[][]): Table => ({ type: 'table', caption, columns, rows });
export const bars = (caption: string, most: number, all: Bar[]): Bars => ({ type: 'bars', caption, most, bars: all });
export const picture = (name: string, alt: string, svg: string): Picture => ({ type: 'picture', name, alt, svg });
export const file = (name: string, mediaType: string, content: string): FileBlock => ({ type: 'file', name, mediaType, content });
export const buttons = (...all: Button[]): Buttons => ({ type: 'buttons', buttons: all });
export const choices = (...all: Button[]): Choices => ({ type: 'choices', choices: all });
export const sources = (all: Source[]): Sources => ({ type: 'sources', sources: all });
export const feedback = (good: Button, bad: Button): Feedback => ({ type: 'feedback', good, bad });
/** What a link may lead to. */
const Address = z.url({ protocol: /^https?$/ });
/** @throws ZodError if the address is not http or https */
export const link = (label: string, url: string): Link => ({ type: 'link', label, url: Address.parse(url) });
export const form = (form: Form, open: Intent): FormBlock => ({ type: 'form', form, open });
export const strong = (text: string): Inline => ({ text, mark: 'strong' });
export const code = (text: string): Inline => ({ text, mark: 'code' });

const inlines = (parts: (string | Inline)[]): Inline[] => parts.map((part) => (typeof part === 'string' ? { text: part } : part));

/** The button that stands for a form if it cannot be opened at once. */
export const formButton = ({ form, open }: FormBlock): Button => ({ label: form.title, intent: open });

/** Everything that the buttons and the form of a block ask for. */
export function intentsIn(block: Block): Intent[] {
  switch (block.type) {
    case 'buttons':
      return block.buttons.map(({ intent }) => intent);
    case 'choices':
      return block.choices.map(({ intent }) => intent);
    case 'feedback':
      return [block.good.intent, block.bad.intent];
    case 'form':
      return [block.open, block.form.submit];
    default:
      return [];
  }
}

/** A block that asks for something else in each of these places. */
export function withIntents(block: Block, change: (intent: Intent) => Intent): Block {
  const changed = (button: Button): Button => ({ ...button, intent: change(button.intent) });
  switch (block.type) {
    case 'buttons':
      return { ...block, buttons: block.buttons.map(changed) };
    case 'choices':
      return { ...block, choices: block.choices.map(changed) };
    case 'feedback':
      return { ...block, good: changed(block.good), bad: changed(block.bad) };
    case 'form':
      return { ...block, open: change(block.open), form: { ...block.form, submit: change(block.form.submit) } };
    default:
      return block;
  }
}

/** The text of a run of inlines, marks dropped. */
export const inlineText = (inlines: Inline[]): string => inlines.map((inline) => inline.text).join('');

/** What replies say is wrong with the fields of a form that was just sent, by field. */
export const problemsIn = (...replies: Reply[]): Record<string, string> =>
  Object.fromEntries(
    replies
      .flatMap(({ blocks }) => blocks)
      .flatMap((block) => (block.type === 'text' && block.field ? [[block.field, inlineText(block.inlines)]] : [])),
  );

/** One quiet line naming where a statement comes from: `Source: title (author, year): section; section`. */
export function sourceLine(sources: Source[]): string {
  const works = Map.groupBy(sources, ({ title, author, year }) => `${title} (${author}, ${year})`);
  return `Source: ${[...works].map(([work, cited]) => `${work}: ${cited.map(({ section }) => section).join('; ')}`).join('. ')}`;
}

/** A block without any markup, for screen readers, notifications, scripts and platforms that refuse the rich form. */
export function plainBlock(block: Block): string {
  switch (block.type) {
    case 'heading':
      return block.text;
    case 'text':
      return inlineText(block.inlines);
    case 'list':
      return block.items.map((item) => `• ${inlineText(item)}`).join('\n');
    case 'table':
      return [block.caption, ...block.rows.map((row) => plainRow(block.columns, row))].join('\n');
    case 'bars':
      return [block.caption, ...block.bars.map(({ label, shown }) => `${label}: ${shown}`)].filter(Boolean).join('\n');
    case 'picture':
      return block.alt;
    case 'file':
      return inlineText(fileText(block).inlines);
    case 'link':
      return `${block.label}: ${block.url}`;
    case 'buttons':
      return block.buttons.map((button) => `→ ${button.label}`).join('\n');
    case 'choices':
      return block.choices.map((choice, index) => `${index + 1}. ${choice.label}`).join('\n');
    case 'sources':
      return sourceLine(block.sources);
    case 'feedback':
      return `${block.good.label} / ${block.bad.label}`;
    case 'form':
      return plainForm(block.form);
  }
}

/** Cells of a bar in text: few enough for a phone. */
const cells = 10;

/** Bars as text: one line each, the bar made of block characters, shaded if it points the other way. */
export function barsText({ caption, most, bars }: Bars): Text {
  const lines = bars.flatMap(({ label, value, shown }): (string | Inline)[] => {
    const filled = Math.min(cells, Math.round((Math.abs(value) / most) * cells));
    return ['\n', code(`${(value < 0 ? '▒' : '█').repeat(filled)}${'·'.repeat(cells - filled)}`), ` ${shown} ${label}`];
  });
  return text(...(caption ? [strong(caption), ...lines] : lines.slice(1)));
}

/** A file as text: its name, and what is in it. */
export const fileText = ({ name, content }: FileBlock): Text => text(strong(name), `\n\n${content}`);

/** A whole reply as plain text, blocks a blank line apart. */
export const plainText = (reply: Reply): string => reply.blocks.map(plainBlock).join('\n\n');

/** A table row in words: `Name: Column: cell | Column: cell`. */
const plainRow = (columns: string[], [name, ...cells]: string[]): string =>
  `${columns[0] ? `${columns[0]}: ` : ''}${name}: ${cells.map((cell, index) => `${columns[index + 1]}: ${cell}`).join(' | ')}`;

/** A form's title, and one line for each field: what it asks, what can be picked, what it says now. */
const plainForm = ({ title, fields }: Form): string =>
  [
    title,
    ...fields.map((field) => {
      const options = 'options' in field ? field.options.map(({ label }) => label).join(' / ') : '';
      const now = shownValue(field);
      return `• ${[field.label, field.hint, options && `(${options})`].filter(Boolean).join(' ')}${now && `: ${now}`}`;
    }),
  ].join('\n');
