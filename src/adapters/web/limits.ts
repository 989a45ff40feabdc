import type { Limits } from '../../core/ports.ts';
import { plainBlock } from '../../core/reply.ts';

/** What a person may send at once, in characters: more is a document, not a message. */
export const longestText = 4_000;

/** A page scrolls: it sets no limit. */
export const limits: Limits = {
  message: { blocks: Infinity, characters: Infinity, tables: Infinity },
  characters: {
    heading: Infinity,
    text: Infinity,
    list: Infinity,
    table: Infinity,
    bars: Infinity,
    picture: Infinity,
    buttons: Infinity,
    choices: Infinity,
    sources: Infinity,
    feedback: Infinity,
    form: Infinity,
  },
  table: { rows: Infinity, columns: Infinity },
  buttons: { count: Infinity, label: Infinity, action: longestText },
  form: {
    title: Infinity,
    label: Infinity,
    hint: Infinity,
    submitLabel: Infinity,
    option: { label: Infinity, value: Infinity, count: Infinity },
    text: longestText,
    action: longestText,
  },
  measure: (block) => ({ blocks: 1, characters: plainBlock(block).length }),
};
