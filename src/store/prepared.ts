import type { CompiledQuery, DatabaseConnection, Kysely } from 'kysely';
import type { Tables } from './migrations.ts';

/** A query that is run often. `name`: one for each text. `isBlind`: it gives nothing, so a transaction may go on without waiting for it. */
export type PreparedQuery = CompiledQuery & { name: string; isBlind: boolean };

/** Stands in a query for a value that is known when it runs. */
class Slot {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

type Build<Values, Row> = (db: Kysely<Tables>, values: Values) => { compile(db: Kysely<Tables>): CompiledQuery<Row> };

/**
 * A query that is built and compiled once for a kind of database, and from then on only run: building one takes longer than running it.
 * `build` gets what stands for each value; it must not look at them. Gives the rows.
 */
export const prepared = <Values extends object, Row>(
  build: Build<Values, Row>,
): ((db: Kysely<Tables>, values: Values) => Promise<Row[]>) => prepare(build, false);

/** The same for a change that gives nothing. In a transaction it may settle before it is done; that it failed is then said at the latest by the commit. */
export function preparedChange<Values extends object>(
  build: Build<Values, unknown>,
): (db: Kysely<Tables>, values: Values) => Promise<void> {
  const run = prepare(build, true);
  return async (db, values) => void (await run(db, values));
}

let names = 0;

function prepare<Values extends object, Row>(build: Build<Values, Row>, isBlind: boolean) {
  const compiled = new WeakMap<object, PreparedQuery>();
  const slots = new Proxy({}, { get: (_none, name) => new Slot(String(name)) }) as Values;
  const compile = (db: Kysely<Tables>, adapter: object): PreparedQuery => {
    names += 1;
    const made = { ...build(db, slots).compile(db), name: `tiebreak-${names}`, isBlind };
    compiled.set(adapter, made);
    return made;
  };
  return async (db: Kysely<Tables>, values: Values): Promise<Row[]> => {
    const { adapter } = db.getExecutor();
    const query = compiled.get(adapter) ?? compile(db, adapter);
    const parameters = query.parameters.map((each) => (each instanceof Slot ? values[each.name as keyof Values] : each));
    const run = { ...query, parameters };
    return (await (connections.get(db)?.executeQuery<Row>(run) ?? db.executeQuery(run))).rows as Row[];
  };
}

const connections = new WeakMap<object, DatabaseConnection>();

/**
 * Runs work in which prepared queries of a transaction go to its connection at once. Kysely hands the connection to one query at a time; it
 * takes them in order by itself.
 */
export async function withConnection<Result>(transaction: Kysely<Tables>, work: () => Promise<Result>): Promise<Result> {
  await transaction.getExecutor().provideConnection(async (connection) => void connections.set(transaction, connection));
  try {
    return await work();
  } finally {
    connections.delete(transaction); // what comes when it is over is Kysely's to refuse
  }
}
