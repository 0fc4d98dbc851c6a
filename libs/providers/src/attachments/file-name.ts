import { parse } from 'content-disposition';
import type { IncomingHttpHeaders } from 'node:http';
import { MIMEType } from 'node:util';
import mime from 'mime-types';

const MAX_NAME_LENGTH = 200;
const ANY_TYPE = 'application/octet-stream';
/** RFC 9110, 8.3.1: type and subtype are tokens. */
const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/;
/** RFC 5545, 3.7.2: a token of IANA's, as REQUEST, REPLY and CANCEL are. */
const METHOD = /^[A-Za-z0-9-]{1,40}$/;

/**
 * What a file is called and what it holds, by what its server says, else by its address. `place` counts from 1. Of the
 * type's parameters only a calendar's method stays: an invitation is none without it (RFC 6047, 2.4).
 */
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
  const method = contentType === 'text/calendar' ? methodOf(headers['content-type']) : null;
  return {
    filename: extension ? `${stem}.${extension}` : stem,
    contentType: method === null ? contentType : `${contentType}; method=${method}`,
  };
}

function methodOf(header = ''): string | null {
  try {
    const method = new MIMEType(header).params.get('method')?.trim() ?? '';
    return METHOD.test(method) ? method.toUpperCase() : null;
  } catch {
    return null;
  }
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
  const bounded = [...clean].slice(-MAX_NAME_LENGTH).join('');
  return bounded === '' || /^\.+$/.test(bounded) ? null : bounded;
}
