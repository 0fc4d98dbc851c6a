/** Variables by name, as the process has them. */
export type Environment = Record<string, string | undefined>;
