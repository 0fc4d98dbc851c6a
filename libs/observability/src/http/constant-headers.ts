import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet, { type HelmetOptions } from 'helmet';

/** What protects a page, and nothing else, is left to pages: most answers here are JSON. */
const PROTECTION: HelmetOptions = {
  contentSecurityPolicy: false,
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xPoweredBy: false,
  xXssProtection: false,
};

/**
 * The headers of every answer: helmet's, asked for once because they are the same each time, and that nobody keeps it.
 * Answers hold numbers, addresses and words of people; what may be kept says so itself. RFC 9111, section 5.2.2.5.
 */
export function constantHeaders(): [name: string, value: string][] {
  const headers: [string, string][] = [['Cache-Control', 'no-store']];
  const collector = { setHeader: (name: string, value: string) => headers.push([name, value]) };
  helmet(PROTECTION)({} as IncomingMessage, collector as unknown as ServerResponse, (error) => {
    if (error) throw error;
  });
  return headers;
}
