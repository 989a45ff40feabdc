import { toHex } from '../hex.ts';

/**
 * While an anonymous vote is open, a keyed hash ties people to their choice, so that they can change it. At the close the key is destroyed, so
 * that nobody can compute the hash again, and the choices are deleted. docs/decisions.md says what that protects.
 */

/** The prefix of the kinds of rows that no export shows: ballots, and the key that hides whose they are. */
export const sealedPrefix = 'sealed:';

/** A key of 256 random bits, as text. */
export const createKey = (): string => toHex(crypto.getRandomValues(new Uint8Array(32)));

/** The name under which a person's choice is stored: HMAC-SHA-256 (RFC 2104) of who they are, under the key of one round of one vote. */
export async function pseudonym(key: string, user: string): Promise<string> {
  const bytes = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const secret = await crypto.subtle.importKey('raw', bytes.encode(key), algorithm, false, ['sign']);
  return toHex(new Uint8Array(await crypto.subtle.sign('HMAC', secret, bytes.encode(user))));
}
