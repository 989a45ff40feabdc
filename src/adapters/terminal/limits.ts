import { unlimited } from '../../core/fit.ts';

/** A terminal scrolls: it sets no limit. */
export const limits = unlimited;
