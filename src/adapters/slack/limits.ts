import type { Limits, Size } from '../../core/ports.ts';
import { type Block, plainBlock } from '../../core/reply.ts';
import { renderBlock } from './render.ts';
import { escapeText } from './text.ts';

/**
 * "For best results, limit the number of characters in the text field to 4,000 characters." Without blocks, a longer text is posted as
 * several messages (weak: measured at 4,041). https://docs.slack.dev/reference/methods/chat.postMessage#truncating
 */
const messageText = 4_000;

/** "The minimum length is 1 and maximum length is 3000 characters." https://docs.slack.dev/reference/block-kit/composition-objects/text-object */
const textObject = 3_000;

/** "You can include up to 50 blocks in each message." https://docs.slack.dev/reference/block-kit/blocks */
const blocks = 50;

/**
 * Screen readers read the top-level text and not the blocks, so it holds the whole message
 * (https://docs.slack.dev/reference/methods/chat.postMessage#accessibility), and it is what we post where Slack refuses the blocks. It is
 * therefore what bounds a message, less the blank lines between blocks. It also stays clear of the undocumented ceiling on the text of all
 * blocks together: 9,597 characters accepted, 11,341 refused (weak: https://github.com/slackapi/bolt-js/issues/2867).
 */
const message = messageText - 2 * blocks;

/**
 * What a button carries is in no text, so it counts only towards that ceiling, as far as anybody knows. This is what a character of it takes from
 * a message, so that both limits hold.
 */
const unread = message / 9_597;

export const limits: Limits = {
  message: {
    blocks,
    characters: message,
    // A second one is refused with `only_one_table_allowed` (weak: not in the reference, seen by several libraries).
    tables: 1,
  },
  characters: {
    // https://docs.slack.dev/reference/block-kit/blocks/header-block
    heading: 150,
    // No limit is documented for rich text; a text object's is the nearest (weak).
    text: textObject,
    list: textObject,
    // 10,000 for all tables of a message, documented for `data_table`: the message ends first.
    table: message,
    bars: textObject,
    picture: textObject,
    file: textObject,
    link: textObject,
    buttons: message,
    choices: message,
    sources: textObject,
    feedback: message,
    form: message,
  },
  // "Maximum 100 rows. Each row object is an array with a max of 20 table cells." The column names take one row.
  // https://docs.slack.dev/reference/block-kit/blocks/table-block
  table: { rows: 99, columns: 20 },
  buttons: {
    // https://docs.slack.dev/reference/block-kit/blocks/actions-block
    count: 25,
    // https://docs.slack.dev/reference/block-kit/block-elements/button-element
    label: 75,
  },
  // Of a button. A form's `private_metadata` has "max length of 3000 characters", and says where it was opened as well (form.ts).
  carries: 2_000,
  form: {
    // https://docs.slack.dev/reference/views/modal-views
    title: 24,
    submitLabel: 24,
    // "Max of 100 blocks"; a field is one.
    fields: 100,
    // https://docs.slack.dev/reference/block-kit/blocks/input-block
    label: 2_000,
    hint: 2_000,
    // The limits of a menu, which holds the most options. https://docs.slack.dev/reference/block-kit/composition-objects/option-object,
    // https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element
    option: { label: 75, value: 75, count: 100 },
    // https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element
    text: 3_000,
  },
  measure(block) {
    const known = measured.get(block);
    if (known) return known;
    const rendered = renderBlock(block);
    const size = { blocks: rendered.length, characters: charactersIn(block, rendered) };
    measured.set(block, size);
    return size;
  },
};

const measured = new WeakMap<Block, Size>();

/** Blocks that hold nothing but their plain text. */
const literal = new Set<Block['type']>(['heading', 'text', 'list', 'picture', 'sources']);

function charactersIn(block: Block, rendered: object[]): number {
  const { length } = escapeText(plainBlock(block));
  return literal.has(block.type) ? length : Math.max(length, carried(rendered));
}

/** How much of a message all the texts and button values in rendered blocks take, at any depth. */
function carried(node: unknown): number {
  if (typeof node !== 'object' || node === null) return 0;
  return Object.entries(node).reduce((sum, [key, value]) => {
    if (typeof value !== 'string') return sum + carried(value);
    return sum + (key === 'text' ? escapeText(value).length : key === 'value' ? Math.ceil(unread * value.length) : 0);
  }, 0);
}
