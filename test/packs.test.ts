import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNames } from '../src/core/knowledge/names.ts';
import { checkPack } from '../src/packs/check.ts';
import { firstPack } from '../src/packs/files.ts';
import { loadPack } from '../src/packs/load.ts';
import { breakfastPack, knowledge, shippedPack } from './support/knowledge.ts';

describe('the pack that ships', () => {
  const { pack } = knowledge;

  it('has the ten questions, the sections and every table row', () => {
    expect(pack.entries.map(({ id }) => id)).toEqual([
      ...[
        'better',
        'faster',
        'learn-first',
        'django-apis',
        'flask-large-apps',
        'more-secure',
        'microservices',
        'sqlalchemy',
        'django-harder',
        'startups',
      ].map((id) => `faq:${id}`),
      ...[
        'what-is-django',
        'django-features',
        'mtv',
        'what-is-flask',
        'flask-includes',
        'blueprints-extensibility',
        'philosophy',
        'performance',
        'high-traffic',
        'orm-db',
        'monolith',
        'learning-curve',
      ].map((id) => `topic:${id}`),
      ...[
        'structure-maintainability',
        'debugging-tools',
        'security-features',
        'flask-security',
        'ecosystem-packages',
        'rest-framework',
        'community-docs',
        'when-django',
        'when-flask',
        'pros-cons',
        'companies-using',
      ].map((id) => `topic:${id}`),
    ]);
    expect(pack.tables.map(({ rows }) => rows.length)).toEqual([7, 5, 9]);
  });

  // It trains eleven times: seconds of work, and more where others work too.
  it('has no problems', async () => expect(await checkPack(shippedPack)).toEqual([]), 120_000);

  it('dates what ages: a number the article claims is said to be the article’s', () => {
    const statements = pack.entries.flatMap((entry) => entry.facts.map((fact) => fact.text.map(({ text }) => text).join('')));
    const doubtful = statements.filter((said) => /3,000|12,000|top 15|deadlock/.test(said));
    expect(doubtful.length).toBeGreaterThan(3);
    expect(doubtful.filter((said) => !/according to the article \(2026\)/.test(said))).toEqual([]);
  });
});

