import { Dialog } from '@base-ui/react/dialog';
import { Link } from 'react-router';
import type { Schemas } from '../api/api.js';
import { Button } from '../ui/button.js';
import { Copyable } from '../ui/copyable.js';
import { FactList } from '../ui/fact-list.js';
import { Text } from '../ui/text.js';
import { Time } from '../ui/time.js';
import { actorOf } from './audit-words.js';
import '../ui/dialog.css';

type AuditEvent = Schemas['AuditEvent'];

/** An action by its name, and behind it all that is known of it. */
export function AuditDetails({ event }: { event: AuditEvent }) {
  const { action, created_at, address, object, before, after, request_id } = event;
  return (
    <Dialog.Root>
      <Dialog.Trigger render={<button type="button" className="audit-open" data-row />}>
        <Text isLine>{action}</Text>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog">
          <Dialog.Title render={<h2 />}>
            <Text>{action}</Text>
          </Dialog.Title>
          <FactList
            facts={[
              ['Who', <Text key="who">{actorOf(event)}</Text>],
              ['When', <Time key="when" at={created_at} />],
              ['From', address && <Text>{address}</Text>],
              ['Object', <Object key="object" object={object} />],
              ['Request', request_id && <Copyable text={request_id} what="the request's id" />],
              ['Before', before && <Values of={before} />],
              ['After', after && <Values of={after} />],
            ]}
          />
          <div className="dialog-buttons">
            <Dialog.Close render={<Button>Close</Button>} />
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Where things of a kind have a view of their own. */
const PLACES: Record<string, string> = {
  message: '/messages',
  bulk_action: '/bulk-actions',
  webhook_endpoint: '/webhooks',
  conversation: '/conversations',
  queue: '/queues',
};

function Object({ object: { kind, id } }: { object: AuditEvent['object'] }) {
  const name = kind.replaceAll('_', ' ');
  const place = PLACES[kind];
  if (id === null) return <>{name}</>;
  return (
    <>
      {name} {place ? <Link to={`${place}/${encodeURIComponent(id)}`}>{id}</Link> : <Text>{id}</Text>}
    </>
  );
}

function Values({ of }: { of: object }) {
  return (
    <pre className="audit-values" tabIndex={0}>
      <Text>{JSON.stringify(of, null, 2)}</Text>
    </pre>
  );
}
