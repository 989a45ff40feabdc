import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { openStore } from '../src/store/open.ts';
import { createTestLog } from './support/bot.ts';
import { freePort } from './support/free-port.ts';
import { breakfastPack } from './support/knowledge.ts';
import { madrFaults } from './support/madr.ts';

const root = join(import.meta.dirname, '..');

/** A database of our own, made anew for each test run. */
const database = join(mkdtempSync(join(tmpdir(), 'tiebreak-cli-')), 'tiebreak.db');
afterAll(() => rmSync(join(database, '..'), { recursive: true }));

/** Runs the program as a person would, with these variables set and nothing else of ours. */
async function tiebreak(
  args: string[],
  { input = '', env = {}, cwd = '/' }: { input?: string; env?: Record<string, string>; cwd?: string } = {},
) {
  const child = spawn(process.execPath, [join(root, 'src/main.ts'), ...args], {
    cwd,
    env: { PATH: process.env.PATH, LOG_LEVEL: 'warn', TIEBREAK_DATABASE: database, NO_COLOR: '1', ...env },
  });
  child.stdin.end(input);
  const [output, errors, code] = await Promise.all([
    readAll(child.stdout),
    readAll(child.stderr),
    new Promise((resolve) => child.on('close', resolve)),
  ]);
  return { output, errors, code };
}

/** Starts the program without tokens, until `stop`. `said`: what it prints first. */
async function startPlayground(env: Record<string, string> = {}) {
  const port = await freePort();
  const child = spawn(process.execPath, [join(root, 'src/main.ts'), 'start'], {
    cwd: '/',
    env: { PATH: process.env.PATH, LOG_LEVEL: 'warn', TIEBREAK_DATABASE: database, PORT: String(port), ...env },
  });
  const errors = readAll(child.stderr);
  const [said] = await once(child.stdout, 'data');
  return {
    port,
    said: String(said),
    async stop() {
      child.kill('SIGTERM');
      const [code] = await once(child, 'close');
      return { code, errors: await errors };
    },
  };
}

describe('decisions on the command line', () => {
  it('decides at the prompt, and exports the same bytes every time', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tiebreak-decisions-'));
    const said = ['decide Which drink?', 'Which drink?', 'Tea; Coffee', '', '', '', '1', '5', '1'];
    const { output, errors } = await tiebreak(['chat'], { input: `${said.join('\n')}\n` });
    expect(errors).toBe('');
    expect(output).toMatch(/Stored: Tea[\s\S]+Decided: Tea[\s\S]+1 voted\. Closed by you\.[\s\S]+ADR-0001/);
    expect((await tiebreak(['decisions', 'tea'])).output).toMatch(/ADR-0001 Which drink\?/);
    const read = async (): Promise<string> => {
      const { code, output: paths } = await tiebreak(['decisions', 'export', '--out', folder]);
      expect([code, paths]).toEqual([0, `${join(folder, 'docs/decisions/0001-which-drink.md')}\n1 decision\n`]);
      return readFile(join(folder, 'docs/decisions/0001-which-drink.md'), 'utf8');
    };
    const first = await read();
    expect(madrFaults(first)).toEqual([]);
    expect(await read()).toBe(first);
    expect((await tiebreak(['decisions', 'download', '1'])).output.trimEnd()).toBe(first.trimEnd());
    const [own, named] = [join(folder, '0001-which-drink.md'), join(folder, 'drink.md')];
    expect((await tiebreak(['decisions', 'download', '1', '--out', folder])).output).toBe(`${own}\n`);
    expect((await tiebreak(['decisions', 'download', '1', '--out', named])).output).toBe(`${named}\n`);
    expect([await readFile(own, 'utf8'), await readFile(named, 'utf8')]).toEqual([first, first]);
    const nowhere = await tiebreak(['decisions', 'download', '1', '--out', join(folder, 'no/such/place.md')]);
    expect([nowhere.code, nowhere.errors]).toEqual([1, expect.stringContaining('cannot be written (ENOENT)')]);
    const none = await tiebreak(['decisions', 'download', '12', '--out', join(folder, 'twelve.md')]);
    expect(none).toMatchObject({ code: 1, output: '' });
    expect(none.errors).toMatch(/^There is no decision of that number here[^\n]+\nNothing was written to \S+twelve\.md\.\n$/);
    expect(existsSync(join(folder, 'twelve.md'))).toBe(false);
    rmSync(folder, { recursive: true });
  }, 60_000);

  it('says whose decisions it looked for where there are none', async () => {
    for (const [owned, ...more] of [['terminal:local'], ['slak:T1', '--workspace', 'slak:T1']]) {
      const env = { TIEBREAK_DATABASE: join(database, '..', 'undecided', 'tiebreak.db') };
      const { output } = await tiebreak(['decisions', 'export', '--out', join(database, '..'), ...more], { env });
      expect(output).toMatch(`No decision is kept of ${owned}: check --workspace, such as`);
    }
  });

  it('says in a sentence what is wrong with an address or a folder, and fails', async () => {
    const bad = await tiebreak(['decisions', 'export', '--out', tmpdir(), '--workspace', 'bad']);
    expect(bad).toEqual({ code: 1, output: '', errors: expect.stringMatching(/^"bad" names nobody: write [^\n]+\n$/) });
    const closed = await tiebreak(['decisions', 'export', '--out', '/dev/null/place']);
    expect(closed).toEqual({ code: 1, output: '', errors: '/dev/null/place/docs/decisions cannot be written (ENOTDIR).\n' });
  }, 30_000);
});

