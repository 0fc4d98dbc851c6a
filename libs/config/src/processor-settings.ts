import { IsInt, Max, Min } from 'class-validator';
import { ServiceSettings } from './service-settings.js';

/** How the setting of a lane's concurrency is called: between type and `Concurrency`. */
const LANE = { code: 'Code', normal: '', bulk: 'Bulk' } as const;

/** Settings of the processor. Concurrency: how many messages of a queue are in hand at once, per process. */
export class ProcessorSettings extends ServiceSettings {
  /** Health of the processor; it takes no other request. */
  @IsInt() @Min(0) @Max(65_535) processorPort = 8081;
  @IsInt() @Min(1) @Max(2_000) smsConcurrency = 50;
  @IsInt() @Min(1) @Max(2_000) mmsConcurrency = 20;
  @IsInt() @Min(1) @Max(2_000) emailConcurrency = 50;
  /** Of codes alone: free, whatever else there is to be sent. */
  @IsInt() @Min(1) @Max(2_000) smsCodeConcurrency = 20;
  @IsInt() @Min(1) @Max(2_000) mmsCodeConcurrency = 5;
  @IsInt() @Min(1) @Max(2_000) emailCodeConcurrency = 20;
  /** Of bulk alone: it goes on, whatever else there is to be sent, and takes no slot of others. */
  @IsInt() @Min(1) @Max(2_000) smsBulkConcurrency = 50;
  @IsInt() @Min(1) @Max(2_000) mmsBulkConcurrency = 20;
  @IsInt() @Min(1) @Max(2_000) emailBulkConcurrency = 50;
  @IsInt() @Min(1) @Max(2_000) webhookConcurrency = 20;
  @IsInt() @Min(1) @Max(2_000) callbackConcurrency = 100;
  /** Webhooks to one endpoint queued or under way at once, all processors together. */
  @IsInt() @Min(1) @Max(2_000) callbackEndpointConcurrency = 20;
  /** How long a callback that is done is kept. */
  @IsInt() @Min(1) @Max(365) callbackRetentionDays = 7;
  /** How long it is kept who changed what. */
  @IsInt() @Min(1) @Max(3_650) auditRetentionDays = 365;
  /** How many days after its last change this is kept of a message that is at its end. 0: for good. */
  @IsInt() @Min(0) @Max(3_650) bodyRetentionDays = 0;
  @IsInt() @Min(0) @Max(3_650) addressRetentionDays = 0;
  @IsInt() @Min(0) @Max(3_650) attachmentRetentionDays = 0;
  @IsInt() @Min(0) @Max(3_650) eventRetentionDays = 0;
  @IsInt() @Min(0) @Max(3_650) messageRetentionDays = 0;
  /** What providers told, as it came, since then. 0: for good. */
  @IsInt() @Min(0) @Max(3_650) providerPayloadRetentionDays = 0;
  /** A conversation with all its messages, since the last of them. 0: for good. */
  @IsInt() @Min(0) @Max(3_650) conversationRetentionDays = 0;
  /** Queue entries of a processor that has been silent for this long go to the others. */
  @IsInt() @Min(1) @Max(3_600) queueVisibilitySeconds = 10;

  /** How many messages of a lane are in hand at once. */
  concurrencyOf(type: 'sms' | 'mms' | 'email', priority: keyof typeof LANE): number {
    return this[`${type}${LANE[priority]}Concurrency` as const];
  }

  /** How many messages of a type are in hand at once, in all of its lanes. */
  callsOf(type: 'sms' | 'mms' | 'email'): number {
    return (['code', 'normal', 'bulk'] as const).reduce(
      (sum, priority) => sum + this.concurrencyOf(type, priority),
      0,
    );
  }
}
