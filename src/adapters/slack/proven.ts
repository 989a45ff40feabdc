import { type Block, type Inline, plainBlock, type Reply } from '../../core/reply.ts';
import { hasEmoji } from './text.ts';

/** What Slack has been seen to take: the kinds of blocks in messages that it accepted. */
export type Proven = {
  /** Slack took a message. */
  taken(reply: Reply): void;
  /** Slack refused the blocks of a message: nothing in it counts as taken until it is again. */
  refused(reply: Reply): void;
  /** Whether everything in a message is of a kind that Slack takes. */
  holds(reply: Reply): boolean;
};

/** For one process: Slack's blocks are the same in every workspace. */
export function createProven(): Proven {
  const kinds = new Set<string>();
  return {
    taken: (reply) => kindsIn(reply).forEach((kind) => void kinds.add(kind)),
    refused: (reply) => kindsIn(reply).forEach((kind) => void kinds.delete(kind)),
    holds: (reply) => kindsIn(reply).every((kind) => kinds.has(kind)),
  };
}

/** A block is rendered by its type alone, but for a moment or an emoji in its text, which are elements of their own. */
const kindsIn = ({ blocks }: Reply): string[] =>
  blocks.map((block) =>
    [block.type, ...(hasTime(block) ? ['with a time'] : []), ...(hasEmoji(plainBlock(block)) ? ['with an emoji'] : [])].join(' '),
  );

const hasTime = (block: Block): boolean =>
  block.type === 'text' ? block.inlines.some(isTime) : block.type === 'list' && block.items.some((item) => item.some(isTime));
const isTime = ({ time }: Inline): boolean => time !== undefined;
