import type { Cluster, Redis } from 'ioredis';
import type { RedisNode } from '#config';

/** Over which commands go: to one server, or to that of a cluster which has their keys. */
export type RedisConnection = Redis | Cluster;

/** A redirection of a cluster: the key is there now, or (`asking`) for as long as its slot is on its way. */
export interface Redirection {
  node: RedisNode;
  asking: boolean;
}

/** A Redis in one of the forms it runs in. */
export interface RedisPlace {
  /** Shared; comes back by itself. */
  readonly redis: RedisConnection;
  /** Connections to all servers that have keys: each key is on one of them. */
  servers(): Redis[];
  /**
   * A connection to the server that has a key, for blocking reads; to be connected, and never mended. `redirection`: what
   * that server answered last.
   */
  dedicated(key: string, name: string, redirection: Redirection | null): Redis;
  /** What reaches the server of a dedicated connection, beside it. Undefined: nothing does now. */
  beside(dedicated: Redis): Redis | undefined;
  /** Calls `listener` when another server has taken over, and dedicated connections lead to the wrong one. */
  onMove(listener: () => void): void;
  /** A command was not answered or was refused, so where its server is has to be looked up again. */
  lookAgain(isSilent: boolean): void;
  /** Beside closing the connection. */
  leave(): void;
}
