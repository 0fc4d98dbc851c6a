import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { MessageSender } from './message-sender.js';
import { type MessageJob, QUEUE } from './message-queue.js';
import { StockSettings } from './stock-settings.js';

@Injectable()
export class MessageWorker implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(MessageWorker.name);
  private worker: Worker<MessageJob> | undefined;

  constructor(
    private readonly settings: StockSettings,
    private readonly connection: Redis,
    private readonly sender: MessageSender,
  ) {}

  onApplicationBootstrap(): void {
    const { connection, settings } = this;
    this.worker = new Worker<MessageJob>(QUEUE, (job) => this.sender.send(job.data.messageId), {
      connection,
      concurrency: settings.concurrency,
    });
    this.worker.on('failed', (job, error) => this.logger.error({ msg: 'job failed', id: job?.id, error }));
    this.worker.on('error', (error) => this.logger.error(error));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.worker?.close();
    this.connection.disconnect();
  }
}
