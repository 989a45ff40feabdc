/** What a browser makes of markup, as far as our pages go: elements with their attributes, and text with its entities undone. */

type Tag = { name: string; attributes: Record<string, string>; isEnd: boolean; text: string };

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

export const undone = (text: string): string => text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => named[name] as string);

/** Every tag in order, each with the text up to the next one. Throws where the markup is not what we write: a tag that does not end, an attribute without quotes. */
export function tagsIn(markup: string): Tag[] {
  return markup
    .split(/(?=<)/)
    .filter((part) => part.startsWith('<'))
    .map((part) => {
      const [whole, slash, name, attributes] = /^<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"<>]*")?)*)\s*\/?>/i.exec(part) ?? [];
      if (whole === undefined || name === undefined) throw new Error(`not a tag of ours: ${part.slice(0, 80)}`);
      const pairs = [...(attributes ?? '').matchAll(/([a-z-]+)(?:="([^"]*)")?/gi)];
      return {
        name: name.toLowerCase(),
        attributes: Object.fromEntries(pairs.map(([, key = '', value = '']) => [key, undone(value)])),
        isEnd: slash === '/',
        text: undone(part.slice(whole.length)),
      };
    });
}

/** The text a person reads, what stands in fields included. */
export const textIn = (markup: string): string =>
  undone(markup.replace(/<[^>]*>/g, '\n')) +
  tagsIn(markup)
    .filter(
      ({ name, attributes }) =>
        name === 'img' || (name === 'input' && !['hidden', 'radio', 'checkbox'].includes(attributes.type ?? '')),
    )
    .map(({ attributes }) => `\n${attributes.value ?? attributes.alt}`)
    .join('');

/** What a browser would send of a form's fields, as they stand; a list where a name comes several times. */
export function fieldsIn(markup: string): Record<string, string | string[]> {
  const sent: Record<string, string | string[]> = {};
  let menu = '';
  const add = (name: string, value: string): void => {
    const before = sent[name];
    sent[name] = before === undefined ? value : [before, value].flat();
  };
  for (const { name, attributes, isEnd, text } of tagsIn(markup)) {
    if (name === 'select') menu = isEnd ? '' : (attributes.name ?? '');
    // Of a menu the first option is sent, unless another is selected.
    if (name === 'option' && !isEnd && (!(menu in sent) || 'selected' in attributes)) sent[menu] = attributes.value ?? '';
    if (isEnd || attributes.name === undefined) continue;
    const isOption = attributes.type === 'radio' || attributes.type === 'checkbox';
    // A textarea drops the line break it begins with, and line breaks are sent as CR LF.
    if (name === 'textarea') add(attributes.name, text.replace(/^\n/, '').replace(/\r?\n/g, '\r\n'));
    if (name === 'input' && (!isOption || 'checked' in attributes)) add(attributes.name, attributes.value ?? '');
  }
  return sent;
}
