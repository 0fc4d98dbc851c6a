import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type ApiKey, upcoming } from '../api/upcoming.js';
import { FormDialog } from '../ui/form-dialog.js';
import { showDone } from '../ui/toast.js';
import { ApiKeyFields, fieldsOf, wantedOf } from './api-key-fields.js';

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
        await upcoming('PATCH', `/api/v1/api-keys/${apiKey.id}`, { body: wantedOf(fields) });
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
