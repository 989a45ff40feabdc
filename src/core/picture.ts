import { shorten } from './cut.ts';
import { type Bars, type Picture, picture, plainBlock } from './reply.ts';

/** In pixels: the width of a phone, at double density. */
const width = 720;
const rowHeight = 44;
const top = 64;
const labelWidth = 260;
/** How many characters fit into a label. */
const longestLabel = 24;
const numberWidth = 80;
const colors = { paper: '#ffffff', ink: '#1d1c1d', faint: '#e8e8e8', ahead: '#2f6f9f', behind: '#b5651d' };

/**
 * Bars as a picture: those above zero to the right of a line, those below to the left, in colours that colour-blind people can tell apart. Its `alt`
 * says what it shows. Pure; `name` is the file's, without an extension.
 */
export function pictureOf(name: string, block: Bars): Picture {
  const isSigned = block.bars.some(({ value }) => value < 0);
  const room = width - labelWidth - numberWidth - 24;
  const zero = labelWidth + (isSigned ? room / 2 : 0);
  const scale = (isSigned ? room / 2 : room) / block.most;
  const height = top + rowHeight * block.bars.length + 16;
  const rows = block.bars.map(({ label, value, shown }, at) => {
    const y = top + at * rowHeight;
    const length = Math.min(room, Math.abs(value) * scale);
    const x = value < 0 ? zero - length : zero;
    return [
      `<text x="${labelWidth - 14}" y="${y + 26}" text-anchor="end" font-size="20">${escapeXml(shorten(label, longestLabel))}</text>`,
      `<rect x="${round(x)}" y="${y + 6}" width="${round(Math.max(1, length))}" height="28" rx="3" fill="${value < 0 ? colors.behind : colors.ahead}"/>`,
      `<text x="${width - 16}" y="${y + 26}" text-anchor="end" font-size="20" font-weight="bold">${escapeXml(shown)}</text>`,
    ].join('');
  });
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" fill="${colors.ink}">`,
    `<rect width="${width}" height="${height}" fill="${colors.paper}"/>`,
    `<text x="16" y="38" font-size="24" font-weight="bold">${escapeXml(block.caption)}</text>`,
    `<rect x="${round(zero - 1)}" y="${top}" width="2" height="${rowHeight * block.bars.length}" fill="${colors.faint}"/>`,
    ...rows,
    '</svg>',
  ].join('');
  return picture(name, plainBlock(block), svg);
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** Text for XML, without the characters that XML cannot hold. */
const escapeXml = (said: string): string =>
  said
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
