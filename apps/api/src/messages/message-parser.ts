import { Injectable } from '@nestjs/common';
import { forEachYielding } from '#config';
import { withPlainOrigin } from '#http';
import { ChosenSenders, type Draft, Endpoints, isPool, Replies, RouteTable } from '#messaging';
import type { FieldError } from '../problems/field-error.js';
import { ValidBodyPipe } from '../http/validation/valid-body.pipe.js';
import { draftOf } from './draft-of.js';
import { SendMessageDto } from './send-message.dto.js';

/** Why a message is not accepted. */
export interface Rejection {
  /** 429: it may be accepted in `retryAfterSeconds`. */
  status: 404 | 422 | 429;
  errors: FieldError[];
  retryAfterSeconds?: number;
  /** The rule of the guard that refuses it. */
  rule?: string;
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
    private readonly senders: ChosenSenders,
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
    await this.checkPools(read);
    // One that is refused already answers nothing.
    for (const index of [...parents.keys()])
      if (isRejection(read[index] as Draft | Rejection)) parents.delete(index);
    if (parents.size > 0) await this.placeReplies(read, parents);
    return read;
  }

  /** Pools are looked up, once for all; only where there are any. */
  private async checkPools(read: (Draft | Rejection)[]): Promise<void> {
    for (const [index, draft] of read.entries()) {
      if (isRejection(draft) || !isPool(draft.from)) continue;
      const reason = await this.senders.faultOf(draft);
      if (reason !== null) read[index] = rejection(422, 'from', reason);
    }
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
    const serviceless = this.routes.withoutServices({ type, from, to, tags: tags ?? [] });
    if (serviceless !== null) {
      const reason = `is a Messaging Service of Twilio, and this message goes by ${serviceless}, which has none`;
      return { errors: [{ field: 'from', reason }] };
    }
    const reason = callbackUrl ? this.endpoints.faultOf(withPlainOrigin(callbackUrl)) : null;
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

function rejection(status: 404 | 422, field: string, reason: string): Rejection {
  return { status, errors: [{ field, reason }] };
}
