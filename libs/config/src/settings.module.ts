import { type DynamicModule, Module } from '@nestjs/common';
import { ConfigModule, registerAs } from '@nestjs/config';
import { ApiSettings } from './api-settings.js';
import { ProcessorSettings } from './processor-settings.js';
import { ServiceSettings } from './service-settings.js';

/** Makes the one settings object injectable everywhere: by its own class, and as ServiceSettings for the libs. */
@Module({})
export class SettingsModule {
  static forRoot(settings: ServiceSettings): DynamicModule {
    const namespace = registerAs('settings', () => settings);
    const own = [ServiceSettings, ApiSettings, ProcessorSettings].filter((type) => settings instanceof type);
    return {
      module: SettingsModule,
      global: true,
      imports: [ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true, load: [namespace] })],
      providers: own.map((type) => ({ provide: type, useValue: settings })),
      exports: own,
    };
  }
}
