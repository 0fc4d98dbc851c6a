import { IsInt, Max, Min } from 'class-validator';
import { ServiceSettings } from './service-settings.js';

/** Settings of the HTTP edge. */
export class ApiSettings extends ServiceSettings {
  @IsInt() @Min(0) @Max(65_535) port = 8080;
}
