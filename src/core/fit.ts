import { shorten, wholeCharactersBefore } from './cut.ts';
import { type Form, fitForm } from './form.ts';
import type { Limits } from './ports.ts';
import {
  type Block,
  type Button,
  type Buttons,
  barsText,
  buttons,
  type Choices,
  choices,
  type FormBlock,
  fileText,
  formButton,
  type Inline,
  inlineText,
  list,
  plainBlock,
  type Reply,
  sources,
  type Table,
  text,
} from './reply.ts';

/**
 * Splits a reply into replies that each render within a platform's limits. Nothing is dropped: long texts, lists and tables continue in the
 * next block or message; a label or heading that is too long for its place is shortened, and a text has it in full.
 */
export function fit(reply: Reply, limits: Limits): Reply[] {
  const { message } = limits;
  const plus = (used: Used, block: Block): Used => {
    const { blocks, characters } = limits.measure(block);
    const tables = used.tables + (block.type === 'table' ? 1 : 0);
    return { blocks: used.blocks + blocks, characters: used.characters + characters, tables };
  };
  const isWithin = ({ blocks, characters, tables }: Used): boolean =>
    blocks <= message.blocks && characters <= message.characters && tables <= message.tables;
  const messages: Block[][] = [];
  let used = nothing;
  for (const block of withWords(reply.blocks, limits).flatMap((each) => fitBlock(each, limits))) {
    const current = messages.at(-1) ?? [];
    const grown = plus(used, block);
    if (current.length > 0 && isWithin(grown)) {
      current.push(block);
      used = grown;
      continue;
    }
    // A heading stays with what it heads, if there is room for both.
    const last = current.length > 1 ? current.at(-1) : undefined;
    const together = last?.type === 'heading' ? [last, block] : [block];
    const next = isWithin(together.reduce(plus, nothing)) ? together : [block];
    if (next.length > 1) current.pop();
    messages.push(next);
    used = next.reduce(plus, nothing);
  }
  return messages.map((blocks) => ({ ...reply, blocks }));
}

/** How much of a message is used up. */
type Used = Limits['message'];
const nothing: Used = { blocks: 0, characters: 0, tables: 0 };

/** Adds a sentence to a form that is the whole reply, since its button should not stand alone. */
function withWords(blocks: Block[], limits: Limits): Block[] {
  const [block, ...others] = blocks;
  const isAlone = block?.type === 'form' && others.length === 0 && fitOpened(block, limits) !== null;
  return isAlone ? [text('Press the button: it opens a form.'), block] : blocks;
}

/** The form to open for a reply, within a platform's limits; null if it has none, or one that the platform cannot carry. */
export function formOf(reply: Reply, limits: Limits): Form | null {
  const block = reply.blocks.find((each) => each.type === 'form');
  return block ? fitOpened(block, limits) : null;
}

/** The first form to open for some replies. */
export const formIn = (replies: Reply[], limits: Limits): Form | null =>
  replies.map((reply) => formOf(reply, limits)).find((form) => form !== null) ?? null;

/** At most `most` of these messages. If some are left out, the last one says so instead. */
export function atMost(most: number, parts: Reply[], tooLong: Block): Reply[] {
  const last = parts[most - 1];
  return last && parts.length > most ? [...parts.slice(0, most - 1), { ...last, blocks: [tooLong] }] : parts;
}

const fitOpened = ({ form }: FormBlock, limits: Limits): Form | null => fitForm(form, limits.form);

const tooBig = 'There is a form for this, but it is too big for here. Please say it in words: "help" lists them.';

/** One block as the blocks it takes, each within the limits of its type and of a message. */
function fitBlock(block: Block, limits: Limits): Block[] {
  const fits = (each: Block): boolean => {
    const size = limits.measure(each);
    return (
      size.characters <= Math.min(limits.characters[each.type], limits.message.characters) && size.blocks <= limits.message.blocks
    );
  };
  if (isRegular(block, limits) && fits(block)) return [block];
  switch (block.type) {
    case 'heading':
      return fitBlock(text({ text: block.text, mark: 'strong' }), limits);
    case 'text':
      return splitInlines(block.inlines, (part) => fits(text(...part))).map((part) => text(...part));
    case 'list': {
      const items = block.items.flatMap((item) =>
        fits(list([item])) ? [item] : splitInlines(item, (part) => fits(list([part]))),
      );
      return gather(items, list, fits);
    }
    case 'sources':
      return gather(block.sources, sources, fits).flatMap((part) =>
        fits(part) ? [part] : fitBlock(text(plainBlock(part)), limits),
      );
    case 'feedback':
      return [];
    case 'table':
      return fitTable(block, limits, fits);
    case 'bars':
      return gather(block.bars, (part) => ({ ...block, bars: part }), fits).flatMap((part) =>
        fits(part) || part.type !== 'bars' ? [part] : fitBlock(barsText(part), limits),
      );
    case 'picture':
      return fitBlock(text(block.alt), limits);
    case 'file':
      return fitBlock(fileText(block), limits);
    case 'link':
      return fitBlock(text(plainBlock(block)), limits);
    case 'buttons':
    case 'choices':
      return fitButtons(block, limits, fits);
    case 'form':
      return fitBlock(fitOpened(block, limits) ? buttons(formButton(block)) : text(tooBig), limits);
  }
}

