import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, client } from '../api/api.js';
import { FormDialog } from '../ui/form-dialog.js';
import { NumberField, numberOfText, textOfNumber } from '../ui/number-field.js';
import { Text } from '../ui/text.js';
import { showDone } from '../ui/toast.js';
import type { Budget } from './budgets.js';
import { GUARD } from './use-guard.js';

/** A button, and the form behind it: how much a key may spend. Its other rules stay as they are. */
export function ChangeBudget({ budget }: { budget: Budget }) {
  const { api_key_id: id, name, period, currency } = budget;
  const [amount, setAmount] = useState(textOfNumber(budget.budget_amount));
  const [segments, setSegments] = useState(textOfNumber(budget.budget_segments));
  const queries = useQueryClient();
  return (
    <FormDialog
      trigger="Change"
      kind="plain"
      title="Change this budget"
      submit="Save"
      onSubmit={async () => {
        const params = { path: { id } };
        const rules = await answerOf(client.api.GET('/api/v1/api-keys/{id}/guard', { params }));
        const body = {
          ...rules,
          budget_amount: numberOfText(amount),
          budget_segments: numberOfText(segments),
        };
        await answerOf(client.api.PUT('/api/v1/api-keys/{id}/guard', { params, body }));
        showDone('The budget is changed', name);
        await queries.invalidateQueries({ queryKey: GUARD });
      }}
    >
      {(errors) => (
        <>
          <p>
            What texts of <Text>{name}</Text> may come to in a {period} of UTC. It counts within two seconds.
          </p>
          {currency === null ? null : (
            <NumberField
              label={`Amount in ${currency}`}
              hint="Empty: any amount."
              error={errors.budget_amount}
              value={amount}
              onChange={setAmount}
              min={0}
              step="any"
            />
          )}
          <NumberField
            label="Segments"
            hint="Empty: any number."
            error={errors.budget_segments}
            value={segments}
            onChange={setSegments}
            min={0}
            step={1}
          />
          <p className="muted">Without both there is no budget.</p>
        </>
      )}
    </FormDialog>
  );
}
