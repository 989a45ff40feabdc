import type { Form } from './form.ts';

/** A failure with a sentence for the person in front of it: what went wrong, and what to do next. `code` is for logs and tests. */
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

/** What people are told where it is nothing that they did. */
export const ourFault = 'Something went wrong on my side. Please try again in a minute.';

/** A platform could not be reached: trying again may help. */
export class Unreachable extends BotError {}

/** We cannot tell here who somebody is, or only they may see the answer: what they asked for waits behind a button. */
export class AsideError extends BotError {
  constructor() {
    super('aside', 'I cannot tell here who you are. Use a command of mine instead.');
  }
}

/**
 * A form cannot be accepted as it was sent in, and is offered again with what was filled in (unfinished-forms.ts). `field` is the one to go on with, null for
 * those that were not asked yet; `form` is the whole form (form.ts, `readForm`).
 */
export class FormError extends BotError {
  readonly field: string | null;
  form: Form | null = null;

  constructor(code: string, field: string | null, message: string) {
    super(code, message);
    this.field = field;
  }
}

/** What a person filled in makes no sense; the message is shown next to the field. */
export class FieldError extends FormError {
  constructor(field: string, message: string) {
    super('bad-field', field, message);
  }
}

/** Nothing went out: the platform accepts nothing more from us before `until` (ms since 1970). */
export class NotYet extends Error {
  readonly until: number;

  constructor(until: number) {
    super('The platform wants nothing more of us for a while.');
    this.name = 'NotYet';
    this.until = until;
  }
}
