import { describe, expect, it } from 'vitest';
import { shownValue } from '../src/core/form.ts';
import type { Reply } from '../src/core/reply.ts';
import { previews } from '../src/previews.ts';
import { tagsIn, textIn } from './support/html-page.ts';
import { corpus, everywhere, formOn, forms, hostile, literals, squeeze } from './support/replies.ts';

const knownTags = 'div span p b em br ul li code svg path h2 table tbody tr td'.split(' ');

/** What a platform would show of a reply, as the page draws it from the payloads. */
const drawn = (preview: (typeof previews)[number], reply: Reply): string =>
  preview.payloads(reply).map(preview.look).map(String).join('\n');

describe.each(previews)('what $name would show', (preview) => {
  it.each(Object.entries(corpus))('draws all of a payload: %s', (_name, reply) => {
    const markup = drawn(preview, reply);
    const shown = squeeze(textIn(markup));
    // What is split over several messages stands there in pieces.
    const said = literals(reply).filter((text) => text.length < 60);
    expect(said.filter((text) => !shown.includes(squeeze(text)))).toEqual([]);
    expect(markup).not.toMatch(/Component \d|<p class="small">[a-z_]+<\/p>/);
  });

  it.each(hostile)('draws text as text: %j', (said) => {
    for (const reply of everywhere(said)) {
      const markup = drawn(preview, reply);
      expect(squeeze(textIn(markup))).toContain(squeeze(said));
      expect(tagsIn(markup).filter(({ name }) => !knownTags.includes(name))).toEqual([]);
    }
  });

  it.each(Object.entries(forms))('draws a form as it opens: %s', (_name, reply) => {
    const form = reply.blocks.find((block) => block.type === 'form')?.form;
    const shown = squeeze(textIn(String(preview.look(preview.modal(reply)))));
    const most = form && preview.name === 'Discord' && form.fields.length > 5 ? 4 : Infinity; // and whether to go on
    for (const field of form?.fields.slice(0, most) ?? []) {
      expect(shown).toContain(squeeze(field.label).slice(0, 20));
      if (field.value) expect(shown).toContain(squeeze(shownValue(field).split(', ')[0] ?? '').slice(0, 20));
    }
    expect(shown).toContain(preview.name === 'Discord' ? 'Submit' : 'Send');
  });

  it('says which of the options are picked', () => {
    const picked = (reply: Reply): string[] =>
      tagsIn(String(preview.look(preview.modal(reply)))).flatMap(({ attributes }, at, all) =>
        attributes.class === 'unseen' ? [all[at - 1]?.text.trim() ?? ''] : [],
      );
    expect(picked(forms['one of two'])).toEqual(['Option 1']);
    expect(picked(forms['some of three'])).toEqual(['Option 0', 'Option 2']);
  });

  it.each(hostile)('draws a form of text as text: %j', (said) => {
    const markup = String(preview.look(preview.modal(formOn(said))));
    expect(squeeze(textIn(markup))).toContain(squeeze(said).slice(0, 18));
    expect(tagsIn(markup).filter(({ name }) => !knownTags.includes(name))).toEqual([]);
  });

  it('has no modal where there is no form', () => {
    expect(preview.modal(corpus['an ordinary answer'])).toBeNull();
  });
});
