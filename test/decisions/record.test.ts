import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { literal, slugOf } from '../../src/core/decisions/markdown.ts';
import { type Decision, fileOf, recordOf, reviewedOn, supersededBy, toMarkdown } from '../../src/core/decisions/record.ts';
import { act, type Vote } from '../../src/core/decisions/vote.ts';
import { madrFaults } from '../support/madr.ts';
import { hostile } from '../support/replies.ts';
import { ballotsOf, closing, day, noon, voteOf } from '../support/votes.ts';

const around = { number: 8, link: 'https://chat.example/thread', before: null, voted: [] };
const closedVote = (change: Partial<Vote> = {}): Vote =>
  act(voteOf(change), closing(null, ballotsOf([{ o1: 1 }, 'Warm.'], { o1: 1 }, [{ o2: 1 }, 'Sleepy.'])), noon + day);
const record = (change: Partial<Vote> = {}): Decision => recordOf(closedVote(change), around) as Decision;

describe('a decision record', () => {
  it('keeps the lines of its context, each of them literal', () => {
    const context = 'What we have:\r\n- four people\n# no time\n\nAnd *Postgres*.';
    const html = marked.parse(toMarkdown(record({ context })), { async: false });
    expect(html).toContain('<p>What we have:<br>- four people<br># no time</p>\n<p>And *Postgres*.</p>');
  });

  it('reads as MADR 4 asks', () => {
    const ground = {
      drivers: ['Warmth (40%)'],
      pros: { o1: ['Good, because it is warm (Tea, 2026).'] },
      source: 'Source: Tea (2026)',
    };
    const file = toMarkdown(record({ context: 'We are thirsty.\n\nAnd tired.', ground, reviewDays: 90 }));
    expect(madrFaults(file)).toEqual([]);
    expect(madrFaults(toMarkdown(reviewedOn(record(), noon, noon)))).toEqual([]);
    expect(file).toMatchInlineSnapshot(`
      "---
      status: "accepted"
      date: 2026-03-02
      decision-makers: ["p1", "p2", "p3"]
      consulted: []
      informed: []
      ---

      # What do we drink?

      ## Context and Problem Statement

      We are thirsty.

      And tired.

      ## Decision Drivers

      * Warmth (40%)

      ## Considered Options

      * Tea
      * Coffee
      * Water

      ## Decision Outcome

      Chosen option: "Tea", because it came first in the vote.

      3 voted. Closed at the deadline.

      * Tea: 2 people, 67%
      * Coffee: 1 person, 33%
      * Water: 0 people, 0%

      By name:

      * p1: Tea
      * p2: Tea
      * p3: Coffee

      Reasons given:

      * p1, for Tea: Warm.

      Dissent:

      * p3, for Coffee: Sleepy.

      ### Consequences

      * Good, because it is warm (Tea, 2026).

      ### Confirmation

      Agreed to be looked at again on 2026-05-31.

      ## Pros and Cons of the Options

      ### Tea

      * Good, because it is warm (Tea, 2026).

      ### Coffee

      * Neutral, because nothing was written down.

      ### Water

      * Neutral, because nothing was written down.

      ## More Information

      Put to the vote by Ana on 2026-03-01, in [this thread](https://chat.example/thread).

      Source: Tea (2026)
      "
    `);
  });

  it.each([...hostile, '_www.evil.example'].map((said) => [said]))('shows what people typed as they typed it: %s', (said) => {
    const options = voteOf().options.map((option) => ({ ...option, name: `${said} ${option.id}`, note: said }));
    const vote = voteOf({ question: said, context: said, options, starter: { id: 'x', name: said } });
    const ballots = [{ user: 'x', name: said, choice: { o1: 1 }, reason: said }];
    const found = recordOf(act(vote, closing(null, ballots), noon + day), { ...around, link: null }) as Decision;
    const file = toMarkdown(found);
    expect(madrFaults(file)).toEqual([]);
    const tokens: { type: string; raw: string }[] = [];
    marked.walkTokens(marked.lexer(file.replace(/^---[\s\S]*?\n---\n/, '')), (token) => void tokens.push(token));
    expect(
      tokens.filter(({ type }) =>
        ['link', 'image', 'html', 'em', 'strong', 'del', 'codespan', 'code', 'blockquote', 'table'].includes(type),
      ),
    ).toEqual([]);
  });

  it.each([...hostile, '_www.evil.example'].map((said) => [said]))('keeps a text literal in Markdown: %s', (said) => {
    const html = marked.parse(`x ${literal(said)}`, { async: false });
    const shown = html
      .replace(/^<p>|<\/p>\n$/g, '')
      .replace(
        /&(lt|gt|quot|#39|amp);/g,
        (_, name: string) => ({ lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' })[name] ?? '',
      );
    expect(shown).toBe(`x ${said.replace(/\s+/g, ' ').trim()}`);
  });

  it.each([
    ['Slash/Slash/', 'slash-slash'],
    ['"-Bar-"', 'bar'],
    ['../../etc/passwd', 'etc-passwd'],
    ['🎉', 'decision'],
    ['CON: NUL?', 'con-nul'],
    ['Größe & Überblick', 'größe-überblick'],
    ['x'.repeat(300), 'x'.repeat(60)],
    [`${'word '.repeat(30)}`, 'word-word-word-word-word-word-word-word-word-word-word-word'],
  ])('names a file safely: %s', (title, slug) => {
    expect(slugOf(title)).toBe(slug);
  });

  it('numbers by four digits that no YAML reader takes for octal', () => {
    for (const number of [8, 9]) {
      const file = toMarkdown({
        ...record(),
        number,
        status: { kind: 'superseded', by: number, file: fileOf({ number, title: 'B' }) },
      });
      expect(parse(file.split('---')[1] ?? '').status).toBe(`superseded by [ADR-000${number}](000${number}-b.md)`);
    }
    expect(fileOf({ number: 12_345, title: 'A' })).toBe('12345-a.md');
  });

  it('is superseded by a change of its status only, with links both ways', () => {
    const old = record();
    const next = recordOf(
      { ...closedVote(), question: 'And now?' },
      { number: 9, link: null, before: { ...old, isReplaced: true }, voted: [] },
    ) as Decision;
    const after = supersededBy(old, next);
    expect(toMarkdown(after).replace(/^status: .*$/m, '')).toBe(toMarkdown(old).replace(/^status: .*$/m, ''));
    expect(toMarkdown(after)).toContain('status: "superseded by [ADR-0009](0009-and-now.md)"');
    expect(toMarkdown(next)).toContain('Supersedes [ADR-0008](0008-what-do-we-drink.md).');
    const beside = recordOf(closedVote(), { ...around, before: { ...old, isReplaced: false } }) as Decision;
    expect(toMarkdown(beside)).toContain('[ADR-0008](0008-what-do-we-drink.md) was put to the vote again, and stands.');
  });

  it('is kept where a proposal was turned down, and not where nothing was decided', () => {
    expect(record({ threshold: 90 }).status.kind).toBe('rejected');
    expect(recordOf(act(voteOf(), closing(null, ballotsOf({ o1: 1 }, { o2: 1 })), noon), around)).toBeNull();
    expect(recordOf(closedVote({ quorum: 9 }), around)).toBeNull();
    expect(recordOf(voteOf(), around)).toBeNull();
  });
});
