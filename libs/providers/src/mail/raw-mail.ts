import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import mailsplit, { type MimeNode } from '@zone-eu/mailsplit';
import libmime from 'libmime';
import { decodeLongText } from '../charsets/decode-text.js';
import { mailHeader } from '../mail-references.js';
import { decodeAddressWords, decodeWords } from './encoded-words.js';

/** A file that came with a mail. */
export interface MailFile {
  filename: string;
  contentType: string;
  content: Buffer;
}

/** A whole mail (RFC 5322, MIME), taken apart. */
export interface RawMail {
  /** As text, folded as they came. */
  headers: string;
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  files: MailFile[];
  /** What could not be read, in words. */
  leftOut: string[];
}

/** Beyond these a mail is no mail, but an attempt on us. */
const MAX_PARTS = 2_000;
const MAX_DEPTH = 30;
const MAX_PARSE_MS = 10_000;
/** At a stretch; then other requests have their turn. */
const PIECE = 64 * 1024;
const MAX_HEADER_LENGTH = 1024 * 1024;
/** Of the text, and of the HTML, so much is taken: who lists messages reads them too. Bytes. */
export const MAX_TEXT_BYTES = 8 * 1024 * 1024;

/** What is said where it was more. */
export const TEXT_CUT = `the text, beyond its first ${MAX_TEXT_BYTES} bytes`;
export const HTML_CUT = `the HTML, beyond its first ${MAX_TEXT_BYTES} bytes`;

interface Leaf {
  node: MimeNode;
  chunks: Buffer[];
}

/**
 * Takes a mail apart. Mails in it (message/rfc822) stay files. One that cannot be taken apart, or in which nothing was found, is
 * itself the file, whole, and that is said. Never throws.
 */
export async function readRawMail(bytes: Buffer): Promise<RawMail> {
  const head = bytes.subarray(0, headEnd(bytes));
  try {
    const leaves = await leavesOf(bytes);
    const bodies = leaves.filter(({ node }) => isText(node));
    const headers = await headersOf(
      head,
      bodies.map(({ node }) => node.charset || null).find((one) => one !== null),
    );
    const plain = await textOf(bodies.filter(({ node }) => node.contentType !== 'text/html'));
    const rich = await textOf(bodies.filter(({ node }) => node.contentType === 'text/html'));
    const [text, html] = [plain.text, rich.text];
    const leftOut = [plain.isCut ? TEXT_CUT : [], rich.isCut ? HTML_CUT : []].flat();
    const files = await filesOf(leaves.filter(({ node }) => !isText(node)));
    const isEmpty = text === '' && html === '' && files.length === 0;
    if (isEmpty && bytes.subarray(head.length).toString('latin1').trim() !== '')
      throw new Error('nothing was found in it');
    return { ...headers, text, html, files, leftOut };
  } catch (error) {
    const file = { filename: 'mail.eml', contentType: 'message/rfc822', content: bytes };
    const leftOut = [`the mail could not be taken apart (${(error as Error).message}): it is attached whole`];
    return { ...(await headersOf(head)), text: '', html: '', files: [file], leftOut };
  }
}

/** The parts that hold no others. @throws Error beyond the bounds. */
async function leavesOf(bytes: Buffer): Promise<Leaf[]> {
  const splitter = new mailsplit.Splitter({ ignoreEmbedded: true, maxChildNodes: MAX_PARTS });
  const late = setTimeout(() => splitter.destroy(new Error('it takes too long')), MAX_PARSE_MS);
  const leaves = new Map<MimeNode, Leaf>();
  try {
    await pipeline(Readable.from(piecesOf(bytes)), splitter, async (chunks: AsyncIterable<Chunk>) => {
      for await (const chunk of chunks) {
        if (chunk.type === 'node') {
          if (depthOf(chunk) > MAX_DEPTH) throw new Error(`parts in parts, over ${MAX_DEPTH} deep`);
          if (!chunk.multipart) leaves.set(chunk, { node: chunk, chunks: [] });
        } else if (chunk.type === 'body' && chunk.value) leaves.get(chunk.node)?.chunks.push(chunk.value);
      }
    });
  } finally {
    clearTimeout(late);
  }
  return [...leaves.values()];
}

type Chunk = MimeNode | { type: 'body' | 'data'; node: MimeNode; value?: Buffer };

function* piecesOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}

function depthOf(node: MimeNode): number {
  let depth = 0;
  for (let parent = node.parentNode; parent; parent = parent.parentNode) depth += 1;
  return depth;
}

/** What a reader sees as the mail itself. */
function isText({ contentType, disposition, filename }: MimeNode): boolean {
  const isBody = contentType === 'text/plain' || contentType === 'text/html' || !contentType;
  return isBody && disposition !== 'attachment' && !filename;
}

async function textOf(leaves: Leaf[]): Promise<{ text: string; isCut: boolean }> {
  const texts: string[] = [];
  let [room, isCut] = [MAX_TEXT_BYTES, false];
  for (const leaf of leaves) {
    const { node } = leaf;
    const content = await contentOf(leaf);
    isCut ||= content.length > room;
    const text = (await decodeLongText(content.subarray(0, room), node.charset || null)).replaceAll(
      '\r\n',
      '\n',
    );
    room = Math.max(0, room - content.length);
    texts.push((node.flowed ? libmime.decodeFlowed(text, node.delSp) : text).replace(/\n+$/, ''));
  }
  return { text: texts.filter((text) => text !== '').join('\n'), isCut };
}

async function filesOf(leaves: Leaf[]): Promise<MailFile[]> {
  const files: MailFile[] = [];
  for (const leaf of leaves) {
    const { filename, contentType } = leaf.node;
    const content = await contentOf(leaf);
    if (content.length === 0 && !filename) continue;
    files.push({ filename: filename || '', contentType: contentType || '', content });
  }
  return files;
}

async function contentOf({ node, chunks }: Leaf): Promise<Buffer> {
  const decoded: Buffer[] = [];
  await pipeline(Readable.from(chunks), node.getDecoder(), async (pieces: AsyncIterable<Buffer>) => {
    for await (const piece of pieces) decoded.push(piece);
  });
  return Buffer.concat(decoded);
}

/** `label`: what headers that are not in ASCII, against the standards, are probably written in. */
async function headersOf(head: Buffer, label?: string | null) {
  const headers = await decodeLongText(head, label);
  const value = (name: string) => mailHeader(headers, name) ?? '';
  const [from, to] = [value('from'), value('to')].map((list) => decodeAddressWords(list).trim());
  return { headers, from: from ?? '', to: to ?? '', subject: decodeWords(value('subject')).trim() };
}

function headEnd(bytes: Buffer): number {
  const ends = ['\r\n\r\n', '\n\n'].map((end) => bytes.indexOf(end)).filter((at) => at >= 0);
  return Math.min(...ends, bytes.length, MAX_HEADER_LENGTH);
}
