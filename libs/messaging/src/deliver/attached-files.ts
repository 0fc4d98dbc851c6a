import { Injectable } from '@nestjs/common';
import { Attachments, type Claim } from '#entities';
import { type AttachedFile, AttachmentFetch, NoCapacityError } from '#providers';

/** Gets the files that go along with an email, and keeps what they are. */
@Injectable()
export class AttachedFiles {
  constructor(
    private readonly fetcher: AttachmentFetch,
    private readonly attachments: Attachments,
  ) {}

  /**
   * Does `work` with the files of a message, which stay in memory until it ends. `begins` is told, before anything is
   * waited for, that there is a place for them: from then on it is these places that bound how many are in hand.
   * @throws PermanentError, RetryableError or NoCapacityError, as `AttachmentFetch`, and what `work` throws.
   */
  async with<T>(
    { attachments }: Claim,
    begins: () => void,
    work: (files: AttachedFile[]) => Promise<T>,
  ): Promise<T> {
    const place = this.fetcher.enter(attachments);
    if (place) begins();
    const leave = await place;
    if (!leave) throw new NoCapacityError('too many files are being fetched');
    const room = this.fetcher.lease();
    try {
      return await work(await this.fetcher.fetch(attachments, room));
    } finally {
      room.release();
      leave();
    }
  }

  async describe(messageId: string, files: AttachedFile[]): Promise<void> {
    await this.attachments.describe(messageId, files);
  }
}
