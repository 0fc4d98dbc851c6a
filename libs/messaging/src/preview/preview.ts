import { Injectable } from '@nestjs/common';
import { SuppressedAddresses } from '#entities';
import type { Draft } from '../accept/draft.js';
import { channelOf, participantOf } from '../addresses/participants.js';
import { RouteTable } from '../routes/route-table.js';
import { type Segments, segmentsOf } from '../segments.js';

/** What would become of a draft. */
export interface PreviewResult {
  to: string;
  /** Null for what is not cut into segments: MMS and email. */
  text: Segments | null;
  suppressed: boolean;
  provider: string;
}

/** Says what would be sent; nothing is stored. */
@Injectable()
export class Preview {
  constructor(
    private readonly suppressed: SuppressedAddresses,
    private readonly routes: RouteTable,
  ) {}

  async of(draft: Draft): Promise<PreviewResult> {
    const { type, from, to, body, options } = draft;
    const recipient = participantOf(to);
    const unwanted = await this.suppressed.among(
      channelOf(type),
      [recipient],
      participantOf(from),
      options?.ignore_suppression,
    );
    return {
      to,
      text: type === 'sms' ? segmentsOf(body) : null,
      suppressed: unwanted.has(recipient),
      provider: this.routes.plan(draft),
    };
  }
}
