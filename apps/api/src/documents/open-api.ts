import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { API_KEY_SCHEME } from '../caller/scopes.decorator.js';
import { ProblemView } from '../problems/problem.view.js';
import { withDescribedFields } from './described-fields.js';
import { named, operationsOf } from './operations.js';
import { withPlainSchemas } from './plain-schemas.js';
import { withProblems } from './problems.js';
import { withWebhooks } from './webhooks.js';

const DESCRIPTION = `Accepts SMS, MMS and email, one at a time or a thousand, and follows each message until it is delivered.

Names are in snake_case, ids are UUIDs, times are ISO 8601 in UTC. Every error is \`application/problem+json\` (RFC 9457).

A key with \`mask\` sees what \`x-masked\` says of a text: all of it (\`never\`, \`secret\`), a part (\`address\`), or the words without numbers and addresses (\`words\`). Any other text is \`•••\`, save ids, times and the words of an enumeration. \`x-audited\` is the \`action\` of the audit event that an operation leaves.`;

const TAGS: Record<string, string> = {
  messages: 'Send, follow, cancel and find messages.',
  'bulk actions': 'Changes of all messages that match a filter.',
  conversations: 'Exchanges between two participants.',
  suppressions: 'Addresses that receive no messages.',
  privacy: 'What is known of a person: given out, and erased.',
  'sender pools': 'Numbers of yours that send under one name.',
  'webhook endpoints': 'URLs that receive events of your messages (Standard Webhooks).',
  operations: 'Queues, dead letters, providers, and all that waits.',
  webhooks: 'What providers call.',
  unsubscribe: 'The pages that unsubscribe links lead to.',
  access: 'API keys, and who changed what.',
  session: 'Signing in at the console: a cookie in place of the API key.',
  health: 'For probes and monitoring.',
  compatibility: 'Routes of an older service, kept for its clients.',
};

/**
 * What the api can do, as OpenAPI 3.1: from the controllers' own decorators, with what holds for every route added here
 * and nowhere else. https://spec.openapis.org/oas/v3.1.1.html
 */
export function openApi(app: INestApplication): OpenAPIObject {
  const options = { extraModels: [ProblemView], autoTagControllers: false };
  const document = SwaggerModule.createDocument(app, frame(), options);
  const used = new Set(operationsOf(document).flatMap(({ operation }) => operation.tags ?? []));
  const tags = (document.tags ?? []).filter(({ name }) => used.has(name));
  const { openapi, info, ...rest } = withDescribedFields(
    withPlainSchemas(withWebhooks(withProblems(named({ ...document, tags })))),
  );
  return { openapi, info, ...rest };
}

function frame() {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.1')
    .setTitle('Sendstream')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'ssk_...',
        description: 'An API key, made by `npm run api-key -- create`.',
      },
      API_KEY_SCHEME,
    );
  for (const [name, description] of Object.entries(TAGS)) builder.addTag(name, description);
  return builder.build();
}
