const LISTS: [request: RegExp, view: string][] = [
  [/^\/api\/v1\/messages/, '/messages'],
  [/^\/api\/v1\/admin\/queues\/([^/?]+)\/dead-letters/, '/queues/$1'],
  [/^\/api\/v1\/admin\/queues/, '/queues'],
  [/^\/api\/v1\/callbacks/, '/webhooks/callbacks'],
  [/^\/api\/v1\/webhook-endpoints\/([^/?]+)\/deliveries/, '/webhooks/$1'],
];

/** The view that shows what a request of the API lists; null: there is none. */
export function listOf(request: string | null): string | null {
  const [pattern, view] = LISTS.find(([each]) => request !== null && each.test(request)) ?? [];
  return pattern === undefined || view === undefined ? null : (request as string).replace(pattern, view);
}
