import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { BotError } from '../core/errors.ts';

/** Encrypts what must not be read in a backup. `context` is what a text belongs to: sealed for one, it opens for no other. */
export type Vault = {
  /** Names the key that seals. Says nothing of the key. */
  keyId: string;
  /** Names every key that opens. */
  keyIds: string[];
  seal(text: string, context: string): string;
  /** @throws BotError `key-missing` where no key has this id */
  check(keyId: string): void;
  /** @throws BotError `key-missing` where no key has this id; an Error where the text was changed or belongs to another context */
  open(sealed: string, keyId: string, context: string): string;
};

const algorithm = 'aes-256-gcm';
/** 96 random bits, "the recommended length"; far fewer than 2^32 texts are sealed under one key. NIST SP 800-38D, 8.2 and 8.3 */
const nonceLength = 12;
const tagLength = 16;

/** A vault over 32-byte keys: `key` seals and opens, `older` keys only open. */
export function createVault(key: Buffer, older: Buffer[]): Vault {
  const keys = new Map([...older, key].map((each) => [idOf(each), each]));
  const find = (keyId: string): Buffer => {
    const found = keys.get(keyId);
    if (found) return found;
    throw new BotError(
      'key-missing',
      `Something is encrypted with the key ${keyId}, which is not set: put the earlier key into TIEBREAK_KEY_OLD. If it is lost, \`npm run -s tiebreak -- rekey --lost\` forgets what it encrypted: those workspaces then install the app again.`,
    );
  };
  return {
    keyId: idOf(key),
    keyIds: [...keys.keys()],
    check: (keyId) => void find(keyId),
    seal(text, context) {
      const nonce = randomBytes(nonceLength);
      const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
    },
    open(sealed, keyId, context) {
      const bytes = Buffer.from(sealed, 'base64');
      const decipher = createDecipheriv(algorithm, find(keyId), bytes.subarray(0, nonceLength), { authTagLength: tagLength })
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength));
      return Buffer.concat([decipher.update(bytes.subarray(nonceLength + tagLength)), decipher.final()]).toString('utf8');
    },
  };
}

const idOf = (key: Buffer): string => createHash('sha256').update('tiebreak key id').update(key).digest('hex').slice(0, 12);
