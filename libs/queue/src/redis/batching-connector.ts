import type { Socket } from 'node:net';
import { HeardConnector } from './heard-connector.js';

/**
 * Sends the commands of one turn of the event loop together. To one server ioredis does so by pipelines; in a cluster those cannot
 * follow a slot that moves, and each command by itself would be a packet and a system call.
 */
export class BatchingConnector extends HeardConnector {
  override async connect(): Promise<Socket> {
    const stream = await super.connect();
    const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
    let isGathering = false;
    stream.write = ((...args: unknown[]) => {
      if (!isGathering) {
        isGathering = true;
        stream.cork();
        setImmediate(() => {
          isGathering = false;
          stream.uncork();
        });
      }
      return write(...args);
    }) as Socket['write'];
    return stream;
  }
}