/** Whether nothing in a block breaks a limit of its own, so that it only has to be small enough as a whole. */
function isRegular(block: Block, { table, buttons }: Limits): boolean {
  const isShort = (all: Button[]): boolean =>
    all.length <= buttons.count && all.every(({ label }) => label.length <= buttons.label);
  switch (block.type) {
    case 'table':
      return block.columns.length <= table.columns && block.rows.length <= table.rows;
    case 'buttons':
      return isShort(block.buttons);
    case 'choices':
      return isShort(block.choices);
    case 'link':
      return block.label.length <= buttons.label;
    default:
      return block.type !== 'form';
  }
}

/** Consecutive items in as few blocks as fit; an item that does not fit alone stands alone. */
function gather<Item>(items: Item[], make: (items: Item[]) => Block, fits: (block: Block, items: Item[]) => boolean): Block[] {
  const groups: Item[][] = [];
  for (const item of items) {
    const last = groups.at(-1);
    if (last && fits(make([...last, item]), [...last, item])) last.push(item);
    else groups.push([item]);
  }
  return groups.map(make);
}

/** Pieces that fit, cut at a line break, a sentence's end or a space where there is one in the second half, never inside a character. */
function splitInlines(inlines: Inline[], fits: (inlines: Inline[]) => boolean): Inline[][] {
  const pieces: Inline[][] = [];
  let rest = inlines;
  while (inlineText(rest).length > 0 && !fits(rest)) {
    const length = inlineText(rest).length;
    let low = 1;
    let high = length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (fits(cut(rest, middle)[0])) low = middle;
      else high = middle - 1;
    }
    const [piece, remaining] = cut(rest, breakBefore(inlineText(rest), low));
    if (inlineText(remaining).length === 0) break;
    pieces.push(piece);
    rest = remaining;
  }
  return [...pieces, rest].filter((piece) => inlineText(piece).length > 0);
}

function cut(inlines: Inline[], at: number): [Inline[], Inline[]] {
  const before: Inline[] = [];
  const after: Inline[] = [];
  let left = at;
  for (const inline of inlines) {
    const { time: _whole, ...words } = inline; // a moment that is cut in two is words
    const taken = Math.min(left, inline.text.length);
    const isCut = taken > 0 && taken < inline.text.length;
    const kept = isCut ? words : inline;
    if (taken > 0) before.push({ ...kept, text: inline.text.slice(0, taken) });
    if (taken < inline.text.length) after.push({ ...kept, text: inline.text.slice(taken) });
    left -= taken;
  }
  return [before, after];
}

/** Where to cut at or before `at`: after a line break, else after a sentence, else after a space, else between whole characters. */
function breakBefore(said: string, at: number): number {
  const head = said.slice(0, at);
  const after = (mark: string): number => head.lastIndexOf(mark) + mark.length;
  const sentence = Math.max(...['. ', '! ', '? '].map(after));
  const boundary = [after('\n'), sentence, after(' ')].find((found) => found > at / 2);
  return boundary ?? wholeCharactersBefore(said, at);
}

/** Rows in as many tables as needed, each under the column names. What no table can hold becomes a list, one item for each row. */
function fitTable(block: Table, limits: Limits, fits: (block: Block) => boolean): Block[] {
  const rowFits = (row: string[]): boolean => fits({ ...block, rows: [row] });
  const isTabular = block.columns.length <= limits.table.columns && block.rows.every(rowFits);
  if (!isTabular) {
    const said = (cell: string, column: number): Inline[] => [
      { text: block.columns[column] ? `${column === 0 ? '' : '\n'}${block.columns[column]}: ` : '' },
      column === 0 ? { text: cell, mark: 'strong' } : { text: cell },
    ];
    const rows = block.rows.map((row) => row.flatMap(said).filter((inline) => inline.text !== ''));
    return [
      ...(block.caption ? fitBlock(text({ text: block.caption, mark: 'strong' }), limits) : []),
      ...fitBlock(list(rows), limits),
    ];
  }
  return gather(
    block.rows,
    (rows) => ({ ...block, rows }),
    (part, rows) => rows.length <= limits.table.rows && fits(part),
  );
}

/** As many rows of buttons as needed. A label that is too long is shortened, and a text above says it in full. */
function fitButtons(block: Buttons | Choices, limits: Limits, fits: (block: Block) => boolean): Block[] {
  const { label: longest, count } = limits.buttons;
  const all = block.type === 'buttons' ? block.buttons : block.choices;
  const inWords = all.filter(({ label }) => label.length > longest).map(({ label }) => [{ text: label }]);
  const short = all.map((button) => ({ ...button, label: shorten(button.label, longest) }));
  const make = (part: Button[]): Block => (block.type === 'buttons' ? buttons(...part) : choices(...part));
  const rows = gather(short, make, (part, row) => row.length <= count && fits(part));
  return [...(inWords.length > 0 ? fitBlock(list(inWords), limits) : []), ...rows];
}

/** No limits at all, for what scrolls. */
export const unlimited: Limits = {
  message: { blocks: Infinity, characters: Infinity, tables: Infinity },
  characters: {
    heading: Infinity,
    text: Infinity,
    list: Infinity,
    table: Infinity,
    bars: Infinity,
    picture: Infinity,
    file: Infinity,
    link: Infinity,
    buttons: Infinity,
    choices: Infinity,
    sources: Infinity,
    feedback: Infinity,
    form: Infinity,
  },
  table: { rows: Infinity, columns: Infinity },
  buttons: { count: Infinity, label: Infinity },
  carries: Infinity,
  form: {
    fields: Infinity,
    title: Infinity,
    label: Infinity,
    hint: Infinity,
    submitLabel: Infinity,
    option: { label: Infinity, value: Infinity, count: Infinity },
    text: Infinity,
  },
  measure: (block) => ({ blocks: 1, characters: plainBlock(block).length }),
};
