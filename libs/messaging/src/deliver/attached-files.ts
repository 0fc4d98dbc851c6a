import { Injectable } from '@nestjs/common';
import { Attachments, type Claim } from '#entities';
import { type AttachedFile, AttachmentFetch, type AttachmentRoom } from '#providers';

/** Gets the files that go along with an email, and keeps what they are. */
@Injectable()
export class AttachedFiles {
  constructor(
    private readonly fetcher: AttachmentFetch,
    private readonly attachments: Attachments,
  ) {}

  /** Where the files of one message stay in memory until it is released. */
  room(): AttachmentRoom {
    return this.fetcher.room();
  }

  /** @throws PermanentError, RetryableError or NoRoomError, as `AttachmentFetch`. */
  fetch({ attachments }: Claim, room: AttachmentRoom): Promise<AttachedFile[]> {
    return this.fetcher.fetch(attachments, room);
  }

  async describe(messageId: string, files: AttachedFile[]): Promise<void> {
    await this.attachments.describe(messageId, files);
  }
}
