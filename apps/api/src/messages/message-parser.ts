import { Injectable } from '@nestjs/common';
import { forEachYielding } from '#config';
import { type Draft, Endpoints, Replies, RouteTable } from '#messaging';
import type { FieldError } from '../problems/field-error.js';
import { ValidBodyPipe } from '../http/validation/valid-body.pipe.js';
import { draftOf } from './draft-of.js';
import { SendMessageDto } from './send-message.dto.js';

/** Why a message is not accepted. */
export interface Rejection {
  status: 404 | 422;
  errors: FieldError[];
}

const REJECTIONS = {
  no_parent: rejection(404, 'parent_id', 'names no message'),
  other_pair: rejection(422, 'parent_id', 'names a message between others, or on another channel'),
};

export function isRejection(read: Draft | Rejection): read is Rejection {
  return 'errors' in read;
}

/** Reads what clients want to be sent. */
@Injectable()
export class MessageParser {
  private readonly body = new ValidBodyPipe(SendMessageDto);

  constructor(
    private readonly endpoints: Endpoints,
    private readonly replies: Replies,
    private readonly routes: RouteTable,
  ) {}

  /** For each of these bodies, in order, what is to be sent, or why it cannot be. `whole`: what a body is called. */
  async readAll(bodies: unknown[], whole: string): Promise<(Draft | Rejection)[]> {
    const read: (Draft | Rejection)[] = [];
    const parents = new Map<number, string>();
    await forEachYielding(bodies, (body, index) => {
      const checked = this.check(body, whole);
      if ('value' in checked && checked.value.parent_id)
        parents.set(index, checked.value.parent_id.toLowerCase());
      read.push('value' in checked ? draftOf(checked.value) : { status: 422, errors: checked.errors });
    });
    if (parents.size > 0) await this.placeReplies(read, parents);
    return read;
  }

  private check(body: unknown, whole: string) {
    const checked = this.body.check(body, whole);
    if ('errors' in checked) return checked;
    const { type, from, to, tags, callback_url: callbackUrl } = checked.value;
    const lacking = this.routes.lackFor({ type, from, to, tags: tags ?? [] });
    if (lacking !== null) {
      const reason = `"${type}" is not sent here: ${lacking.account} is not configured (${lacking.lack})`;
      return { errors: [{ field: 'type', reason }] };
    }
    const reason = callbackUrl ? this.endpoints.faultOf(callbackUrl) : null;
    return reason === null ? checked : { errors: [{ field: 'callback_url', reason }] };
  }

  private async placeReplies(read: (Draft | Rejection)[], parents: Map<number, string>): Promise<void> {
    const wanted = [...parents].map(([index, parentId]) => ({ draft: read[index] as Draft, parentId }));
    const placed = await this.replies.place(wanted);
    [...parents.keys()].forEach((index, position) => {
      const place = placed[position] as Draft | keyof typeof REJECTIONS;
      read[index] = typeof place === 'string' ? REJECTIONS[place] : place;
    });
  }
}

function rejection(status: Rejection['status'], field: string, reason: string): Rejection {
  return { status, errors: [{ field, reason }] };
}
