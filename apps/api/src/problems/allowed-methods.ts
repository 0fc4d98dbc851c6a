import type { Request } from 'express';

interface Layer {
  route?: { path: string; methods: Record<string, boolean> };
  match(path: string): boolean;
}

/**
 * The methods that some route would take at this path; empty when no route has it. A route that has the path literally
 * hides those that have a parameter there: `send` is no message id.
 */
export function allowedMethods(request: Request): string[] {
  const { stack } = (request.app as unknown as { router: { stack: Layer[] } }).router;
  const found = stack.filter((layer) => layer.route && layer.match(request.path));
  const literal = found.filter((layer) => layer.route?.path === request.path.replace(/\/$/, ''));
  const methods = (literal.length > 0 ? literal : found).flatMap((layer) =>
    Object.keys(layer.route?.methods ?? {}),
  );
  return [...new Set(methods)].filter((method) => method !== '_all').map((method) => method.toUpperCase());
}
