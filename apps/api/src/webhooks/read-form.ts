import { BadRequestException, PayloadTooLargeException } from '@nestjs/common';
import type { FormFile } from '#providers';
import busboy from 'busboy';
import type { Request } from 'express';

/** SendGrid's own limit for a mail with its attachments is 30 MB; the rest is the form around it. */
const LARGEST = 31 * 1024 * 1024;
const LIMITS = { fieldSize: 5 * 1024 * 1024, fields: 60, fileSize: 30 * 1024 * 1024, files: 50, parts: 110 };

export interface Form {
  fields: Record<string, string>;
  files: FormFile[];
}

/**
 * Reads a multipart form, bounded in size and parts. SendGrid leaves texts in the mail's own character sets and names them
 * in the field `charsets`.
 * @throws PayloadTooLargeException beyond the bounds, BadRequestException for what is no such form.
 */
export function readForm(request: Request): Promise<Form> {
  return new Promise((resolve, reject) => {
    const raw = new Map<string, string>();
    const files: FormFile[] = [];
    const parser = parserOf(request);
    let bytes = 0;
    const fail = (error: Error) => {
      request.unpipe(parser);
      request.resume();
      reject(error);
    };
    const tooLarge = () =>
      fail(new PayloadTooLargeException(`at most ${LARGEST} bytes and ${LIMITS.parts} parts`));
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > LARGEST) tooLarge();
    });
    request.on('aborted', () => fail(new BadRequestException('the form was cut off')));
    parser.on('field', (name, value) => raw.set(name, value));
    parser.on('file', (fieldname, stream, { filename, mimeType }) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('limit', tooLarge);
      stream.on('end', () => {
        const buffer = Buffer.concat(chunks);
        files.push({ fieldname, originalname: filename ?? '', mimetype: mimeType, buffer });
      });
    });
    for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) parser.on(limit, tooLarge);
    parser.on('error', (error) => fail(new BadRequestException(`the form cannot be read: ${error.message}`)));
    parser.on('close', () => resolve({ fields: decoded(raw), files }));
    request.pipe(parser);
  });
}

function parserOf({ headers }: Request) {
  try {
    // Latin-1 keeps every byte, to be decoded when the character sets are known.
    return busboy({ headers, limits: LIMITS, defCharset: 'latin1', defParamCharset: 'utf8' });
  } catch (error) {
    throw new BadRequestException(`the body is no multipart form: ${(error as Error).message}`);
  }
}

function decoded(raw: Map<string, string>): Record<string, string> {
  const charsets = charsetsIn(raw.get('charsets'));
  return Object.fromEntries([...raw].map(([name, value]) => [name, decode(value, charsets[name])]));
}

function decode(value: string, charset = 'utf-8'): string {
  if (/[^\u0020-\u00ff\s]/.test(value)) return value; // the part named its character set itself
  try {
    return new TextDecoder(charset, { fatal: true }).decode(Buffer.from(value, 'latin1'));
  } catch {
    return value;
  }
}

function charsetsIn(json = '{}'): Record<string, string> {
  try {
    const given = JSON.parse(json) as unknown;
    return Object.fromEntries(
      Object.entries(given ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return {};
  }
}
