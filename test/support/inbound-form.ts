import { randomUUID } from 'node:crypto';

/** A part of a form: a field's text, or its bytes; with a name or a type, as its headers say. */
interface Part {
  content: string | Buffer;
  filename?: string;
  type?: string;
}

export type Parts = Record<string, string | Buffer | Part>;

/** Posts a form as SendGrid's Inbound Parse does, byte for byte; answers the status. */
export async function postForm(url: string, parts: Parts): Promise<number> {
  const boundary = randomUUID();
  const pieces = Object.entries(parts).flatMap(([name, given]) => {
    const part: Part = typeof given === 'string' || Buffer.isBuffer(given) ? { content: given } : given;
    const { content, filename, type } = part;
    const named = filename === undefined ? '' : `; filename="${filename}"`;
    const typed = type === undefined ? '' : `Content-Type: ${type}\r\n`;
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${named}\r\n${typed}\r\n`;
    return [Buffer.from(head), Buffer.from(content as Buffer), Buffer.from('\r\n')];
  });
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]),
  });
  await response.arrayBuffer();
  return response.status;
}
