import type { Limits } from '../../core/ports.ts';
import { plainBlock } from '../../core/reply.ts';

/** A terminal scrolls: it sets no limit. */
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
  buttons: { count: Infinity, label: Infinity, action: Infinity },
  form: {
    title: Infinity,
    label: Infinity,
    hint: Infinity,
    submitLabel: Infinity,
    option: { label: Infinity, value: Infinity, count: Infinity },
    text: Infinity,
    action: Infinity,
  },
  measure: (block) => ({ blocks: 1, characters: plainBlock(block).length }),
};
