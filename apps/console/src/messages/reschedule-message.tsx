import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, client } from '../api/api.js';
import { FormDialog } from '../ui/form-dialog.js';
import { isoOf, localOf, MomentField } from '../ui/moment-field.js';
import { showDone } from '../ui/toast.js';
import type { Message } from './message-parts.js';

const AN_HOUR_MS = 3_600_000;

/** A button, and the form behind it: the message is sent at another time. */
export function RescheduleMessage({ message: { id, scheduled_at } }: { message: Message }) {
  const [moment, setMoment] = useState(() => localOf(scheduled_at ?? new Date(Date.now() + AN_HOUR_MS)));
  const queries = useQueryClient();
  return (
    <FormDialog
      trigger="Reschedule"
      kind="plain"
      title="Send it at another time"
      submit="Reschedule"
      onSubmit={async () => {
        const body = { scheduled_at: isoOf(moment) };
        const params = { path: { id } };
        await answerOf(client.api.POST('/api/v1/messages/{id}/reschedule', { params, body }));
        showDone('The message is rescheduled', new Date(moment).toLocaleString());
        await queries.invalidateQueries({ queryKey: ['message', id] });
        await queries.invalidateQueries({ queryKey: ['messages'] });
      }}
    >
      {(errors) => (
        <MomentField
          label="Send at"
          value={moment}
          onChange={setMoment}
          error={errors.scheduled_at}
          isRequired
        />
      )}
    </FormDialog>
  );
}
