import type { webApi } from '@slack/bolt';
import { shorten } from '../../core/cut.ts';
import type { Draw } from '../../core/ports.ts';
import { type Block, type FileBlock, fileText, type Picture, text } from '../../core/reply.ts';
import { refusal } from './errors.ts';

/** What goes up as a file of its own, beside the messages. */
export type Attachment = FileBlock | Picture;

export const isAttachment = (block: Block | undefined): block is Attachment =>
  block?.type === 'file' || block?.type === 'picture';

/** Where a file is shown to everybody: it cannot be for one person. */
export type Place = { channel: string; thread: string | null };

type Uploader = { client: webApi.WebClient; draw: Draw; timeout: number };

/**
 * Shows a file in a place, by the three calls of https://docs.slack.dev/messaging/working-with-files#uploading_files. The SDK's
 * `filesUploadV2` makes the same ones, and hides the code of what went wrong.
 * @throws what Slack said; before the last call nobody has seen anything
 */
export async function upload(block: Attachment, { channel, thread }: Place, { client, draw, timeout }: Uploader): Promise<void> {
  const data = block.type === 'file' ? Buffer.from(block.content) : await drawn(block, draw);
  const title = titleOf(block);
  const { upload_url = '', file_id = '' } = await client.files.getUploadURLExternal({
    filename: title,
    length: data.length,
    ...(block.type === 'picture' ? described(block) : {}),
  });
  const taken = await fetch(upload_url, { method: 'POST', body: data, signal: AbortSignal.timeout(timeout) });
  await taken.arrayBuffer();
  if (!taken.ok) throw refusal('Slack did not take a file', `http_${taken.status}`);
  await client.files.completeUploadExternal({
    files: [{ id: file_id, title }],
    channel_id: channel,
    ...(thread === null ? {} : { thread_ts: thread }),
  } as webApi.FilesCompleteUploadExternalArguments);
}

/** What cannot be drawn now never can: as good as refused. */
const drawn = async ({ svg }: Picture, draw: Draw): Promise<Buffer> =>
  draw(svg).then(Buffer.from, (cause) => {
    throw refusal('A picture could not be drawn', 'not_drawn', { cause });
  });

/** "alt_txt_too_large: Description for the image is longer than the limit of 1000 character". */
const longestAlt = 1_000;

/** The SDK types call it `alt_text`, which Slack does not know. https://docs.slack.dev/reference/methods/files.getUploadURLExternal */
const described = ({ alt }: Picture): object => ({ alt_txt: shorten(alt, longestAlt) });

export const titleOf = (block: Attachment): string => (block.type === 'file' ? block.name : `${block.name}.png`);

const unseen =
  'Slack shows a file to everybody here or to nobody, so this is what is in it. Share it, or ask me in a direct message, and you get the file.';

/** An attachment in words; `code`: why it could not be uploaded, null where only one person may see it. */
export function inWords(block: Attachment, code: string | null): Block[] {
  if (block.type === 'picture') return [text(block.alt)];
  const why = code === null ? unseen : `${advice[code] ?? 'Slack did not take the file.'} This is what is in it.`;
  return [text(why), fileText(block)];
}

const advice: Record<string, string> = {
  missing_scope: 'I may not upload files here: whoever installed me has to install me again with the scope files:write.',
  no_permission: 'I may not upload files here: whoever installed me has to install me again with the scope files:write.',
  not_in_channel: 'I can only give you the file where I was invited.',
  channel_not_found: 'I can only give you the file where I was invited.',
};
