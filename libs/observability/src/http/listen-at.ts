import type { INestApplication } from '@nestjs/common';
import { type Listening, listenHost } from '#config';

/**
 * Opens a port where HOST says.
 * @throws Error when the port is taken, or this machine has no such address.
 */
export async function listenAt(app: INestApplication, port: number, listening: Listening): Promise<void> {
  const host = listenHost(listening);
  if (host === undefined) await app.listen(port);
  else await app.listen(port, host);
}
