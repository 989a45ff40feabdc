import { z } from 'zod';

/** What was stored, null where it is gone or of another shape. */
export const parsed = <Shape>(shape: z.ZodType<Shape>, row: unknown): Shape | null => shape.safeParse(row).data ?? null;

/** Those of what was stored that are of a shape. */
export const allParsed = <Shape>(shape: z.ZodType<Shape>, rows: unknown[]): Shape[] =>
  rows.flatMap((row) => parsed(shape, row) ?? []);

/** One of the keys of a table. */
export const oneKeyOf = <Key extends string>(table: Record<Key, unknown>) => z.enum(Object.keys(table) as [Key]);
