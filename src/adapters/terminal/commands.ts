import { type ArgsDef, type CommandDef, defineCommand } from 'citty';
import { type Command, commands } from '../../core/commands.ts';
import { type Owner, readOwner } from '../../core/data.ts';
import { BotError } from '../../core/errors.ts';
import { counted } from '../../core/sentences.ts';
import type { Call } from './once.ts';
import { type Screen, write } from './screen.ts';

type Given = Record<string, string | undefined>;
type GivenToVerb = Given & { _: string[] };
type RunVerb = (call: Call, given: GivenToVerb) => Promise<void>;

/** The verbs that can be run for every line of the standard input. */
const takesLines = new Set(['ask', 'recommend']);

/** What a process can serve, as `--only` names it. */
const parts = ['slack', 'discord', 'web'] as const;
export type Part = (typeof parts)[number];

/** What is done to a database, even while other processes serve from it. */
type Upkeep = {
  /** Writes everything a workspace has, line by line; gives the number of rows. */
  export(owner: Owner, write: (line: string) => Promise<void>): Promise<number>;
  /** Deletes everything of a workspace, its installation too, or everything of one person in it; gives the number of rows, and whether there was an installation. */
  erase(owner: Owner): Promise<{ rows: number; wasInstalled: boolean }>;
  /** Writes every decision of a workspace to a file below a folder; gives the paths. */
  exportDecisions(owner: Owner, folder: string): Promise<string[]>;
  /** Encrypts with the newest key; gives the number of installations that had another. */
  rekey(): Promise<number>;
  /** Forgets the installations whose key is lost; gives their number. */
  forgetLost(): Promise<number>;
  /** Brings the database to the newest schema; gives what was applied. */
  migrate(): Promise<string[]>;
};

/** What the command line can start; each settles when it is done. */
type Actions = {
  version: string;
  run(call: Call): Promise<void>;
  chat(): Promise<void>;
  /** Serves everything that is set up, or `only` some of it. */
  serve(only: Part[] | null): Promise<void>;
  upkeep(): Promise<Upkeep>;
  /** Every problem of a pack as a line; `folder` is null for the pack in use. */
  check(folder: string | null): Promise<{ folder: string; problems: string[] }>;
  /** Says what is wrong and ends the program. */
  fail(message: string): never;
};

/** The whole command line: the verbs of the table, and what only a terminal has. A BotError ends it with its sentence and nothing more. */
export function createProgram({ output }: Screen, actions: Actions): CommandDef {
  const { fail, run, upkeep } = actions;
  const plainly = (command: CommandDef): CommandDef => ({
    ...command,
    async run(context) {
      try {
        await command.run?.(context);
      } catch (error) {
        if (error instanceof BotError) fail(error.message);
        throw error;
      }
    },
  });
  const define = (name: string, description: string, known: ArgsDef, work: (given: Given) => Promise<void>): CommandDef =>
    defineCommand({
      meta: { name, description },
      args: known,
      async run({ args }) {
        mustKnow(args, known);
        const surplus = args._[Object.values(known).filter(({ type }) => type === 'positional').length];
        if (surplus !== undefined)
          throw misused(`"${surplus}" means nothing here. For what it takes, run: ${start} ${name} --help`);
        await work(args as Given);
      },
    });
  const say = (line: string): void => void output.write(`${line}\n`);
  const only = { only: { type: 'string', description: `some of ${parts.join(', ')}, with commas between` } } as const;
  const serve = (name: string, description: string): CommandDef =>
    define(name, description, only, (args) => actions.serve(readParts(args.only)));
  const workspace = { type: 'string', description: 'platform:workspace, such as slack:T0123' } as const;
  const folder = {
    folder: { type: 'positional', description: 'the folder of the pack; without it, the one in use', required: false },
  } as const;
  const ours: Record<string, CommandDef> = {
    decisions: defineDecisions(actions, say),
    chat: define('chat', 'Talk to it at a prompt', {}, actions.chat),
    check: define('check', 'Report every problem of a pack', folder, async (args) => {
      const { folder, problems } = await actions.check(args.folder ?? null);
      for (const problem of problems) say(problem);
      say(problems.length === 0 ? `${folder}: no problems` : `${problems.length} to change`);
      process.exitCode = problems.length === 0 ? 0 : 1;
    }),
    migrate: define('migrate', 'Bring the database to the newest schema', {}, async () => {
      const applied = await (await upkeep()).migrate();
      say(applied.length === 0 ? 'The database is up to date' : `Applied: ${applied.join(', ')}`);
    }),
    export: define(
      'export',
      'Print everything kept of a workspace, as lines of JSON',
      { workspace: { ...workspace, required: true } },
      async (args) => {
        const said = args.workspace ?? '';
        const rows = await (await upkeep()).export(readOwner(said, false), (line) => write(output, line));
        if (rows === 0) process.stderr.write(`${nothingOf(said)}\n`);
      },
    ),
    erase: define(
      'erase',
      'Delete everything kept of a workspace, or of one person in it, for good',
      { workspace, user: { type: 'string', description: 'platform:workspace:user, such as slack:T0123:U0456' } },
      async ({ user, workspace }) => {
        const said = user ?? workspace;
        if (!said || (user && workspace)) throw misused('Say whose data to erase: either --workspace or --user.');
        const owner = readOwner(said, user !== undefined);
        const { rows, wasInstalled } = await (await upkeep()).erase(owner);
        say(
          rows > 0 || wasInstalled
            ? `Erased ${counted(rows, 'row')} of ${said}${wasInstalled ? ', and its installation' : ''}`
            : nothingOf(said),
        );
      },
    ),
    rekey: define(
      'rekey',
      'Encrypt with TIEBREAK_KEY what TIEBREAK_KEY_OLD has encrypted',
      { lost: { type: 'boolean', description: 'forget what neither key opens; those workspaces have to install the app again' } },
      async ({ lost }) => {
        const { forgetLost, rekey } = await upkeep();
        if (lost) say(`Forgot ${counted(await forgetLost(), 'installation')}`);
        say(`Encrypted ${counted(await rekey(), 'installation')} with the newest key`);
      },
    ),
    serve: serve('serve', 'Serve every platform whose tokens are set'),
    start: serve('start', 'The same as serve'),
  };
  const isVerb = (name: string): boolean => commands.some((command) => command.name === name);
  /** `help` tells of the verbs; here there is more. */
  const runHelp: Actions['run'] = async (call) => {
    await run(call);
    const more = Object.keys(ours).filter((name) => !isVerb(name));
    if (!call.isJson) say(`\nOnly here: ${more.join(', ')}. What each does, and its options: ${start} --help`);
  };
  const verbs = commands.map((verb) => [verb.name, defineVerb(verb, verb.name === 'help' ? runHelp : run)] as const);
  const all = Object.entries({ ...Object.fromEntries(verbs), ...ours });
  return defineCommand({
    meta: {
      name: 'tiebreak',
      version: actions.version,
      description: 'Answers "this or that?" from reviewed passages with their source',
    },
    subCommands: Object.fromEntries(all.map(([name, command]) => [name, plainly(command)])),
  });
}

