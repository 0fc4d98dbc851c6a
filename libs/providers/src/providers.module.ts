import { Module } from '@nestjs/common';
import { ServiceSettings } from '#config';
import { createProviders } from './create-providers.js';
import { Providers } from './providers.js';

/** Makes `Providers` injectable; needs SettingsModule. */
@Module({
  providers: [{ provide: Providers, useFactory: createProviders, inject: [ServiceSettings] }],
  exports: [Providers],
})
export class ProvidersModule {}
