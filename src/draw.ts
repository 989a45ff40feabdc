/** Turns a drawing (SVG) into a PNG, with the machine's fonts. The library, with its native part, is loaded when the first one is asked for. */
export async function draw(svg: string): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js');
  return new Resvg(svg, { font: { loadSystemFonts: true, defaultFontFamily: 'DejaVu Sans' } }).render().asPng();
}
