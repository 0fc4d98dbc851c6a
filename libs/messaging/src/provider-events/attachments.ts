import { Injectable } from '@nestjs/common';
import { InboundMessages, Messages } from '#entities';
import { Providers } from '#providers';
import { Readable } from 'node:stream';

/** A file of a message, to be read once. */
export interface OpenAttachment {
  contentType: string;
  filename: string | null;
  content: Readable;
}

/** Gives out what came with messages: kept here, or fetched from the provider with our credentials. */
@Injectable()
export class Attachments {
  constructor(
    private readonly messages: Messages,
    private readonly inbound: InboundMessages,
    private readonly providers: Providers,
  ) {}

  /**
   * Null when there is no such attachment, or it is none of the provider's: what we sent is at its own address.
   * @throws the provider's ProviderError when it cannot be had.
   */
  async open(messageId: string, position: number): Promise<OpenAttachment | null> {
    const attachment = await this.inbound.attachment(messageId, position);
    if (!attachment) return null;
    const { url, contentType, filename, content } = attachment;
    if (content !== null) {
      return {
        contentType: contentType ?? 'application/octet-stream',
        filename,
        content: Readable.from([content]),
      };
    }
    const message = await this.messages.find(messageId);
    if (message?.direction !== 'inbound') return null;
    const media = await this.providers.byName(message.provider)?.media?.(url);
    return media ? { ...media, filename } : null;
  }
}
