import type { OpenAPIObject } from '@nestjs/swagger';
import { OPERATION_NAMES } from './operation-names.js';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

// Nest's swagger exports the document's type alone; what it holds is taken from that.
export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Inline<T> = Exclude<T, { $ref: string }>;
export type ResponseOf = Inline<NonNullable<Operation['responses'][string]>>;
export type ParameterOf = Inline<NonNullable<Operation['parameters']>[number]>;

/** One operation of the document and where it is. */
export interface FoundOperation {
  path: string;
  method: (typeof METHODS)[number];
  operation: Operation;
}

/** Every operation of the document. */
export function operationsOf(document: OpenAPIObject): FoundOperation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation ? [{ path, method, operation }] : [];
    }),
  );
}

/** Names every operation as the table has it, and says of ids in its path that they are UUIDs. */
export function named(document: OpenAPIObject): OpenAPIObject {
  for (const { path, method, operation } of operationsOf(document)) {
    const [operationId = operation.operationId, summary] =
      OPERATION_NAMES[`${method.toUpperCase()} ${path}`] ?? [];
    for (const parameter of (operation.parameters ?? []) as ParameterOf[]) {
      const isId = parameter.in === 'path' && /^id$|Id$/.test(parameter.name);
      // The compatible routes take any id, and find nothing under one that is no UUID.
      if (isId && path.startsWith('/api/v1/')) parameter.schema = { type: 'string', format: 'uuid' };
    }
    Object.assign(operation, { operationId, summary: operation.summary || summary });
  }
  return document;
}
