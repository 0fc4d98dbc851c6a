import { importRule, isTest } from './imports.mjs';

/**
 * The folders of each room in layers, from the top down: a folder may import from the layers below its own, not from
 * those above, nor from another folder of its own layer. Files beside the folders (`index.ts`, modules, what all of them
 * need) have no layer; the rule `circles` keeps those in order.
 */
const LAYERS = {
  'apps/api/src': [
    ['documents', 'compatibility', 'console', 'privacy'],
    [
      'bulk-actions',
      'conversations',
      'guard',
      'health',
      'paces',
      'provider-events',
      'queues',
      'routes',
      'senders',
      'statistics',
      'suppressions',
      'webhooks',
    ],
    ['messages'],
    ['access', 'addresses'],
    ['http'],
    ['caller'],
    ['problems'],
  ],
  'apps/console/src': [
    ['app'],
    ['overview'],
    [
      ...[
        'access',
        'bulk-actions',
        'conversations',
        'costs',
        'failures',
        'guard',
        'paces',
        'queues',
        'senders',
      ],
      ...['suppressions', 'webhooks'],
    ],
    ['messages'],
    ['charts'],
    ['ui'],
    ['api'],
  ],
  'apps/processor/src': [['health', 'messages', 'provider-events', 'webhooks']],
  'apps/sandbox/src': [
    ['page'],
    ['inbound'],
    ['http', 'sendgrid', 'ses', 'smtp', 'twilio', 'vonage'],
    ['answers', 'callbacks'],
    ['behaviour', 'inbox'],
    ['outcomes'],
  ],
  'libs/config/src': [['background', 'guard', 'routes'], ['secrets'], ['addresses']],
  'libs/entities/src': [
    ['bulk-actions', 'conversations', 'costs', 'queues', 'statistics'],
    ['messages', 'pace', 'provider-events', 'routes'],
    ['access', 'search-index', 'senders', 'suppressions'],
    ['privacy', 'webhooks'],
    ['tables', 'migrations'],
    ['connection'],
  ],
  'libs/http/src': [],
  'libs/messaging/src': [
    ['bulk-actions', 'message-details'],
    ['queues', 'statistics'],
    ['costs', 'message-actions', 'preview', 'privacy', 'webhooks'],
    ['accept', 'due', 'provider-events'],
    ['deliver'],
    ['guard'],
    ['access', 'conversations', 'pace', 'search-index', 'suppressions', 'timeline'],
    ['senders'],
    ['routes'],
    ['addresses', 'buckets', 'html'],
  ],
  'libs/observability/src': [['operations'], ['http'], ['logs', 'metrics', 'tracing'], ['health']],
  'libs/providers/src': [
    ['http', 'sendgrid', 'ses', 'smtp', 'twilio', 'vonage'],
    ['error-codes'],
    ['accounts', 'attachments', 'mail'],
    ['addresses', 'charsets'],
  ],
  'libs/queue/src': [['nest'], ['consumer', 'guard', 'pace'], ['scripts'], ['redis']],
  'tools/src': [
    ['commands'],
    ['screenshots'],
    ['documents', 'images', 'operation', 'seed', 'start', 'verify'],
    ['client'],
    ['running'],
    ['services'],
  ],
  bench: [
    ['limit', 'lists', 'metrics', 'profile', 'queue', 'scale', 'webhooks'],
    ['ours', 'stacks'],
    ['load', 'provider', 'stock'],
    ['run'],
  ],
};

/** The room of a file that has layers, and its folder in it: `libs/queue/src/redis/x.ts` -> `libs/queue/src`, `redis`. */
function placeOf(file) {
  const room = Object.keys(LAYERS).find((name) => file.startsWith(`${name}/`));
  const [folder, inFolder] = room ? file.slice(room.length + 1).split('/') : [];
  return inFolder === undefined ? null : { room, folder };
}

/** ESLint rule: within a room, no arrow runs up, nor to the side. */
export const layers = importRule(({ from, to }) => {
  const [here, there] = [placeOf(from), placeOf(to)];
  if (isTest(from) || !here || here.room !== there?.room || here.folder === there.folder) return null;
  const heightOf = (folder) => LAYERS[here.room].findIndex((layer) => layer.includes(folder));
  const [mine, its] = [heightOf(here.folder), heightOf(there.folder)];
  const unknown = mine === -1 ? here.folder : its === -1 ? there.folder : null;
  if (unknown) return `Say in tools/eslint/layers.mjs in which layer of ${here.room} "${unknown}" is`;
  if (its > mine) return null;
  const where = its === mine ? 'is in the same layer' : 'is in a layer above';
  return `${here.folder} may not import ${there.folder}, which ${where} (see tools/eslint/layers.mjs)`;
});