describe('check', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tiebreak-pack-'));
    await cp(breakfastPack, folder, { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Changes one file of the copied pack, and gives the problems found as `file:line: message`. */
  const afterEdit = async (file: string, from: string | RegExp, to: string): Promise<string[]> => {
    const before = await readFile(join(folder, file), 'utf8');
    expect(before, 'the edit applies').toMatch(from);
    await writeFile(join(folder, file), before.replace(from, to));
    return (await checkPack(folder)).map((problem) => `${problem.file}:${problem.line}: ${problem.message}`);
  };

  it('finds nothing in a good pack', async () => expect(await checkPack(folder)).toEqual([]));

  it.each<[string, string, string | RegExp, string, RegExp]>([
    [
      'a missing source',
      'faq.md',
      'Source: Chapter 1 > Time\n',
      '',
      /^faq.md:3: faq:quickest: the source is missing: add a line `Source:/,
    ],
    [
      'a duplicate id',
      'topics.md',
      '`topic:washing-up`',
      '`faq:quickest`',
      /^topics.md:1: "faq:quickest" appears twice in this pack as an id/,
    ],
    [
      'a dangling relation',
      'faq.md',
      '`faq:quickest`\n\n```asked\nim hungry',
      '`faq:quick`\n\n```asked\nim hungry',
      /^faq.md:37: faq:fullest: "faq:quick" is not an entry/,
    ],
    [
      'a relation twice',
      'faq.md',
      'Related: `topic:washing-up`',
      'Related: `topic:washing-up`, `topic:washing-up`',
      /^faq.md:13: faq:quickest: "topic:washing-up" is related twice: remove one/,
    ],
    [
      'an option without a statement',
      'topics.md',
      '- **Muesli**: one bowl, rinsed in a moment.\n',
      '',
      /^topics.md:1: topic:washing-up: no fact about Muesli: add one/,
    ],
    [
      'a table cell left out',
      'tables.md',
      '| back at ten |',
      '| |',
      /^tables.md:8: table:overview: a cell \(column "Toast"\) is empty: write it/,
    ],
    [
      'a row that points nowhere',
      'tables.md',
      '`topic:washing-up`',
      '`topic:dishes`',
      /^tables.md:9: overview\/mess: "topic:dishes" is not an entry/,
    ],
    [
      'a phrasing that another entry answers better',
      'topics.md',
      'sticky pan',
      'quickest breakfast, fastest option in minutes',
      /^topics.md:\d+: topic:washing-up: "quickest breakfast.*" is answered better by faq:quickest/,
    ],
    [
      'a phrasing that is declined for what it names',
      'topics.md',
      'sticky pan',
      'pan after crepes',
      /^topics.md:\d+: topic:washing-up: "pan after crepes" names Pancakes, which pack.yaml lists as outside: such a question is declined. Reword it/,
    ],
    [
      'a phrasing that appears twice',
      'topics.md',
      'dishwasher',
      'satiety',
      /^topics.md:19: "satiety" appears twice in this pack as a phrasing, first at faq.md:47: change/,
    ],
    ['too few phrasings', 'topics.md', 'dishwasher\n', '', /^topics.md:13: topic:washing-up: the phrasings .* are fewer than 8/],
    [
      'too many phrasings',
      'topics.md',
      'dishwasher\n',
      Array.from({ length: 250 }, (_, at) => `who scrubs pan ${at}\n`).join(''),
      /^topics.md:13: topic:washing-up: the phrasings .* are more than 250/,
    ],
    [
      'an option nobody declared',
      'faq.md',
      '**Toast**: three',
      '**Bagel**: three',
      /^faq.md:8: "Bagel" is not an option of pack.yaml: use one of Porridge, Toast, Muesli/,
    ],
    [
      'a link',
      'faq.md',
      'Porridge, by a wide margin.',
      '[Porridge](https://x.example), by a mile.',
      /^faq.md:29: this \(link\) cannot be shown everywhere/,
    ],
    [
      'HTML',
      'faq.md',
      'Porridge, by a wide margin.',
      'Porridge, <b>by a mile</b>.',
      /^faq.md:29: HTML cannot be shown everywhere/,
    ],
    [
      'an answer that is too long',
      'faq.md',
      'Porridge, by a wide margin.',
      'Porridge. '.repeat(40),
      /^faq.md:29: faq:fullest: the direct answer .* is longer than 240/,
    ],
    [
      'a misspelt key',
      'pack.yaml',
      'aliases: [oatmeal, oats]',
      'alias: [oatmeal, oats]',
      /^pack.yaml:\d+: options.0 has a key that means nothing here \(alias\)/,
    ],
    [
      'a name that two options share',
      'pack.yaml',
      '[bread]',
      '[OÄTS]',
      /^pack.yaml:\d+: "oats" appears twice in this pack as the name of an option/,
    ],
    [
      'an outsider under the name of an option',
      'pack.yaml',
      '[pancake, crepes]',
      '[pancake, Oats]',
      /^pack.yaml:20: "oats" is the name of an option: remove it here/,
    ],
    [
      'an everyday word for an outsider that is the name of an option',
      'pack.yaml',
      '[pancake, crepes]',
      '[pancake, crepes]\n    words: [brëad]',
      /^pack.yaml:20: "bread" is the name of an option: remove it here/,
    ],
    [
      'a title that was copied',
      'topics.md',
      'Washing up',
      'Which is quickest?',
      /^topics.md:1: "Which is quickest\?" appears twice in this pack as a title, first at faq.md:3/,
    ],
    ['broken YAML', 'pack.yaml', 'options:', 'options: [', /^pack.yaml:\d+: is not valid YAML/],
    ['a year that is none', 'pack.yaml', 'year: 2026', 'year: soon', /^pack.yaml:18: source.year must be a year/],
    [
      'a suggestion it cannot answer',
      'pack.yaml',
      'Which is quickest?',
      'Who won the cup in 1954?',
      /^pack.yaml:23: suggestions: "Who won.*" is not answered outright/,
    ],
    [
      'a missing column',
      'tables.md',
      '| Area | Porridge | Toast | Muesli | About |',
      '| Area | Porridge | Toast | Granola | About |',
      /^tables.md:5: the table has no column "Muesli"/,
    ],
    [
      'a heading without an id',
      'faq.md',
      '`faq:fullest` ',
      '',
      /^faq.md:27: What keeps me full until lunch\?: the id is missing/,
    ],
    [
      'a fact whose colon is inside the bold',
      'faq.md',
      '**Toast**: three',
      '**Toast:** three',
      /^faq.md:8: this fact is about an option: begin it with \*\*Toast\*\*:/,
    ],
    ['a fact without the bold', 'faq.md', '**Toast**: three', 'Toast: three', /^faq.md:8: this fact is about an option/],
    [
      'a related id without backticks',
      'faq.md',
      '`topic:washing-up`',
      '`topic:washing-up`, faq:nosuch',
      /^faq.md:13: "faq:nosuch" is not an id in backticks/,
    ],
    [
      'a column that appears twice',
      'tables.md',
      /^\| Area .*\n.*$/m,
      '| Area | Porridge | Porridge | Toast | Muesli | About |\n|---|---|---|---|---|---|',
      /^tables.md:5: the column "porridge" appears twice/,
    ],
    [
      'a column of nobody',
      'tables.md',
      /\| Muesli \| About \|\n/,
      '| Muesli | Hamster | About |\n|---',
      /^tables.md:5: the column "hamster" is neither an option nor About/,
    ],
    ['a heading of the wrong level', 'topics.md', '## `topic', '### `topic', /^topics.md:1: a heading with an id has two marks/],
    ['a block closed too late', 'faq.md', 'speed\n```', 'speed', /^faq.md:26: the block above is not closed/],
    ['an unclosed block', 'topics.md', /```\s*$/, '', /^topics.md:13: this block is not closed/],
    [
      'a missing source in pack.yaml',
      'pack.yaml',
      /source:\n(?: {2}.*\n)+/,
      '',
      /^pack.yaml:1: source is missing: write `source:`/,
    ],
    [
      'an alias that is a number',
      'pack.yaml',
      '[bread]',
      '[9]',
      /^pack.yaml:\d+: options.1.aliases.0 must be text: put it in quotes/,
    ],
    [
      'a YAML bomb',
      'pack.yaml',
      'suggestions:',
      `a: &a [x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: [*b, *b, *b, *b, *b, *b, *b, *b]\nsuggestions:`,
      /^pack.yaml:1: .*alias/i,
    ],
  ])('reports %s with file, line and what to change', async (_name, file, from, to, expected) => {
    expect(await afterEdit(file, from, to)).toContainEqual(expect.stringMatching(expected));
  });

  /** Of each mistake, all that is said: the cause, and nothing that only follows from it. */
  it.each<[string, string, string | RegExp, string, RegExp[]]>([
    ['a tab', 'pack.yaml', '  - id: toast', '\t- id: toast', [/^pack.yaml:9: is not valid YAML: .* a tab: use spaces$/]],
    [
      'a colon',
      'pack.yaml',
      'title: Porridge',
      'title: Eat: porridge',
      [/^pack.yaml:2: is not valid YAML: .* a colon too many: .*quotes/],
    ],
    [
      'a bracket left open',
      'pack.yaml',
      '[bread]',
      '[bread',
      [/^pack.yaml:12: is not valid YAML: .* before this line is not closed/],
    ],
    [
      'options that are only names',
      'pack.yaml',
      /options:\n[\s\S]*?source:/,
      'options: [Porridge, Toast]\nsource:',
      [/^pack.yaml:5: options.0 must be lines of `key: value`/, /^pack.yaml:5: options.1 must be/],
    ],
    [
      'a heading that is no entry',
      'faq.md',
      '## `faq:full',
      '## Part two\n\nMore.\n\n## `faq:full',
      [/^faq.md:27: Part two: the id is missing/],
    ],
    ['a colon within the stars', 'faq.md', '**Toast**: three', '**Toast:** three', [/^faq.md:8: this fact is about an option/]],
    [
      'a source without a blank line',
      'faq.md',
      '\n\nSource: Chapter 1',
      '\nSource: Chapter 1',
      [/^faq.md:10: is taken for a part of the list/],
    ],
    [
      'a source with a dash',
      'faq.md',
      'Source: Chapter 1',
      '- Source: Chapter 1',
      [/^faq.md:11: is taken for a part of the list/],
    ],
    [
      'a link within stars',
      'faq.md',
      'Porridge, by',
      '**[Porridge](https://x.example)**, by',
      [/^faq.md:29: this \(link\) cannot be shown/],
    ],
    [
      'HTML',
      'faq.md',
      'Porridge, by',
      '<b>Porridge</b>, by',
      [/^faq.md:29: HTML cannot be shown everywhere: .* < > in backticks$/],
    ],
    [
      'a sign by its name',
      'faq.md',
      'Porridge, by',
      'Porridge &gt; toast, by',
      [/^faq.md:29: &gt; is shown as it stands: write the sign itself$/],
    ],
    ['HTML in a cell', 'tables.md', 'three minutes', '3<br>minutes', [/^tables.md:7: HTML cannot be shown everywhere/]],
    [
      'a colon without a blank',
      'pack.yaml',
      'version: 1',
      'version:1',
      [/^pack.yaml:3: is not valid YAML: this is not `key: value`/],
    ],
    ['a star at the beginning', 'criteria.yaml', '- hurry', '- *hurry', [/^criteria.yaml:15: .*begins with a sign .*quotes$/]],
    [
      'a name that YAML takes for a remark',
      'pack.yaml',
      'name: Toast',
      'name: #Toast',
      [/^pack.yaml:10: options.1.name is empty: .*#$/],
    ],
    [
      'six options',
      'pack.yaml',
      'source:',
      '  - {id: a, name: A}\n  - {id: b, name: B}\n  - {id: c, name: C}\nsource:',
      [/^pack.yaml:6: options has more than five: an entry holds five facts/],
    ],
    [
      'a key of an answer that nobody knows',
      'criteria.yaml',
      'why: Muesli takes',
      'because: Muesli takes',
      [
        /^criteria.yaml:8: criterion time, answer minutes: why is missing/,
        /^criteria.yaml:11: criterion time, answer minutes: has a key/,
      ],
    ],
    ['an option without a name', 'pack.yaml', '    name: Toast\n', '', [/^pack.yaml:9: options.1.name is missing: write it$/]],
    ['an id that is a number', 'pack.yaml', 'id: breakfast', 'id: 9', [/^pack.yaml:1: id must be text: put it in quotes$/]],
    [
      'criteria without their first line',
      'criteria.yaml',
      'criteria:\n',
      '',
      [/^criteria.yaml:1: .*the first of them `criteria:`/],
    ],
    [
      'a weight left out',
      'criteria.yaml',
      '    weight: 80\n',
      '',
      [/^criteria.yaml:2: criterion time: weight is missing: it must be .* 1 to/],
    ],
    ['a version of two numbers', 'pack.yaml', 'version: 1.0.0', 'version: 1.0', [/^pack.yaml:3: .*must be three numbers/]],
    [
      'a key nobody knows',
      'pack.yaml',
      'version: 1.0.0',
      'version: 1.0.0\nlicence: MIT',
      [/^pack.yaml:4: .*nothing here \(licence\)/],
    ],
    ['a heading with three marks', 'faq.md', '## `faq:full', '### `faq:full', [/^faq.md:27: a heading with an id has two marks/]],
    [
      'a heading without a space',
      'faq.md',
      '## `faq:full',
      '##`faq:full',
      [/^faq.md:27: a heading with an id has two marks and a space/],
    ],
    ['a heading without backticks', 'faq.md', '`faq:fullest` What', 'faq:fullest What', [/^faq.md:27: .*the id is missing/]],
    ['a block of phrasings not marked', 'faq.md', '```asked\nim hungry', '```\nim hungry', [/^faq.md:39: .*mark it ```asked/]],
    [
      'a source in bold',
      'faq.md',
      'Source: Chapter 1 > Time',
      '**Source:** Chapter 1 > Time',
      [/^faq.md:11: begin this line with Source:/],
    ],
    [
      'a cell too few',
      'tables.md',
      '| ten minutes | three minutes |',
      '| ten minutes |',
      [/^tables.md:7: this row has 4 cells, its table 5 columns/],
    ],
    [
      'a bar within a cell',
      'tables.md',
      'three minutes',
      'three | four',
      [/^tables.md:7: this row has 6 cells.* is written \\\|$/],
    ],
    [
      'a fact too long',
      'faq.md',
      'hungry again at ten.',
      'hungry. '.repeat(50),
      [/^faq.md:32: faq:fullest: this fact is longer than 320/],
    ],
    ['a character nobody sees', 'pack.yaml', 'name: Toast', 'name: To\u200bast', [/^pack.yaml:10: .*cannot be seen \(U\+200B\)/]],
    [
      'a block of phrasings with two backticks, which the next entry ends up in',
      'faq.md',
      '```asked\nfastest',
      '``asked\nfastest',
      [/^faq.md:15: begin the block of phrasings with a line of ```asked$/, /^faq.md:27: the block above is not closed/],
    ],
    [
      'a list that is a text',
      'pack.yaml',
      /suggestions:[\s\S]*/,
      'suggestions: Which is quickest?\n',
      [/^pack.yaml:22: suggestions must be a list, e.g. \[one, two\]$/],
    ],
    [
      'curly quotes',
      'pack.yaml',
      'title: Porridge, toast',
      'title: “Porridge: toast',
      [/^pack.yaml:2: is not valid YAML: curly quotes .*straight ones, "like this"$/],
    ],
    [
      'a quote left open',
      'pack.yaml',
      'author: The Breakfast Club',
      'author: "The Breakfast Club',
      [/^pack.yaml:17: is not valid YAML: a quote is not closed/],
    ],
    [
      'an id of two options',
      'pack.yaml',
      'id: toast',
      'id: muesli',
      [/^pack.yaml:12: "muesli" appears twice in this pack as the name of an option/],
    ],
    [
      'an option in a table under another name',
      'tables.md',
      '| Muesli |',
      '| Granola |',
      [/^tables.md:5: the table has no column "Muesli"/, /^tables.md:5: the column "granola" is neither an option nor About/],
    ],
    ['a table without its line of dashes', 'tables.md', /^\|---.*\n/m, '', [/^tables.md:5: this is not a table yet/]],
    [
      'related ids without backticks',
      'faq.md',
      'Related: `topic:washing-up`',
      'Related: topic:washing-up',
      [/^faq.md:13: "topic:washing-up" is not an id in backticks/],
    ],
    [
      'an answer that runs into its source',
      'faq.md',
      'Porridge, by a wide margin.\n\n- **P',
      'Porridge, by a wide margin.\nRelated: `faq:quickest`\n\n- **P',
      [/^faq.md:29: leave a blank line between the answer and/, /^faq.md:38: an entry has one paragraph .* one Related/],
    ],
    ['no weight', 'criteria.yaml', 'weight: 80', 'weight: 0', [/^criteria.yaml:5: criterion time: weight must be 1 or more/]],
  ])('says of %s what to change, and no more', async (_name, file, from, to, expected) => {
    expect(await afterEdit(file, from, to)).toEqual(expected.map((each) => expect.stringMatching(each)));
  });

  it('says of a file that cannot be read only that', async () => {
    await writeFile(join(folder, 'faq.md'), Buffer.from('\ufeff## `faq:quickest` Which?', 'utf16le'));
    expect(await checkPack(folder)).toEqual([{ file: 'faq.md', line: 1, message: 'is not UTF-8: save it with that encoding' }]);
  });

  describe('what a pack cannot answer', () => {
    const intro = '# Not in the book\n\nFor readers.\n\n';
    const written = async (content: string): Promise<string[]> => {
      await writeFile(join(folder, 'unanswered.md'), content);
      return (await checkPack(folder)).map((problem) => `${problem.file}:${problem.line}: ${problem.message}`);
    };

    it('is read from unanswered.md, all groups in order', async () => {
      const groups =
        '## Repairs\n\n```asked\nmy kettle leaks\n\n  is the kettle worth it  \n```\n\n## Shops\n\nSaid in town.\n\n```asked\nwho sells oats\n```\n';
      expect(await written(`${intro}${groups}`)).toEqual([]);
      expect((await loadPack(folder)).pack?.unanswered).toEqual([
        ['my kettle leaks', 'is the kettle worth it'],
        ['who sells oats'],
      ]);
    });

    it('may be missing', async () => expect((await loadPack(folder)).pack?.unanswered).toEqual([]));

    it.each<[string, string, RegExp]>([
      [
        'is an entry’s phrasing',
        '## Shops\n\n```asked\nwho sells oats\nSatiety\n```\n',
        /^unanswered.md:9: "satiety" appears twice/,
      ],
      ['appears twice', '## Shops\n\n```asked\nwho sells oats\nwho sells oats\n```\n', /^unanswered.md:9: .* appears twice/],
      [
        'is endless',
        `## Shops\n\n\`\`\`asked\n${'oats '.repeat(80)}\n\`\`\`\n`,
        /^unanswered.md:8: this phrasing is longer than 300/,
      ],
      ['is outside the block', '## Shops\n\n- who sells oats\n', /^unanswered.md:7: this \(list\) has no place here/],
      [
        'is in a block without its mark',
        '## Shops\n\n```\nwho sells oats\n```\n',
        /^unanswered.md:7: a block of code has no place here/,
      ],
      ['is missing', '## Shops\n\nWho sells oats\n', /^unanswered.md:5: has no phrasings: add a block/],
      ['is in a block that never ends', '## Shops\n\n```asked\nwho sells oats\n', /^unanswered.md:7: this block is not closed/],
      [
        'has no group',
        'who sells oats\n',
        /^unanswered.md:1: has nothing in it: begin each piece with a heading such as ## Title/,
      ],
    ])('a phrasing that %s is reported', async (_name, content, expected) => {
      expect(await written(`${intro}${content}`)).toContainEqual(expect.stringMatching(expected));
    });
  });

  describe('criteria', () => {
    it('are read from criteria.yaml', async () =>
      expect((await loadPack(folder)).pack?.criteria.map(({ id }) => id)).toEqual(['time', 'hunger', 'sink', 'milk']));

    it('may be missing', async () => {
      await rm(join(folder, 'criteria.yaml'));
      expect(await checkPack(folder)).toEqual([]);
      expect((await loadPack(folder)).pack?.criteria).toEqual([]);
    });

    it.each<[string, string, string | RegExp, string, RegExp]>([
      [
        'a weight beyond the scale',
        'criteria.yaml',
        'weight: 80',
        'weight: 800',
        /^criteria.yaml:5: criterion time: weight must be 100 or less/,
      ],
      [
        'a value that is no number',
        'criteria.yaml',
        'toast: 70',
        'toast: fine',
        /^criteria.yaml:\d+: criterion time, answer minutes: fits.toast must be a whole number/,
      ],
      [
        'an option without a value',
        'criteria.yaml',
        ', muesli: 95',
        '',
        /^criteria.yaml:10: time, minutes: fits says nothing of "muesli"/,
      ],
      [
        'a value for no option',
        'criteria.yaml',
        'muesli: 95',
        'muesli: 95, crepes: 2',
        /^criteria.yaml:10: time, minutes: "crepes" is not the id of an option: write porridge, toast or muesli$/,
      ],
      [
        'an id that buttons need',
        'criteria.yaml',
        'id: time',
        'id: name',
        /^criteria.yaml:2: "name" is reserved: choose another id$/,
      ],
      [
        'an unknown opposite',
        'criteria.yaml',
        'denied: plenty',
        'denied: ages',
        /^criteria.yaml:13: time, minutes: denied names "ages"/,
      ],
      [
        'a phrase that cannot be read',
        'criteria.yaml',
        '- hurry',
        '- hurry ...',
        /^criteria.yaml:15: time, minutes: "hurry ..." must end in a word/,
      ],
      [
        'a phrase of two answers',
        'criteria.yaml',
        '- sunday',
        '- Hurry',
        /^criteria.yaml:\d+: time, plenty: "Hurry" reveals minutes already: remove one/,
      ],
      ['a criterion twice', 'criteria.yaml', 'id: hunger', 'id: time', /^criteria.yaml:\d+: "time" appears twice as a criterion/],
      ['a name twice', 'criteria.yaml', 'name: Hunger', 'name: Time', /^criteria.yaml:28: "Time" appears twice as the name of/],
      [
        'a key that means nothing',
        'criteria.yaml',
        'called: [clock, hurry]',
        'calls: [clock]',
        /^criteria.yaml:\d+: criterion time: has a key that means nothing here \(calls\)/,
      ],
      ['another list', 'criteria.yaml', 'criteria:', 'rules: []\ncriteria:', /^criteria.yaml:1: rules: means nothing here/],
      ['no YAML', 'criteria.yaml', 'criteria:', 'criteria: [', /^criteria.yaml:\d+: is not valid YAML/],
      [
        'an answer alone',
        'criteria.yaml',
        / {2}- id: sink[\s\S]+? {6}- id: machine/,
        '  - id: sink\n    name: Washing up\n    question: Who washes up?\n    weight: 40\n    answers:\n      - id: machine',
        /^criteria.yaml:\d+: criterion sink: answers are fewer than two/,
      ],
    ])('with %s are reported', async (_name, file, from, to, expected) => {
      expect(await afterEdit(file, from, to)).toContainEqual(expect.stringMatching(expected));
    });

    it.each<[string, string, string | RegExp, string, RegExp]>([
      [
        'a criterion that no answer can move',
        'criteria.yaml',
        'fits: {porridge: 20, toast: 80, muesli: 75}',
        'fits: {porridge: 60, toast: 60, muesli: 60}',
        /^criteria.yaml:\d+: sink: no answer moves anything/,
      ],
      [
        'an option nothing speaks for',
        'criteria.yaml',
        /toast: \d+/g,
        'toast: 1',
        /^criteria.yaml:\d+: nothing speaks for Toast rather than Porridge: /,
      ],
      [
        'a foregone conclusion',
        'criteria.yaml',
        /fits: \{porridge: 10, toast: 70, muesli: 95\}|fits: \{porridge: 80, toast: 60, muesli: 50\}/g,
        'fits: {porridge: 100, toast: 0, muesli: 0}',
        /^criteria.yaml:\d+: (Toast|Muesli) cannot win over Porridge whatever is answered/,
      ],
    ])('check finds %s', async (_name, file, from, to, expected) => {
      expect(await afterEdit(file, from, to)).toContainEqual(expect.stringMatching(expected));
    });
  });

  it('lets an option win that is never the first choice of an answer, nor meets the same rival in each', async () => {
    const answers = (id: string, first: string, second: string) =>
      `  - {id: ${id}, name: ${id}, question: What?, weight: 50, answers: [{id: a, label: A, fits: ${first}, why: W, section: S}, {id: b, label: B, fits: ${second}, why: W, section: S}]}\n`;
    const both = ['{porridge: 100, toast: 90, muesli: 0}', '{porridge: 0, toast: 90, muesli: 100}'] as const;
    await writeFile(join(folder, 'criteria.yaml'), `criteria:\n${answers('one', ...both)}${answers('two', ...both)}`);
    expect(await checkPack(folder)).toEqual([]);
  });

  it('reports every problem at once', async () => {
    await afterEdit('faq.md', 'Source: Chapter 1 > Time\n', '');
    await afterEdit('topics.md', 'sticky pan\n', '');
    const found = await afterEdit('tables.md', '| a plate |', '| |');
    expect(found.map((problem) => problem.split(':')[0])).toEqual(expect.arrayContaining(['faq.md', 'topics.md', 'tables.md']));
  });

  it('reads a file that Windows saved: a byte-order mark, \\r\\n', async () => {
    for (const file of ['pack.yaml', 'faq.md', 'topics.md', 'tables.md']) {
      const content = await readFile(join(folder, file), 'utf8');
      await writeFile(join(folder, file), `\ufeff${content.replaceAll('\n', '\r\n')}`);
    }
    const { pack, problems } = await loadPack(folder);
    expect(problems).toEqual([]);
    expect(pack?.entries).toHaveLength(3);
    expect(pack?.tables[0]?.rows).toHaveLength(3);
  });

  it('reads the blanks that word processors put in, which do not break a line, as blanks', async () => {
    for (const file of ['pack.yaml', 'criteria.yaml', 'faq.md', 'topics.md', 'tables.md']) {
      const content = await readFile(join(folder, file), 'utf8');
      await writeFile(join(folder, file), content.replaceAll(' ', '\u00a0'));
    }
    const [{ pack }, { pack: whole }] = await Promise.all([loadPack(folder), loadPack(breakfastPack)]);
    expect(pack).toEqual(whole);
  });

  it('reads every block of phrasings of an entry, and a title behind a colon', async () => {
    expect(await afterEdit('faq.md', '` Which is quickest?', '`: Which is quickest?')).toEqual([]);
    expect(await afterEdit('faq.md', 'minutes needed\n', 'minutes needed\n```\n\n```asked\n')).toEqual([]);
    const [entry] = (await loadPack(folder)).pack?.entries ?? [];
    expect([entry?.title, entry?.asked.length]).toEqual(['Which is quickest?', 9]);
  });

  it('reads letters with accents as people type them, however an editor has put them together', async () => {
    const name = 'Müsli'.normalize('NFD');
    expect(await afterEdit('pack.yaml', '[granola]', `[${name}]`)).toEqual([]);
    expect((await loadPack(folder)).pack?.options[2]?.aliases).toEqual([name.normalize('NFC')]);
  });

  it.each([
    ['latin1', 'faq.md'],
    ['utf16le', 'pack.yaml'],
  ] as const)('says to save %s as UTF-8', async (encoding, file) => {
    await writeFile(join(folder, file), Buffer.from(`\ufeff${await readFile(join(folder, file), 'utf8')} é`, encoding));
    expect((await checkPack(folder)).filter((problem) => problem.file === file)).toEqual([
      { file, line: 1, message: expect.stringMatching(/is not UTF-8|not valid YAML|must be/) },
    ]);
  });

  it('says a file without entries is empty, and one typo in the options once', async () => {
    expect(await afterEdit('topics.md', /[\s\S]*/, '')).toContainEqual(
      expect.stringMatching(/^topics.md:1: has nothing in it: begin each piece/),
    );
    await cp(breakfastPack, folder, { recursive: true });
    expect(await afterEdit('pack.yaml', 'aliases: [oatmeal', 'alias: [oatmeal')).toHaveLength(1);
  });

  it('reports a missing file, and never follows a link out of the folder', async () => {
    await rm(join(folder, 'faq.md'));
    await symlink('/etc/hostname', join(folder, 'faq.md'));
    expect(await checkPack(folder)).toContainEqual({
      file: 'faq.md',
      line: 1,
      message: expect.stringContaining('not an ordinary file'),
    });
    await rm(join(folder, 'faq.md'));
    expect(await checkPack(folder)).toContainEqual({
      file: 'faq.md',
      line: 1,
      message: expect.stringContaining('is missing: create it'),
    });
  });

  it('says of a file whose name is not quite right what to call it, also where it could be missing', async () => {
    await rename(join(folder, 'criteria.yaml'), join(folder, 'criteria.yml'));
    await rename(join(folder, 'topics.md'), join(folder, 'Topics.md'));
    await writeFile(join(folder, 'faq.bak'), 'of an editor');
    expect((await checkPack(folder)).map(({ file, message }) => `${file} ${message}`)).toEqual([
      'criteria.yml is not read: call it criteria.yaml',
      'Topics.md is not read: call it topics.md',
      expect.stringMatching(/^topics.md is missing/),
    ]);
  });

  it('is served first by name where none is named, and never the folder of an editor', async () => {
    for (const name of ['.editor', 'b', 'a']) await mkdir(join(folder, name));
    expect(await firstPack(folder)).toBe(join(folder, 'a'));
  });

  it('says of a file in the place of a pack that a pack is a folder', async () => {
    const { problems } = await loadPack(join(folder, 'pack.yaml'));
    expect(problems).toEqual([{ file: 'pack.yaml', line: 1, message: 'is not there: a pack is a folder, name that' }]);
  });

  it.each([
    ['cannot be read', 'options: [unclosed', /is not valid YAML/],
    ['is empty', '', /must be lines of `key: value`/],
    ['has no options', 'id: breakfast\n', /options/],
  ])('says of a pack whose pack.yaml %s only that, and not at each line that knows no option', async (_name, yaml, said) => {
    await writeFile(join(folder, 'pack.yaml'), yaml);
    const problems = await checkPack(folder);
    expect(new Set(problems.map(({ file }) => file))).toEqual(new Set(['pack.yaml']));
    expect(problems.map(({ message }) => message).join()).toMatch(said);
  });

  it.each([
    ['lists', '- '.repeat(20_000)],
    ['quotes', '> '.repeat(20_000)],
    ['emphasis', '*'.repeat(20_000)],
  ])('survives 20,000 levels of %s', async (_name, bomb) => {
    await writeFile(join(folder, 'topics.md'), `## \`topic:x\` X\n\n${bomb}x\n`);
    expect((await loadPack(folder)).problems.length).toBeGreaterThan(0);
  });

  it('survives 20,000 levels of YAML and a file of a megabyte', async () => {
    await writeFile(join(folder, 'faq.md'), 'x'.repeat(1_000_000));
    expect((await loadPack(folder)).problems).toContainEqual(
      expect.objectContaining({ file: 'faq.md', message: expect.stringContaining('larger than 512 KB') }),
    );
    await writeFile(join(folder, 'pack.yaml'), `${'['.repeat(20_000)}${']'.repeat(20_000)}`);
    expect((await loadPack(folder)).problems).toContainEqual(expect.objectContaining({ file: 'pack.yaml' }));
  });
});

describe('names', () => {
  const named = (text: string) => {
    const { options, outside } = createNames({
      options: [
        { id: 'c', name: 'C', aliases: ['C99'] },
        { id: 'node', name: 'Node.js', aliases: ['node'] },
        { id: 'inn', name: "Chez André's", aliases: ['Zürich’s inn'] },
      ],
      outside: [{ name: 'Go', aliases: ['golang'], words: ['go'] }],
    }).read(text);
    return [...options, ...outside].join();
  };

  it.each([
    ['is C faster than node.js?', 'c,node'],
    ['is C++ faster than C#?', ''],
    ['node, or C99s?', 'node,c'],
    ['let us go for node next week', 'node'],
    ['go or node?', 'node,Go'],
    ['golang for this', 'Go'],
    ["is Chez André's good?", 'inn'],
    ['chez andre’s or node', 'inn,node'],
    ["what of zurich's inn", 'inn'],
    ['Chez Andrea', ''],
  ])('in %j are %j', (text, found) => expect(named(text)).toBe(found));
});
