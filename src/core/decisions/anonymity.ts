/**
 * What ties a person to their choice while an anonymous vote is open: a keyed hash, so that they can change it. Without the key, which is
 * destroyed at the close, nobody can work it out again; the choices themselves go too. docs/decisions.md says what that protects.
 */

/** What kinds of rows begin with that no export shows: choices of votes, and the key that hides whose they are. */
export const sealed = 'sealed:';

/** A key of 256 random bits, as text. */
export const createKey = (): string => toText(crypto.getRandomValues(new Uint8Array(32)));

/** Names a person's choice: HMAC-SHA-256 (RFC 2104) of who, under the key of one round of one vote. */
export async function pseudonym(key: string, user: string): Promise<string> {
  const bytes = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const secret = await crypto.subtle.importKey('raw', bytes.encode(key), algorithm, false, ['sign']);
  return toText(new Uint8Array(await crypto.subtle.sign('HMAC', secret, bytes.encode(user))));
}

const toText = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
