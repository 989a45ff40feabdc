import type { CompiledQuery, Kysely, QueryResult } from 'kysely';
import type { Tables } from './migrations.ts';

/** Stands in a query for a value that is known when it runs. */
class Slot {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/**
 * A query that is built and compiled once for a kind of database, and from then on only run: building one takes longer than running it.
 * `build` gets what stands for each value; it must not look at them.
 */
export function prepared<Values extends object, Row>(
  build: (db: Kysely<Tables>, values: Values) => { compile(): CompiledQuery<Row> },
): (db: Kysely<Tables>, values: Values) => Promise<QueryResult<Row>> {
  const compiled = new WeakMap<object, CompiledQuery<Row>>();
  const slots = new Proxy({}, { get: (_none, name) => new Slot(String(name)) }) as Values;
  return (db, values) => {
    const { adapter } = db.getExecutor();
    const query = compiled.get(adapter) ?? build(db, slots).compile();
    compiled.set(adapter, query);
    const parameters = query.parameters.map((each) => (each instanceof Slot ? values[each.name as keyof Values] : each));
    return db.executeQuery({ ...query, parameters });
  };
}
