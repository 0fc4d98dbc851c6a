import { BadRequestException, PayloadTooLargeException } from '@nestjs/common';
import type { FormPart } from '#providers';
import { Dicer } from '@fastify/busboy';
import { decodeExtended, parse } from 'content-disposition';
import type { Request } from 'express';

/** SendGrid's own limit for a mail with its attachments is 30 MB; the rest is the form around it. */
const MAX_BYTES = 31 * 1024 * 1024;
/** Far more than mails have: each costs more than its bytes. */
const MAX_PARTS = 5_000;
const MAX_BOUNDARY_LENGTH = 200;

type PartHeaders = Record<string, string[] | undefined>;

/**
 * Reads a multipart form, each part whole and as bytes: what charset a text is in may be said by another. Bounded in bytes and parts
 * alone, so that nothing is cut.
 * @throws PayloadTooLargeException beyond the bounds, BadRequestException for what is no such form.
 */
export function readForm(request: Request): Promise<FormPart[]> {
  const parser = new Dicer({ boundary: boundaryOf(request) });
  return new Promise((resolve, reject) => {
    const parts: FormPart[] = [];
    let bytes = 0;
    let count = 0;
    const fail = (error: Error) => {
      request.unpipe(parser);
      request.resume();
      reject(error);
    };
    const unreadable = ({ message }: Error) =>
      fail(new BadRequestException(`the form cannot be read: ${message}`));
    const tooLarge = () =>
      fail(new PayloadTooLargeException(`at most ${MAX_BYTES} bytes and ${MAX_PARTS} parts`));
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_BYTES) tooLarge();
    });
    request.on('aborted', () => fail(new BadRequestException('the form was cut off')));
    parser.on('part', (part) => {
      count += 1;
      if (count > MAX_PARTS) tooLarge();
      let headers: PartHeaders = {};
      const chunks: Buffer[] = [];
      part.on('header', (given) => (headers = given as PartHeaders));
      part.on('data', (chunk: Buffer) => chunks.push(chunk));
      part.on('end', () => parts.push(partOf(headers, Buffer.concat(chunks))));
      part.on('error', unreadable);
    });
    parser.on('error', unreadable);
    parser.on('finish', () => resolve(parts));
    request.pipe(parser);
  });
}

/** @throws BadRequestException for a body that is no multipart form. */
function boundaryOf({ headers }: Request): string {
  const type = headers['content-type'] ?? '';
  const [, quoted, bare] =
    /^multipart\/form-data\b.*?;\s*boundary=(?:"([^"]+)"|([^;\s"]+))/i.exec(type) ?? [];
  const boundary = quoted ?? bare ?? '';
  if (boundary === '' || boundary.length > MAX_BOUNDARY_LENGTH)
    throw new BadRequestException('the body is no multipart form: its type, or the boundary, is missing');
  return boundary;
}

function partOf(headers: PartHeaders, content: Buffer): FormPart {
  const disposition = parse(headers['content-disposition']?.[0] ?? '', { multipart: true, extended: false });
  const type = headers['content-type']?.[0] ?? '';
  const { name = '', filename, 'filename*': extended } = disposition.parameters;
  const decoded = extended === undefined ? undefined : decodeExtended(extended);
  return {
    name,
    filename:
      decoded !== undefined
        ? Buffer.from(decoded)
        : filename !== undefined
          ? Buffer.from(filename, 'latin1')
          : null,
    contentType: (type.split(';', 1)[0] as string).trim().toLowerCase(),
    charset: /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(type)?.[1] ?? null,
    content,
  };
}
