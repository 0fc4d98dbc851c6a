import { Module } from '@nestjs/common';
import { ServiceSettings } from '#config';
import { AttachmentFetch } from './attachments/attachment-fetch.js';
import { createProviders } from './create-providers.js';
import { GuardedHttp } from './http/guarded-http.js';
import { Providers } from './providers.js';

/** Makes `Providers`, `GuardedHttp` and `AttachmentFetch` injectable; needs SettingsModule. */
@Module({
  providers: [
    { provide: Providers, useFactory: createProviders, inject: [ServiceSettings] },
    {
      provide: GuardedHttp,
      useFactory: ({ allowPrivateNetworks }: ServiceSettings) => new GuardedHttp({ allowPrivateNetworks }),
      inject: [ServiceSettings],
    },
    {
      provide: AttachmentFetch,
      useFactory: (http: GuardedHttp, { attachmentMemoryMb }: ServiceSettings) =>
        new AttachmentFetch(http, { memoryBytes: attachmentMemoryMb * 1024 * 1024 }),
      inject: [GuardedHttp, ServiceSettings],
    },
  ],
  exports: [Providers, GuardedHttp, AttachmentFetch],
})
export class ProvidersModule {}
