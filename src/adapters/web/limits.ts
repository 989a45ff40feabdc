import { unlimited } from '../../core/fit.ts';
import type { Limits } from '../../core/ports.ts';

/** How much a person may send at once, in characters: more than that is a document, not a message. */
export const longestText = 4_000;

/** A page scrolls: only what comes back from it is limited. */
export const limits: Limits = {
  ...unlimited,
  carries: longestText,
  form: { ...unlimited.form, text: longestText },
};
