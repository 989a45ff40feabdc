import { z } from 'zod';

/** The kinds of text a pack is made of. A message follows the name of what is wrong and says what to change. */

/** Says of a value that is of another kind, or missing, what it must be. */
export const kind = (wrong: string) => ({
  error: ({ input }: { input?: unknown }) =>
    input === undefined ? `is missing: it ${wrong}` : input === null ? `is empty: it ${wrong}` : wrong,
});

const text = z.string({
  error: ({ input }) =>
    input === undefined
      ? 'is missing: write it'
      : input === null
        ? 'is empty: write it, in quotes where it begins with a sign such as #'
        : 'must be text: put it in quotes',
});

export const line = (max: number) =>
  text.trim().min(1, 'is empty: write it').max(max, `is longer than ${max} characters: shorten it, people read it on a phone`);

export const names = (max: number) => z.array(line(max), kind('must be a list, e.g. [one, two]'));

export const slug = text
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by dashes')
  .refine((id) => !(id in {}), 'is reserved: choose another');
