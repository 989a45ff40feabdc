import { unlimited } from '../../core/fit.ts';
import type { Limits } from '../../core/ports.ts';

/** A terminal scrolls: it sets no limit. But nobody wants to press Enter at more than so many questions in a row. */
export const limits: Limits = { ...unlimited, form: { ...unlimited.form, fields: 5 } };
