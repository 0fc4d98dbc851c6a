/** What the stock stack reads from its environment. */
export class StockSettings {
  readonly databaseUrl = required('DATABASE_URL');
  readonly redisUrl = required('REDIS_URL');
  readonly port = Number(process.env.PORT ?? 0);
  readonly twilioBaseUrl = process.env.TWILIO_BASE_URL ?? '';
  readonly concurrency = Number(process.env.CONCURRENCY ?? 100);
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} must be set`);
  return value;
}
