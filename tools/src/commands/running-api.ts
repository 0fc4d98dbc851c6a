import { type Command, Option } from 'commander';
import { ApiSettings } from '#config';
import { apiAddress } from '../client/api-address.js';
import { ApiClient } from '../client/api-client.js';
import { settingsFrom } from './command-settings.js';

/** Which API a command speaks to. */
export interface RunningApi {
  url?: string;
  apiKey?: string;
}

/** Gives a command the options by which it finds its API. */
export function withApiOptions(command: Command): Command {
  return command
    .option('--url <url>', 'of the API; default: that of `sendstream start`, else PORT of this machine')
    .addOption(new Option('--api-key <key>', 'where the API asks for one').env('SENDSTREAM_API_KEY'));
}

export function apiClient({ url, apiKey }: RunningApi): ApiClient {
  const address = url?.replace(/\/+$/, '') ?? apiAddress(settingsFrom(ApiSettings, 'PORT').port);
  return new ApiClient(address, apiKey);
}
