import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Case } from './cases.js';
import type { ApiDocument, Schema } from './documented.js';

const ANSWER_WITHIN_MS = 10_000;
const EVENT_STREAM = 'text/event-stream';

/** What came back. */
export interface Answer {
  status: number;
  type: string;
  text: string;
  headers: Headers;
}

/** Sends it and reads the answer; that of an event stream only when it is waited for. */
export async function answerTo(
  url: string,
  { operation, target, headers, body }: Case,
  patient = false,
): Promise<Answer> {
  const response = await fetch(url + target, {
    method: operation.method.toUpperCase(),
    // The server may end an idle connection just when it is used again; that is no answer to judge.
    headers: { ...headers, connection: 'close' },
    body: body as string | undefined,
    redirect: 'manual',
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  const type = (response.headers.get('content-type') ?? '').replace(/;.*/, '');
  const isStream = type === EVENT_STREAM && !patient;
  if (isStream) await response.body?.cancel();
  return {
    status: response.status,
    type,
    text: isStream ? '' : await response.text(),
    headers: response.headers,
  };
}

/** Holds answers against the document. */
export class Contract {
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true, allowUnionTypes: true });

  constructor(document: ApiDocument) {
    addFormats.default(this.ajv);
    this.ajv.addSchema(closed(document), 'document');
  }

  /** What about this answer is not as documented, in words; nothing when all of it is. */
  breaches({ operation }: Case, { status, type, text }: Answer): string[] {
    const response = operation.responses[String(status)];
    if (!response) return [`status ${status} is not documented`];
    if (status >= 500) return [`status ${status}`];
    const content = response.content ?? {};
    if (Object.keys(content).length === 0)
      return text === '' ? [] : ['the answer has a body, and none is documented'];
    const documented = content[type] ?? content['*/*'];
    if (!documented) return [`content type ${type} is not documented for ${status}`];
    return documented.schema && /[/+]json$/.test(type) ? this.wrong(documented.schema, text) : [];
  }

  /** Its references are relative to the document. */
  private validatorOf(schema: Schema): ValidateFunction {
    const text = JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"document#/');
    const known = this.validators.get(text) ?? this.ajv.compile(JSON.parse(text) as Schema);
    this.validators.set(text, known);
    return known;
  }

  private wrong(schema: Schema, text: string): string[] {
    const validate = this.validatorOf(schema);
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return ['the answer is no JSON'];
    }
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }: ErrorObject) =>
        `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }
}

/** A copy in which objects have no members but those that are documented: one that is forgotten there is a breach. */
function closed(document: ApiDocument): ApiDocument {
  const copy = structuredClone(document);
  for (const [name, schema] of Object.entries(copy.components.schemas)) {
    if (name !== 'Problem' && schema.properties) schema.additionalProperties ??= false;
  }
  return copy;
}
