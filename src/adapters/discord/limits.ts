import type { Limits } from '../../core/ports.ts';
import { plainBlock } from '../../core/reply.ts';
import { literal } from './markdown.ts';
import { type Component, renderBlock } from './render.ts';

/** "Messages allow up to 40 total components", nested ones included. https://docs.discord.com/developers/components/reference */
const components = 40;

/**
 * The text of all Text Displays of a message, as sent (weak: pending in https://github.com/discord/discord-api-docs/pull/8562). We count
 * the labels of buttons too.
 */
const text = 4_000;

/**
 * Past this many bytes of UTF-8, 12 for each Text Display included, Discord answers 500 (weak: measured in
 * https://github.com/discord/discord-api-docs/issues/8554). Texts of three bytes a character reach it first. We count the whole JSON.
 */
const bytes = 10_170;

/** "Message contents (up to 2000 characters)". https://docs.discord.com/developers/resources/message#create-message */
const content = 2_000;

/** "A string of 1 to 100 characters". https://docs.discord.com/developers/components/reference#anatomy-of-a-component-custom-id */
const customId = 100;

/** "description for the media, max 1024 characters". https://docs.discord.com/developers/components/reference#media-gallery */
const pictureAlt = 1_024;

/** For an address and its label together. "url: URL for link-style buttons, max 512 characters". https://docs.discord.com/developers/components/reference#button */
const address = 512;

export const limits: Limits = {
  message: { blocks: components, characters: text, tables: Infinity },
  characters: {
    heading: text,
    text,
    list: text,
    table: text,
    bars: text,
    picture: pictureAlt,
    file: text,
    link: address,
    buttons: text,
    choices: text,
    sources: text,
    feedback: text,
    form: text,
  },
  // A table is text here.
  table: { rows: Infinity, columns: Infinity },
  buttons: {
    // Five full rows: 30 components.
    count: 25,
    // "Max 80 characters". https://docs.discord.com/developers/components/reference#button
    label: 80,
  },
  // Of a button, two digits and a colon go before it, so that ids differ within a message.
  carries: customId - 3,
  form: {
    // "Between 1 and 5 (inclusive) components that make up the modal", and its other limits:
    fields: 5,
    // https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-modal
    title: 45,
    // https://docs.discord.com/developers/components/reference#label
    label: 45,
    hint: 100,
    // The button is Discord's own.
    submitLabel: Infinity,
    // https://docs.discord.com/developers/components/reference#string-select, which takes the most
    option: { label: 100, value: 100, count: 25 },
    // https://docs.discord.com/developers/components/reference#text-input
    text: 4_000,
  },
  measure(block) {
    const rendered = renderBlock(block);
    if (block.type === 'link') return { blocks: countComponents(rendered), characters: block.label.length + block.url.length };
    const json = Buffer.byteLength(JSON.stringify(rendered));
    return { blocks: countComponents(rendered), characters: Math.max(countText(rendered), Math.ceil((json * text) / bytes)) };
  },
};

/** The limits of a message without components, which holds a text and nothing else. */
export const plainLimits: Limits = {
  ...limits,
  message: { ...limits.message, characters: content },
  measure: (block) => ({ blocks: 1, characters: literal(plainBlock(block)).length }),
};

const childrenOf = (component: Component) => ('components' in component ? component.components : []);

const countComponents = (rendered: Component[]): number => rendered.length + rendered.flatMap(childrenOf).length;

const countText = (rendered: Component[]): number =>
  rendered.reduce((sum, each) => sum + ('content' in each ? each.content.length : 0), 0) +
  rendered.flatMap(childrenOf).reduce((sum, { label }) => sum + label.length, 0);

/** What one completion may be, and how many. https://docs.discord.com/developers/interactions/application-commands#autocomplete */
export const completions = { count: 25, characters: 100 };
