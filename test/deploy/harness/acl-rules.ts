import { readFileSync } from 'node:fs';

const [, rules = ''] =
  /^ACL SETUSER sendstream on >\S+ (.+)$/m.exec(readFileSync('docs/redis.md', 'utf8')) ?? [];

/** What docs/redis.md tells to allow, word by word. */
export const RULES_OF_REDIS_PAGE = rules.trim().split(/\s+/);
