/** Explained in docs/decisions/0026-audit-and-masks.md. */
import { Injectable, StreamableFile, type Type } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { HIDDEN } from '#observability';
import type { Request, Response } from 'express';
import '../caller/request-key.js';
import { Refusal } from '../problems/problem-exception.js';
import { type AnswerSchema, MaskedViews, type NamedSchemas } from './masked-view.js';

type Operations = Record<string, { responses: Record<string, { content?: Record<string, unknown> }> }>;

/**
 * Shows keys with `mask` what they may see of an answer. What a field holds it knows from the documents, which are made of the
 * views' own decorators: see mask-kinds.ts. Of the other keys' answers it hears nothing.
 */
@Injectable()
export class AnswerMask {
  private document: () => OpenAPIObject = () => {
    throw new Error('nobody has described the answers');
  };

  /** To be called once, before the first answer. `document` is asked when it is needed. */
  describe(document: () => OpenAPIObject): void {
    this.document = document;
  }

  /** What is answered to this request in place of `body`. @throws Refusal 403 in place of a file. */
  answer({ req: request, statusCode }: Response, body: unknown): unknown {
    if (body === undefined || body === null) return body;
    if (body instanceof StreamableFile) {
      body.getStream().destroy();
      throw new Refusal(403, 'This API key sees texts masked, and no files.');
    }
    if (typeof body !== 'object') return HIDDEN;
    return this.views(true).of(body, this.schemaOfAnswer(request, statusCode));
  }

  /** For what a route writes by itself: shows a view as whoever asks may see it. */
  shownTo<View extends object>(request: Request, type: Type<View>): (view: View) => View {
    return request.apiKey?.mask ? (view) => this.masked(type, view, true) : (view) => view;
  }

  /** What of a view may be kept where its numbers and texts may not: masked, and without secrets. */
  kept<View extends object>(type: Type<View>, view: View): View {
    return this.masked(type, view, false);
  }

  private masked<View extends object>(type: Type<View>, view: View, withSecrets: boolean): View {
    const name = type.name.replace(/(View|Dto)$/, '');
    return this.views(withSecrets).of(view, this.schemas[name]) as View;
  }

  private views(withSecrets: boolean): MaskedViews {
    return new MaskedViews(this.schemas, withSecrets);
  }

  private get schemas(): NamedSchemas {
    return (this.document().components?.schemas ?? {}) as NamedSchemas;
  }

  private schemaOfAnswer({ route, method }: Request, status: number): AnswerSchema | undefined {
    const path = String((route as { path?: unknown } | undefined)?.path).replace(/:(\w+)/g, '{$1}');
    const operations = this.document().paths[path] as unknown as Operations | undefined;
    const operation = operations?.[method === 'HEAD' ? 'get' : method.toLowerCase()];
    const content = operation?.responses[String(status)]?.content?.['application/json'];
    return (content as { schema?: AnswerSchema } | undefined)?.schema;
  }
}
