import { unlimited } from '../../core/fit.ts';
import type { Limits } from '../../core/ports.ts';

/** A terminal scrolls, so it sets no limits. But nobody wants to answer more than a few questions in a row. */
export const limits: Limits = { ...unlimited, form: { ...unlimited.form, fields: 5 } };
