import { marked } from 'marked';
import { parse } from 'yaml';
import { z } from 'zod';

const FrontMatter = z.strictObject({
  status: z.string().regex(/^(proposed|rejected|accepted|deprecated|superseded by \[ADR-\d{4,}\]\(\d{4,}-[^/()]+\.md\))$/),
  date: z.string().regex(/^\d{4}-\d\d-\d\d$/),
  'decision-makers': z.array(z.string()),
  consulted: z.array(z.string()),
  informed: z.array(z.string()),
});

const sections = [
  [2, 'Context and Problem Statement'],
  [2, 'Decision Drivers'],
  [2, 'Considered Options'],
  [2, 'Decision Outcome'],
  [3, 'Consequences'],
  [3, 'Confirmation'],
  [2, 'Pros and Cons of the Options'],
  [2, 'More Information'],
] as const;

/** What MADR 4.0.0 asks of a file and this one has not: https://github.com/adr/madr/blob/4.0.0/template/adr-template.md */
export function madrFaults(file: string): string[] {
  const [, front = '', body = ''] = /^---\n([\s\S]*?\n)---\n\n([\s\S]*)$/.exec(file) ?? [];
  if (body === '') return ['no front matter'];
  const { error } = FrontMatter.safeParse(parse(front, { schema: 'core' }));
  const tokens = marked.lexer(body);
  const headings = tokens.flatMap((token) =>
    token.type === 'heading' ? [{ depth: token.depth as number, text: token.text as string }] : [],
  );
  const titles = headings.filter(({ depth }) => depth === 1);
  const found = headings.filter(({ depth, text }) => sections.some(([level, title]) => level === depth && title === text));
  const at = headings.findIndex(({ text }) => text === 'Pros and Cons of the Options');
  const end = headings.findIndex(({ text }) => text === 'More Information');
  const options = headings.slice(at + 1, end);
  const considered = tokens[tokens.findIndex((token) => token.type === 'heading' && token.text === 'Considered Options') + 2];
  const listed = considered?.type === 'list' ? considered.items.map(({ text }: { text: string }) => text) : [];
  return [
    ...(error ? [z.prettifyError(error)] : []),
    ...(/^status: "/m.test(front) ? [] : ['the status is not quoted']),
    ...(titles.length === 1 && headings[0] === titles[0] ? [] : ['not one title, at the top']),
    ...(JSON.stringify(found.map(({ depth, text }) => [depth, text])) === JSON.stringify(sections)
      ? []
      : [`sections: ${found.map(({ text }) => text).join(', ')}`]),
    ...(JSON.stringify(options.map(({ text }) => text)) === JSON.stringify(listed)
      ? []
      : ['the options considered are not those with pros and cons']),
    ...(/^(Chosen option: "|No option was chosen: )/m.test(body) ? [] : ['no outcome']),
  ];
}
