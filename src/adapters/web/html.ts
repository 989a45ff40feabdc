import type { Response } from 'express';

/** Markup that is safe to show: only `html` makes it. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }

  toString(): string {
    return this.markup;
  }
}

/** What a template may hold: text is escaped, markup is not, lists are joined; null and false show nothing. */
export type Part = Html | string | number | null | undefined | false | Part[];

/** Markup from a template. Every text in it is escaped, both within elements and within attributes in double quotes. */
export const html = (strings: TemplateStringsArray, ...parts: Part[]): Html =>
  new Html(strings.reduce((markup, string, index) => `${markup}${shown(parts[index - 1])}${string}`));

function shown(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Html) return part.markup;
  return Array.isArray(part) ? part.map(shown).join('') : escapeText(String(part));
}

/** Answers with a page. */
export const sendPage = (response: Response, page: Html, status = 200): void =>
  void response.status(status).type('html').send(String(page));

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escapeText = (text: string): string => text.toWellFormed().replace(/[&<>"']/g, (character) => escapes[character] as string);
