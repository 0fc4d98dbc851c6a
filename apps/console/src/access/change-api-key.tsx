import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, client, type Schemas } from '../api/api.js';
import { FormDialog } from '../ui/form-dialog.js';
import { showDone } from '../ui/toast.js';
import { ApiKeyFields, fieldsOf, wantedOf } from './api-key-fields.js';

type ApiKey = Schemas['ApiKey'];

/** A button, and the form behind it. */
export function ChangeApiKey({ apiKey }: { apiKey: ApiKey }) {
  const [fields, setFields] = useState(() => fieldsOf(apiKey));
  const queries = useQueryClient();
  return (
    <FormDialog
      trigger="Change"
      kind="plain"
      title="Change this key"
      submit="Save"
      onSubmit={async () => {
        const params = { path: { id: apiKey.id } };
        await answerOf(client.api.PATCH('/api/v1/api-keys/{id}', { params, body: wantedOf(fields) }));
        showDone('The key is changed', fields.name);
        await queries.invalidateQueries({ queryKey: ['api-keys'] });
      }}
    >
      {(errors) => (
        <>
          <ApiKeyFields fields={fields} onChange={setFields} errors={errors} />
          <p className="muted">
            What it may do ({apiKey.scopes.join(', ')}) stays: make another key for more or less.
          </p>
        </>
      )}
    </FormDialog>
  );
}
