/** A PostgreSQL or Redis server that a tool found or started. */
export interface Service {
  url: string;
  /** For people: which one it is and why. */
  description: string;
  /** The server's process, when we started it ourselves. */
  pid?: number;
  /** Ends it if we started it; otherwise does nothing. */
  stop(): Promise<void>;
}
