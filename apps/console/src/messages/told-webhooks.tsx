import type { Schemas } from '../api/api.js';
import { StatusPill } from '../ui/status-pill.js';
import { Text } from '../ui/text.js';
import { Time } from '../ui/time.js';
import './records.css';

/** Which of your programs were told of this message, and what they answered. */
export function ToldWebhooks({ webhooks }: { webhooks: Schemas['MessageWebhook'][] }) {
  if (webhooks.length === 0) return <p className="muted">No webhook was told of it.</p>;
  return (
    <ol className="records">
      {webhooks.toReversed().map((webhook) => (
        <li key={webhook.id}>
          <div className="line">
            <strong>{webhook.type}</strong>
            <StatusPill status={webhook.status} />
            <span className="records-end muted">
              <Time at={webhook.delivered_at ?? webhook.created_at} />
            </span>
          </div>
          <Text>{webhook.target}</Text>
          <ul className="records-facts muted">
            <li>
              {webhook.attempt_count} {webhook.attempt_count === 1 ? 'attempt' : 'attempts'}
            </li>
            {webhook.http_status === null ? null : <li>HTTP {webhook.http_status}</li>}
          </ul>
          {webhook.error === null ? null : <Text>{webhook.error}</Text>}
        </li>
      ))}
    </ol>
  );
}
