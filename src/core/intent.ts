/**
 * What somebody wants, in the command table's terms, however it was said: a slash command, a mention, a button.
 * `share` asks for the answer in front of the whole channel.
 */
export type Intent = { verb: string; args: Record<string, string>; share?: true };

/** An intent as one short line of text for a button to carry: `ask?entry=faq%3Afaster`, or `share/ask?...`. */
export function encodeIntent(intent: Intent): string {
  const known = encoded.get(intent);
  if (known !== undefined) return known;
  const query = new URLSearchParams(intent.args).toString();
  const made = `${intent.share ? 'share/' : ''}${intent.verb}${query ? `?${query}` : ''}`;
  encoded.set(intent, made);
  return made;
}

/** A button is measured, cut to size and rendered: each asks again. */
const encoded = new WeakMap<Intent, string>();

/** Reads what `encodeIntent` wrote; null for anything else. */
export function decodeIntent(action: string): Intent | null {
  const match = /^(share\/)?([a-z-]+)(?:\?(.*))?$/.exec(action);
  if (!match?.[2]) return null;
  const args = Object.fromEntries(new URLSearchParams(match[3] ?? ''));
  return match[1] ? { verb: match[2], args, share: true } : { verb: match[2], args };
}
