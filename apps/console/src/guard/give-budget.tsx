import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, client } from '../api/api.js';
import { useKeyNames } from '../messages/use-key-names.js';
import { FormDialog } from '../ui/form-dialog.js';
import { NumberField, numberOfText } from '../ui/number-field.js';
import { SelectField } from '../ui/select-field.js';
import { TextField } from '../ui/text-field.js';
import { showDone } from '../ui/toast.js';
import { GUARD } from './use-guard.js';

type Period = 'day' | 'month';

const PERIODS: [Period, string][] = [
  ['day', 'day'],
  ['month', 'month'],
];
const EMPTY = { id: '', period: 'month' as Period, amount: '', currency: 'USD', segments: '' };

/** A button, and the form behind it: a budget for a key that has none. Its other rules stay as they are. */
export function GiveBudget() {
  const names = useKeyNames();
  const [fields, setFields] = useState(EMPTY);
  const queries = useQueryClient();
  const set = (changes: Partial<typeof EMPTY>) => setFields((before) => ({ ...before, ...changes }));
  if (names === undefined) return null;
  return (
    <FormDialog
      trigger="Give a budget"
      kind="plain"
      title="Give a key a budget"
      submit="Save"
      onSubmit={async () => {
        await giveBudget(fields);
        showDone('The key has a budget', names[fields.id] ?? '');
        setFields(EMPTY);
        await queries.invalidateQueries({ queryKey: GUARD });
      }}
    >
      {(errors) => (
        <>
          <SelectField
            label="API key"
            hint="Whose texts are counted."
            value={fields.id}
            options={[['', 'choose one'], ...Object.entries(names)]}
            onChange={(id) => set({ id })}
            required
          />
          <SelectField
            label="Of each"
            hint="By UTC."
            error={errors.budget_period}
            value={fields.period}
            options={PERIODS}
            onChange={(period) => set({ period })}
          />
          <NumberField
            label="Amount"
            hint="Empty: any amount."
            error={errors.budget_amount}
            value={fields.amount}
            onChange={(amount) => set({ amount })}
            min={0}
            step="any"
          />
          <TextField
            label="Currency"
            hint="Of the amount, as ISO 4217 has it."
            error={errors.budget_currency}
            value={fields.currency}
            onChange={(currency) => set({ currency: currency.toUpperCase() })}
            maxLength={3}
          />
          <NumberField
            label="Segments"
            hint="Empty: any number."
            error={errors.budget_segments}
            value={fields.segments}
            onChange={(segments) => set({ segments })}
            min={0}
            step={1}
          />
        </>
      )}
    </FormDialog>
  );
}

async function giveBudget({ id, period, amount, currency, segments }: typeof EMPTY): Promise<void> {
  const params = { path: { id } };
  const rules = await answerOf(client.api.GET('/api/v1/api-keys/{id}/guard', { params }));
  const budget = {
    budget_period: period,
    budget_amount: numberOfText(amount),
    budget_currency: amount.trim() === '' ? null : currency,
    budget_segments: numberOfText(segments),
  };
  await answerOf(client.api.PUT('/api/v1/api-keys/{id}/guard', { params, body: { ...rules, ...budget } }));
}
