import { parse } from 'content-disposition';
import type { IncomingHttpHeaders } from 'node:http';
import mime from 'mime-types';

const LONGEST_NAME = 200;
const ANY_TYPE = 'application/octet-stream';
/** RFC 9110, 8.3.1: type and subtype are tokens. */
const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/;

/** What a file is called and what it holds, by what its server says, else by its address. `place` counts from 1. */
export function describeFile(
  headers: IncomingHttpHeaders,
  url: URL,
  place: number,
): { filename: string; contentType: string } {
  const declared = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  const named = safeName(dispositionName(headers['content-disposition'])) ?? safeName(lastSegment(url));
  const stem = named ?? `attachment-${place}`;
  const contentType = MEDIA_TYPE.test(declared) ? declared : mime.lookup(stem) || ANY_TYPE;
  const extension = /\.\w{1,8}$/.test(stem) || contentType === ANY_TYPE ? false : mime.extension(contentType);
  return { filename: extension ? `${stem}.${extension}` : stem, contentType };
}

/** RFC 6266, in either form; null when it says nothing, or nothing readable. */
function dispositionName(header: string | undefined): string | null {
  if (header === undefined) return null;
  try {
    return parse(header).parameters.filename ?? null;
  } catch {
    return null;
  }
}

function lastSegment({ pathname }: URL): string {
  const segment = pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Without a path, control characters, or what else a name on somebody's disk should not have. */
function safeName(name: string | null): string | null {
  const base = name?.split(/[/\\]/).at(-1) ?? '';
  const clean = base
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '')
    .trim();
  const bounded = [...clean].slice(-LONGEST_NAME).join('');
  return bounded === '' || /^\.+$/.test(bounded) ? null : bounded;
}