const start = 'npm run -s tiebreak --';
const nothingOf = (said: string): string => `Nothing is kept of ${said}: check its ids, and which database is set`;

/** What is wrong with a command line. */
const misused = (sentence: string): BotError => new BotError('misused', sentence);

/** Fails if words do not begin with a command of the program; people who forgot `ask` are told how to ask. */
export function mustBeCommand({ subCommands }: CommandDef, words: string[], fail: Actions['fail']): void {
  const [first] = words;
  if (first === undefined || first.startsWith('-') || first in (subCommands as object)) return;
  const question = words.join(' ').replace(/["\\]/g, '');
  fail(`There is no command "${first}". To ask: ${start} ask "${question}"\nEverything else: ${start} --help`);
}

/** The verb `decisions`, which can write the file it gives to `--out`; and `decisions export --out DIR`, for this prompt or for a `--workspace`. */
function defineDecisions({ run, upkeep }: Actions, say: (line: string) => void): CommandDef {
  const write = async (call: Call, { workspace, _: words }: GivenToVerb): Promise<void> => {
    const folder = words[0] === 'export' ? call.out : null;
    if (workspace !== undefined && folder === null) throw misused('--workspace goes with `export --out FOLDER`.');
    if (folder === null) return run(call);
    const owned = workspace ?? 'terminal:local';
    const paths = await (await upkeep()).exportDecisions(readOwner(owned, false), folder);
    if (paths.length === 0)
      return say(`No decision is kept of ${owned}: check --workspace, such as slack:T0123, and which database is set.`);
    say([...paths, counted(paths.length, 'decision')].join('\n'));
  };
  return defineVerb(commands.find(({ name }) => name === 'decisions') as Command, write, {
    out: {
      type: 'string',
      description: 'with `export`: the folder in which docs/decisions/ is written; with `download 12`: the file, or its folder',
    },
    workspace: {
      type: 'string',
      description: 'with `export`: platform:workspace; without it, what was decided at this prompt',
    },
  });
}

/** @throws BotError if there is an unknown option: it may have said something vital, such as whose data to erase */
function mustKnow(given: object, known: ArgsDef, more = ''): void {
  const unknown = Object.entries(given).flatMap(([name, value]) => {
    if (known[name]?.type === 'string' && value === false) return `no-${name}`; // the parser takes --no-out for one
    return name === '_' || name in known ? [] : name;
  });
  if (unknown.length > 0) throw misused(`Unknown option --${unknown.join(', --')}.${more}`);
}

/** What `--only` names; null for everything. */
function readParts(said: unknown): Part[] | null {
  if (typeof said !== 'string') return null;
  const names = said.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !parts.some((part) => part === name));
  if (unknown.length > 0) throw misused(`--only takes ${parts.join(', ')}, with commas between; not "${unknown.join(', ')}".`);
  return parts.filter((part) => names.includes(part));
}

/** A verb of the table, and what `more` it takes here. Words need no quotes: everything after the verb is its first argument. */
function defineVerb({ name, summary, arguments: [argument] }: Command, run: RunVerb, more: ArgsDef = {}): CommandDef {
  const flags: ArgsDef = {
    ...(argument ? { [argument.name]: { type: 'positional', description: argument.summary, required: false } } : {}),
    json: { type: 'boolean', description: 'print one JSON object a line' },
    ...(takesLines.has(name) ? { stdin: { type: 'boolean', description: 'read one a line from the standard input' } } : {}),
    ...more,
  };
  return defineCommand({
    meta: { name, description: summary },
    args: flags,
    async run({ args }) {
      mustKnow(args, flags, ' Put -- before words that begin with dashes.');
      const words = args._.join(' ').trim();
      const input = { type: 'command', verb: name, args: argument && words ? { [argument.name]: words } : {} } as const;
      const everyLine = args.stdin === true && argument ? argument.name : null;
      const given = args as Record<string, unknown> as GivenToVerb;
      await run({ input, everyLine, isJson: args.json === true, out: given.out ?? null }, given);
    },
  });
}
