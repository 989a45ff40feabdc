/** Reads a message as Slack documents it, knowing nothing of how we write one. */

import { ourPages } from './replies.ts';

type Node = Record<string, unknown>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;
const nodes = (value: unknown): Node[] => (Array.isArray(value) ? value.filter(isNode) : []);
const words = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A node and everything below it, arrays opened. */
function* all(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const each of value) yield* all(each);
  else if (isNode(value)) {
    yield value;
    for (const each of Object.values(value)) yield* all(each);
  }
}

const plain = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** The literal text a person reads, a line per block, list item, table row and button. */
export function visible(message: unknown): string {
  const { blocks, text } = message as Node;
  return blocks ? nodes(blocks).map(read).join('\n') : plain(words(text));
}

function read(node: Node): string {
  const inside = (join: string): string => nodes(node.elements).map(read).join(join);
  switch (node.type) {
    case 'header':
    case 'button':
      return words((node.text as Node).text);
    case 'text':
    case 'raw_text':
    case 'plain_text':
    case 'link':
      return words(node.text);
    case 'date':
      return words(node.fallback);
    case 'emoji':
      return `:${words(node.name)}:`;
    case 'rich_text_section':
      return inside('');
    case 'rich_text':
    case 'rich_text_list':
    case 'actions':
    case 'context_actions':
    case 'context':
      return inside('\n');
    case 'feedback_buttons':
      return [node.positive_button, node.negative_button].map((each) => words(((each as Node).text as Node).text)).join('\n');
    case 'table':
      return (node.rows as unknown[]).map((row) => nodes(row).map(read).join(' | ')).join('\n');
    default:
      throw new Error(`No reader for ${String(node.type)}`);
  }
}

/** Whatever Slack would refuse, cut or post differently, with the page that says so. */
export function violations(message: unknown): string[] {
  const found: string[] = [];
  const rule = (isKept: boolean, broken: string): void => void (isKept || found.push(broken));
  const between = (text: unknown, most: number, what: string): void =>
    rule(words(text).length >= 1 && words(text).length <= most, `${what} has ${words(text).length} characters, not 1 to ${most}`);
  const { text, blocks } = message as Node;

  // https://docs.slack.dev/reference/methods/chat.postMessage#truncating and #accessibility
  between(text, 4_000, 'text');
  if (blocks === undefined) return found;
  // https://docs.slack.dev/reference/block-kit/blocks
  rule(nodes(blocks).length >= 1 && nodes(blocks).length <= 50, `${nodes(blocks).length} blocks, not 1 to 50`);

  const ids: string[] = [];
  for (const node of all(blocks)) {
    // https://docs.slack.dev/reference/block-kit/blocks/header-block
    if (node.type === 'header') between((node.text as Node).text, 150, 'header');
    // https://docs.slack.dev/reference/block-kit/composition-objects/text-object
    if (node.type === 'plain_text' || node.type === 'mrkdwn') between(node.text, 3_000, 'text object');
    // https://docs.slack.dev/reference/block-kit/blocks/context-block
    if (node.type === 'context') rule(nodes(node.elements).length <= 10, 'more than 10 elements in a context');
    // https://docs.slack.dev/reference/block-kit/blocks/actions-block
    if (node.type === 'actions') rule(nodes(node.elements).length <= 25, 'more than 25 elements in actions');
    // https://docs.slack.dev/reference/block-kit/block-elements/button-element
    if (node.type === 'button') {
      between((node.text as Node).text, 75, 'button');
      between(node.action_id, 255, 'action_id');
      rule(words(node.value).length <= 2_000, `button value of ${words(node.value).length} characters`);
      ids.push(words(node.action_id));
    }
    // https://docs.slack.dev/reference/block-kit/blocks/context-actions-block
    if (node.type === 'context_actions') rule(nodes(node.elements).length <= 5, 'more than 5 elements in context actions');
    // https://docs.slack.dev/reference/block-kit/block-elements/feedback-buttons-element
    if (node.type === 'feedback_buttons') {
      for (const each of [node.positive_button, node.negative_button] as Node[]) {
        between((each.text as Node).text, 75, 'feedback button');
        between(each.value, 2_000, 'feedback value');
      }
      ids.push(words(node.action_id));
    }
    // "missing element", "must be more than 0 characters" (https://github.com/NousResearch/hermes-agent/pull/59621)
    if (String(node.type).startsWith('rich_text')) rule(nodes(node.elements).length > 0, `an empty ${String(node.type)}`);
    if (node.type === 'text') rule(words(node.text).length > 0, 'an empty rich text element');
    if (node.type === 'raw_text') rule(words(node.text).length > 0, 'an empty table cell');
    // https://docs.slack.dev/reference/block-kit/blocks/table-block
    if (node.type === 'table') {
      const rows = node.rows as unknown[][];
      rule(rows.length <= 100, `${rows.length} table rows`);
      rule(
        rows.every((row) => row.length <= 20),
        'more than 20 cells in a row',
      );
      rule(new Set(rows.map((row) => row.length)).size === 1, 'table rows of different lengths');
      rule(nodes(node.column_settings).length <= 20, 'more than 20 column settings');
    }
  }
  rule(new Set(ids).size === ids.length, 'action ids are not unique');
  const tables = nodes(blocks).filter(({ type }) => type === 'table');
  // `only_one_table_allowed`; 10,000 characters over the tables of a message is documented for `data_table`.
  rule(tables.length <= 1, `${tables.length} tables`);
  rule(characters(tables) <= 10_000, `${characters(tables)} characters in tables`);
  // https://github.com/slackapi/bolt-js/issues/2867: the most seen accepted.
  rule(characters(blocks) <= 9_597, `${characters(blocks)} characters in blocks`);
  return found;
}

const characters = (value: unknown): number => [...all(value)].reduce((sum, { text }) => sum + words(text).length, 0);

/** Whatever a text could set in motion: markup that Slack would read, names it would link, addresses it would unfurl. */
export function active(message: unknown): string[] {
  const { text, blocks, mrkdwn, unfurl_links, unfurl_media, link_names, parse } = message as Node;
  const leaves = new Set(['text', 'emoji', 'raw_text', 'plain_text', 'rich_text', 'rich_text_section', 'rich_text_list']);
  return [
    ...(/[<>]|&(?!(?:amp|lt|gt);)/.test(words(text)) ? ['text is not escaped'] : []),
    ...(mrkdwn === false ? [] : ['text is read as mrkdwn']),
    ...(unfurl_links === false && unfurl_media === false ? [] : ['links unfurl']),
    ...(link_names || parse === 'full' ? ['names are linked'] : []),
    ...[...all(blocks)].flatMap((node) => {
      if (node.type === 'mrkdwn' || node.type === 'markdown') return [`${node.type} in blocks`];
      const isInRichText = 'elements' in node && String(node.type).startsWith('rich_text');
      return isInRichText
        ? nodes(node.elements).flatMap(({ type, url }) =>
            leaves.has(String(type)) || (type === 'link' && words(url).startsWith(ourPages)) ? [] : [`rich text ${type}`],
          )
        : [];
    }),
  ];
}
