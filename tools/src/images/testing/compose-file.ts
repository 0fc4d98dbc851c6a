import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../../services/paths.js';

/** What we look at of a service of docker-compose.yml. */
export interface ComposeService {
  build?: { target: string };
  command?: string[];
  container_name?: string;
  depends_on?: Record<string, { condition: string }>;
  environment?: Record<string, string>;
  ports?: string[];
  profiles?: string[];
  image?: string;
  restart?: string;
  volumes?: string[];
}

/** The services of docker-compose.yml by name. */
export const { services } = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), {
  merge: true,
}) as {
  services: Record<string, ComposeService>;
};

/** What a service is told, with these variables in `.env`: what compose makes of `${NAME:-default}` and `${NAME:?message}`. */
export function toldBy(service: string, env: Record<string, string>): Record<string, string> {
  const entries = Object.entries(services[service]?.environment ?? {}).map(([name, value]) => [
    name,
    value.replace(
      /\$\{(\w+):[-?]([^}]*)\}/g,
      (_, variable: string, fallback: string) => env[variable] || fallback,
    ),
  ]);
  return Object.fromEntries(entries) as Record<string, string>;
}
