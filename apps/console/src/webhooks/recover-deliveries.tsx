import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, client } from '../api/api.js';
import { counted } from '../ui/counts.js';
import { FormDialog } from '../ui/form-dialog.js';
import { isoOf, localOf, MomentField } from '../ui/moment-field.js';
import { showDone } from '../ui/toast.js';

const A_DAY_MS = 86_400_000;

/** A button, and the form behind it: what the endpoint missed since then is sent once more. */
export function RecoverDeliveries({ endpointId }: { endpointId: string }) {
  const [since, setSince] = useState(() => localOf(new Date(Date.now() - A_DAY_MS)));
  const queries = useQueryClient();
  return (
    <FormDialog
      trigger="Recover all since …"
      kind="plain"
      title="Send again what it missed"
      submit="Recover"
      onSubmit={async () => {
        const params = { path: { id: endpointId } };
        const body = { since: isoOf(since) };
        const { queued, more } = await answerOf(
          client.api.POST('/api/v1/webhook-endpoints/{id}/recover', { params, body }),
        );
        showDone(
          queued === 0 ? 'It missed nothing since then' : `${counted(queued, 'event')} will be sent again`,
          more ? 'There are more: recover once again when these are sent.' : undefined,
        );
        await queries.invalidateQueries({ queryKey: ['webhook-endpoints', endpointId] });
      }}
    >
      {(errors) => (
        <>
          <MomentField label="Since" value={since} onChange={setSince} error={errors.since} isRequired />
          <p className="muted">
            Each event that was given up since then is sent once more, at a pace that the endpoint can follow.
            Events keep their ids, so that a program knows those it has seen.
          </p>
        </>
      )}
    </FormDialog>
  );
}
