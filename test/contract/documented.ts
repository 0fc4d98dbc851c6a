import request from 'supertest';

/** What the suite reads of a JSON schema, or of anything else in the document. */
export type Schema = Record<string, unknown>;

export interface DocumentedParameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema: Schema;
  example?: unknown;
}

interface Content {
  schema?: Schema;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}

interface DocumentedResponse {
  content?: Record<string, Content>;
}

/** One operation, as the running api describes it. */
export interface DocumentedOperation {
  operationId: string;
  summary?: string;
  tags?: string[];
  method: string;
  path: string;
  parameters: DocumentedParameter[];
  /** The media type of its body, and what that looks like; undefined when it takes none. */
  body?: { type: string; schema: Schema; examples: unknown[] };
  responses: Record<string, DocumentedResponse>;
  security?: Record<string, string[]>[];
}

export interface ApiDocument {
  paths: Record<string, Record<string, Record<string, unknown>>>;
  components: { schemas: Record<string, Schema> };
}

export async function documentOf(url: string): Promise<ApiDocument> {
  return (await request(url).get('/openapi.json').expect(200)).body as ApiDocument;
}

/** Every operation, its references to shared parts replaced by them, save those to schemas. */
export function operationsOf(document: ApiDocument): DocumentedOperation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => {
      const { requestBody, parameters, responses, ...rest } = operation as unknown as DocumentedOperation & {
        requestBody?: { content: Record<string, Content> };
      };
      return {
        ...rest,
        method,
        path,
        parameters: (parameters ?? []).map((each) => resolved(document, each)),
        body: requestBody && bodyOf(requestBody.content),
        responses: Object.fromEntries(
          Object.entries(responses).map(([status, response]) => [status, resolved(document, response)]),
        ),
      };
    }),
  );
}

function bodyOf(content: Record<string, Content>): DocumentedOperation['body'] {
  const [[type, { schema = {}, example, examples = {} }]] = Object.entries(content) as [[string, Content]];
  const values = Object.values(examples).map(({ value }) => value);
  return { type, schema, examples: example === undefined ? values : [example, ...values] };
}

/** The thing itself, where only a reference to it stands. */
export function resolved<T extends object>(document: ApiDocument, thing: T): T {
  const reference = (thing as { $ref?: string }).$ref;
  if (reference === undefined) return thing;
  const path = reference.replace(/^#\//, '').split('/');
  return path.reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], document) as T;
}
