import { z } from 'zod';

/** What was stored; null if it is gone, or has another shape. */
export const parsed = <Shape>(shape: z.ZodType<Shape>, row: unknown): Shape | null => shape.safeParse(row).data ?? null;

/** Everything stored that has this shape. */
export const allParsed = <Shape>(shape: z.ZodType<Shape>, rows: unknown[]): Shape[] =>
  rows.flatMap((row) => parsed(shape, row) ?? []);

/** One of the keys of a table. */
export const oneKeyOf = <Key extends string>(table: Record<Key, unknown>) => z.enum(Object.keys(table) as [Key]);
