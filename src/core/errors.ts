import type { Form } from './form.ts';

/** A failure with a sentence fit for the person in front of it: what went wrong and what to do next. `code` is for logs and tests. */
export class BotError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** For a button that nothing here understands. */
export const staleButton = (): BotError =>
  new BotError('stale-button', 'That button is from an older version of me. Please ask again.');

/** A platform could not be reached: what was to be done may work when it is tried again. */
export class Unreachable extends BotError {}

/** It cannot be told here who somebody is, or only they may see what comes: what they asked for waits behind a button. */
export class AsideError extends BotError {
  constructor() {
    super('aside', 'I cannot tell here who you are. Use a command of mine instead.');
  }
}

/**
 * A form does not count as it was sent in, and is offered again with what was filled in (again.ts). `field` is the one to go on with, null for
 * those that were not asked yet; `form` is the whole of it (form.ts, `readForm`).
 */
export class FormError extends BotError {
  readonly field: string | null;
  form: Form | null = null;

  constructor(code: string, field: string | null, message: string) {
    super(code, message);
    this.field = field;
  }
}

/** What a person filled in makes no sense; it is said next to its field. */
export class FieldError extends FormError {
  constructor(field: string, message: string) {
    super('bad-field', field, message);
  }
}

/** Nothing went out: the platform takes nothing more of us before `until` (ms since 1970). */
export class NotYet extends Error {
  readonly until: number;

  constructor(until: number) {
    super('The platform wants nothing more of us for a while.');
    this.name = 'NotYet';
    this.until = until;
  }
}
