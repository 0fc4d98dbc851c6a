import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, client, type Schemas } from '../api/api.js';
import { FormDialog } from '../ui/form-dialog.js';
import { SecretDialog } from '../ui/secret-dialog.js';
import { ApiKeyFields, EMPTY, wantedOf } from './api-key-fields.js';

type Scope = Schemas['CreateApiKey']['scopes'][number];

const SCOPES: [Scope, string][] = [
  ['read', 'sees messages, conversations, suppressions and figures'],
  ['send', 'sends, retries and cancels messages'],
  ['manage', 'changes suppressions and webhooks, acts on many messages'],
  ['admin', 'everything: queues, keys and the audit too'],
];

/** A button, the form behind it, and the new key's secret, which is told once. */
export function CreateApiKey() {
  const [fields, setFields] = useState(EMPTY);
  const [scopes, setScopes] = useState<Scope[]>(['read']);
  const [secret, setSecret] = useState<string | null>(null);
  const queries = useQueryClient();
  const toggle = (scope: Scope) =>
    setScopes(scopes.includes(scope) ? scopes.filter((each) => each !== scope) : [...scopes, scope]);
  return (
    <>
      <FormDialog
        trigger="Create a key"
        title="Create an API key"
        submit="Create"
        onSubmit={async () => {
          const body = { ...wantedOf(fields), scopes };
          const made = await answerOf(client.api.POST('/api/v1/api-keys', { body }));
          setFields(EMPTY);
          setScopes(['read']);
          setSecret(made.secret);
          await queries.invalidateQueries({ queryKey: ['api-keys'] });
        }}
      >
        {(errors) => (
          <>
            <ApiKeyFields fields={fields} onChange={setFields} errors={errors} />
            <fieldset className="plain-fieldset">
              <legend>What it may do</legend>
              {SCOPES.map(([scope, does]) => (
                <label className="check" key={scope}>
                  <input type="checkbox" checked={scopes.includes(scope)} onChange={() => toggle(scope)} />
                  <span>
                    {scope} <span className="muted">{does}</span>
                  </span>
                </label>
              ))}
              {errors.scopes === undefined ? null : (
                <p className="field-error" role="alert">
                  {errors.scopes}
                </p>
              )}
            </fieldset>
          </>
        )}
      </FormDialog>
      <SecretDialog title="The new key" secret={secret} onClose={() => setSecret(null)}>
        Programs send it as <code>Authorization: Bearer</code>, people sign in here with it.
      </SecretDialog>
    </>
  );
}
