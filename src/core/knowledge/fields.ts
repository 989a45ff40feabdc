import { z } from 'zod';

/** The kinds of text a pack is made of. A message follows the name of what is wrong and says what to change. */

export const line = (max: number) =>
  z
    .string({ error: ({ input }) => (input === undefined ? 'is missing: write it' : 'must be text: put it in quotes') })
    .trim()
    .min(1, 'is empty: write it')
    .max(max, `is longer than ${max} characters: shorten it, people read it on a phone`);

export const names = (max: number) => z.array(line(max), { error: 'must be a list, e.g. [one, two]' });

export const slug = z
  .string({ error: 'is missing: write it' })
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by dashes');