describe('the command line', () => {
  it('says which version it is', async () => {
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    expect(await tiebreak(['--version'])).toMatchObject({ code: 0, output: `${version}\n` });
  });

  it('tells whoever forgets the command how to ask, and where all of them stand', async () => {
    const { output, errors, code } = await tiebreak(['is', 'flask', 'faster?']);
    expect({ output, code }).toEqual({ output: '', code: 1 });
    expect(errors).toBe(
      'There is no command "is". To ask: npm run -s tiebreak -- ask "is flask faster?"\nEverything else: npm run -s tiebreak -- --help\n',
    );
    expect((await tiebreak(['help'])).output).toMatch(/Only here: chat, check, migrate, rekey, serve, start\..* --help\n$/);
  });

  it('says of a folder that is not there only that', async () => {
    expect(await tiebreak(['check', '/nowhere'])).toMatchObject({
      code: 1,
      output: '',
      errors: expect.stringMatching(/^There is no folder \/nowhere\. [^\n]+\n$/),
    });
  });

  it.each(['', 'yes'])('writes no colors into a pipe, NO_COLOR=%s', async (NO_COLOR) => {
    const { output } = await tiebreak(['check', '--help'], { env: { NO_COLOR } });
    expect(output).toContain('Report every problem of a pack');
    expect(output).not.toContain('\u001b');
  });

  it('answers a question, with or without quotes around it', async () => {
    for (const args of [
      ['ask', 'is flask faster?'],
      ['ask', 'is', 'flask', 'faster?'],
    ]) {
      expect(await tiebreak(args)).toMatchObject({
        code: 0,
        errors: '',
        output: expect.stringMatching(/^Flask, slightly[\s\S]+Source: /),
      });
    }
  });

  it('answers as the README shows', async () => {
    const transcript = /```\n> @tiebreak (.+)\n([\s\S]+?)```/.exec(await readFile(join(root, 'README.md'), 'utf8'));
    const { output } = await tiebreak(['ask', '--json', transcript?.[1] ?? '']);
    expect(JSON.parse(output).text.replace(/\n+/g, '\n')).toBe(transcript?.[2]?.trim());
  });

  it('recommends for a description a line', async () => {
    const descriptions = ['Solo, a tiny JSON API, no database', 'Eight developers, a SaaS with log-ins and an admin panel', ''];
    const { output, code } = await tiebreak(['recommend', '--json', '--stdin'], {
      input: descriptions.map((each) => `${each}\n`).join(''),
    });
    const lines = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(code).toBe(0);
    expect(lines.map(({ text, verdict }) => [text, verdict])).toEqual([
      [descriptions[0], 'flask'],
      [descriptions[1], 'django'],
      ['', 'unknown'],
    ]);
    for (const line of lines)
      expect(Object.keys(line)).toEqual(['text', 'verdict', 'scores', 'confidence', 'understood', 'unknown', 'flips']);
    const alone = await tiebreak(['recommend', '--json', ...(descriptions[0] as string).split(' ')]);
    expect(JSON.parse(alone.output)).toEqual(lines[0]);
  });

  it('streams questions as JSON lines, one object for each line, in order', async () => {
    const questions = Array.from({ length: 2_000 }, (_, index) => `is flask faster than django on endpoint ${index}?`);
    const { output, code } = await tiebreak(['ask', '--json', '--stdin'], { input: `${questions.join('\n')}\n` });
    const lines = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(code).toBe(0);
    expect(lines.map(({ question }) => question)).toEqual(questions);
    expect(Object.keys(lines[0])).toEqual(['question', 'outcome', 'entry', 'confidence', 'candidates', 'sources', 'text']);
  });

  it('ends a line at a line feed only, and refuses an option it does not know', async () => {
    const { output } = await tiebreak(['ask', '--json', '--stdin'], { input: '\ufeffis flask\u2028faster?\r\nhm\rhm' });
    expect(
      output
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).question),
    ).toEqual(['is flask\u2028faster?', 'hm\rhm']);
    expect(await tiebreak(['ask', '--jsn', 'x'])).toMatchObject({
      code: 1,
      output: '',
      errors: 'Unknown option --jsn. Put -- before words that begin with dashes.\n',
    });
    expect((await tiebreak(['ask', '--', 'is', 'flask', '--faster?'])).output).toMatch(/^Flask, slightly/);
  });

  it('names the row of a table that a question is about, with its topic', async () => {
    const { output } = await tiebreak(['ask', '--json', 'team onboarding, django or flask?']);
    expect(JSON.parse(output)).toMatchObject({
      entry: 'topic:structure-maintainability',
      row: 'key-differences/team-onboarding',
    });
    expect(JSON.parse(output).sources).toContainEqual(expect.objectContaining({ section: 'Django vs Flask: Key Differences' }));
  });

  it('without tokens, says what is missing for each platform and serves the playground, to this machine only', async () => {
    const { port, said, stop } = await startPlayground();
    expect(said).toContain(`open http://localhost:${port}`);
    const page = await fetch(`http://localhost:${port}/chat`);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).toContain('Is Flask faster than Django?');
    const wholeNetwork = Object.values(networkInterfaces())
      .flat()
      .find((each) => each?.family === 'IPv4' && !each.internal);
    if (wholeNetwork) await expect(fetch(`http://${wholeNetwork.address}:${port}/chat`)).rejects.toThrow();
    const { code, errors } = await stop();
    expect(code).toBe(0);
    expect(errors).toMatch(/Not connected\. Slack: create an app from slack-manifest\.yaml[\s\S]+Not connected\. Discord: /);
  });

  it('still has its prompt', async () => {
    expect((await tiebreak(['chat'], { input: 'is flask faster?\n' })).output).toMatch(/Flask, slightly/);
  });

  it('migrates a database once, and says plainly where it cannot', async () => {
    const file = join(database, '..', 'new', 'tiebreak.db');
    expect(await tiebreak(['migrate'], { env: { TIEBREAK_DATABASE: file } })).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^Applied: /),
    });
    expect(await tiebreak(['migrate'], { env: { TIEBREAK_DATABASE: file } })).toMatchObject({
      code: 0,
      output: 'The database is up to date\n',
    });
    const broken = await tiebreak(['start'], { env: { TIEBREAK_DATABASE: join(file, 'below-a-file.db') } });
    expect(broken).toMatchObject({
      code: 1,
      errors: expect.stringMatching(/^The database .+below-a-file\.db .+Check that/),
    });
  });

  it('exports a workspace, and erases a person and all of it', async () => {
    const env = { TIEBREAK_DATABASE: join(database, '..', 'data', 'tiebreak.db') };
    const { port, stop } = await startPlayground(env);
    const said = new URLSearchParams({ user: 'ana', channel: 'tiebreak', text: 'is flask faster?' });
    expect((await fetch(`http://localhost:${port}/chat`, { method: 'POST', body: said })).status).toBe(200);
    await stop();
    const { output } = await tiebreak(['export', '--workspace', 'web:playground'], { env });
    const lines = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[0]).toMatchObject({ format: 'tiebreak-export/1', workspace: 'playground' });
    expect(lines.at(-1)).toEqual({ rows: lines.length - 2 });
    expect(lines.length).toBeGreaterThan(2);
    expect(await tiebreak(['erase', '--user', 'web:playground:somebody'], { env })).toMatchObject({
      output: 'Nothing is kept of web:playground:somebody: check its ids, and which database is set\n',
    });
    // What she said and what she was told, as they stand in the playground; and what both are about.
    expect(await tiebreak(['erase', '--user', 'web:playground:ana'], { env })).toMatchObject({
      output: expect.stringMatching(/^Erased 4 rows/),
    });
    expect(await tiebreak(['erase', '--workspace', 'web:playground'], { env })).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^Erased [1-9]\d* rows? of web:playground/),
    });
    expect(await tiebreak(['export', '--workspace', 'web:playground'], { env })).toMatchObject({
      code: 0,
      output: expect.stringMatching(/\n\{"rows":0\}\n$/),
      errors: 'Nothing is kept of web:playground: check its ids, and which database is set\n',
    });
  }, 60_000);

  it('says that the installation of a workspace goes with the rest', async () => {
    const file = join(database, '..', 'installed', 'tiebreak.db');
    const place = { url: null, file, key: Buffer.alloc(32), oldKey: null };
    const store = await openStore(place, { clock: Date.now, log: createTestLog() });
    await store.installations('slack').save('T1', {});
    await store.close();
    const erase = () => tiebreak(['erase', '--workspace', 'slack:T1'], { env: { TIEBREAK_DATABASE: file } });
    expect((await erase()).output).toBe('Erased 0 rows of slack:T1, and its installation\n');
    expect((await erase()).output).toMatch(/^Nothing is kept of slack:T1: check/);
  });

  it.each([
    [['erase'], /^Say whose data to erase/],
    [['erase', '--user', 'a:b:c', '--workspace', 'a:b'], /^Say whose data to erase/],
    [['erase', '--user', 'slack:T1'], /^"slack:T1" names nobody/],
    [['export', '--workspace', 'slack'], /^"slack" names nobody/],
    [['erase', '--workspace', 'slack:T1', '--person', 'U1'], /^Unknown option --person\.$/m],
    [['serve', '--onyl', 'discord'], /^Unknown option --onyl\.$/m],
    [['erase', '--workspace', 'slack:T1', 'U1'], /^"U1" means nothing here\./],
    [['check', breakfastPack, '/another'], /^"\/another" means nothing here\./],
    [['decisions', 'export', '--workspace', 'slack:T1'], /^--workspace goes with/],
    [['decisions', 'export', '--no-out'], /^Unknown option --no-out\./m],
    [['decisions', '--no-out'], /^Unknown option --no-out\./m],
    [['decisions', 'export', '--out', tmpdir(), '--no-workspace'], /^Unknown option --no-workspace\./m],
    [['decisions', 'export', '--out', tmpdir(), '--bogus', '1'], /^Unknown option --bogus\./m],
    [['export', '--no-workspace'], /^Unknown option --no-workspace\.$/m],
    [['migrate', '--dry-run'], /^Unknown option --dry-run\.$/m],
    [['rekey', '--lost'], /^Tokens are kept encrypted: set TIEBREAK_KEY/],
    [['rekey'], /^Tokens are kept encrypted: set TIEBREAK_KEY/],
  ])('says what is missing: %j', async (args, sentence) => {
    expect(await tiebreak(args)).toMatchObject({ code: 1, errors: expect.stringMatching(sentence) });
  });

  it('refuses a half-set environment, every problem at once', async () => {
    const { errors, code } = await tiebreak(['start'], { env: { SLACK_APP_TOKEN: 'xapp-1', DISCORD_TOKEN: 'Bot x', PORT: 'x' } });
    expect(code).toBe(1);
    expect(errors).toMatch(/DISCORD_TOKEN[\s\S]+PORT[\s\S]+SLACK_BOT_TOKEN is missing/);
    expect(errors).not.toMatch(/ at .*\.ts:\d/);
  });

  it('names the folder of a pack that cannot be used', async () => {
    const asked = (folder: string) => tiebreak(['ask', 'fastest breakfast'], { env: { TIEBREAK_PACK: folder } });
    expect(await asked('/nowhere')).toMatchObject({
      code: 1,
      errors: expect.stringMatching(/^There is no folder \/nowhere\. [^\n]+TIEBREAK_PACK[^\n]+\n$/),
    });
    expect(await asked(import.meta.dirname)).toMatchObject({
      code: 1,
      errors: expect.stringMatching(
        /^The pack in .+ cannot be used yet \(TIEBREAK_PACK names it\):\n {2}pack\.yaml:1: is missing/,
      ),
    });
  });

  it('serves another pack, and checks one', async () => {
    expect((await tiebreak(['ask', 'fastest breakfast'], { env: { TIEBREAK_PACK: breakfastPack } })).output).toMatch(
      /^Toast, in three minutes/,
    );
    expect(await tiebreak(['check', breakfastPack])).toMatchObject({ code: 0, output: `${breakfastPack}: no problems\n` });
  });

  it('reports every problem of a broken pack and fails', async () => {
    const { output, code } = await tiebreak(['check', join(root, 'test')]);
    expect(code).toBe(1);
    expect(output).toMatch(
      /pack\.yaml:1: is missing: create it[\s\S]+faq\.md:1: is missing[\s\S]+topics\.md:1: is missing[\s\S]+tables\.md:1: is missing/,
    );
  });

  it.each<[string, (path: string) => void, RegExp]>([
    ['is a folder', mkdirSync, /^\.env cannot be read \(EISDIR\): /],
    ['is UTF-16', (path) => writeFileSync(path, Buffer.from('\uFEFFLOG_LEVEL=warn', 'utf16le')), /^\.env is not plain text: /],
    [
      'misspells what --only needs',
      (path) => writeFileSync(path, 'slack_bot_token=xoxb-1'),
      /\nslack_bot_token in \.env means nothing here/,
    ],
    ['has a mark before it', (path) => writeFileSync(path, '\uFEFFTIEBREAK_KEY=a'), /TIEBREAK_KEY must be 32 bytes/],
  ])('starts nothing where .env %s: it would be as if nothing were set', async (_what, write, said) => {
    const cwd = mkdtempSync(join(tmpdir(), 'tiebreak-env-'));
    write(join(cwd, '.env'));
    const { errors, code } = await tiebreak(['serve', '--only', 'slack'], { cwd });
    rmSync(cwd, { recursive: true });
    expect(errors).toMatch(said);
    expect(code).toBe(1);
  });

  it.skipIf(!existsSync('/dev/full'))('says that an export does not fit on the disk', async () => {
    const child = spawn('sh', ['-c', `"${process.execPath}" src/main.ts export --workspace slack:T1 > /dev/full`], {
      cwd: root,
      env: { PATH: process.env.PATH, TIEBREAK_DATABASE: database },
    });
    const [errors, [code]] = await Promise.all([readAll(child.stderr), once(child, 'close')]);
    expect([errors, code]).toEqual(['The output cannot be written (ENOSPC), and is not complete.\n', 1]);
  });

  it('stops quietly when whoever reads its output goes away', async () => {
    const child = spawn('sh', ['-c', `"${process.execPath}" src/main.ts ask --json --stdin | head -1`], {
      cwd: root,
      env: { PATH: process.env.PATH },
    });
    child.stdin.on('error', () => {});
    child.stdin.end('is flask faster?\n'.repeat(20_000));
    const [output, errors] = await Promise.all([readAll(child.stdout), readAll(child.stderr)]);
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(errors).toBe('');
  });
});
