import type { Request } from 'express';

interface Layer {
  route?: { methods: Record<string, boolean> };
  match(path: string): boolean;
}

/** The methods that some route would take at this path; empty when no route has it. */
export function allowedMethods(request: Request): string[] {
  const { stack } = (request.app as unknown as { router: { stack: Layer[] } }).router;
  const found = stack.filter((layer) => layer.route && layer.match(request.path));
  const methods = found.flatMap((layer) => Object.keys(layer.route?.methods ?? {}));
  return [...new Set(methods)].filter((method) => method !== '_all').map((method) => method.toUpperCase());
}
