import type { Schemas } from '../api/api.js';
import type { FieldErrors } from '../ui/field-errors.js';
import { NumberField, numberOfText, textOfNumber } from '../ui/number-field.js';
import { SelectField } from '../ui/select-field.js';
import { TextField } from '../ui/text-field.js';

type ApiKey = Schemas['ApiKey'];
type Priority = NonNullable<ApiKey['default_priority']>;

/** What is typed for a key. */
export interface KeyFields {
  name: string;
  /** Empty: as for everybody. */
  rateLimit: string;
  mask: boolean;
  /** Empty: as for everybody. */
  priority: Priority | '';
}

const PRIORITIES: [KeyFields['priority'], string][] = [
  ['', 'the usual: normal, and bulk in batches'],
  ['code', 'code'],
  ['normal', 'normal'],
  ['bulk', 'bulk'],
];

interface ApiKeyFieldsProps {
  fields: KeyFields;
  onChange: (fields: KeyFields) => void;
  errors: FieldErrors;
}

/** What can be changed of a key as long as it lives. */
export function ApiKeyFields({ fields, onChange, errors }: ApiKeyFieldsProps) {
  return (
    <>
      <TextField
        label="Name"
        hint="Of the program or the person that has it."
        error={errors.name}
        value={fields.name}
        onChange={(name) => onChange({ ...fields, name })}
        placeholder="support-desk"
        maxLength={100}
        required
      />
      <NumberField
        label="Requests a minute"
        hint="Empty: the limit that holds for everybody. 0: none."
        error={errors.rate_limit}
        value={fields.rateLimit}
        onChange={(value) => onChange({ ...fields, rateLimit: value })}
        min={0}
        step={1}
        placeholder="the usual"
      />
      <SelectField
        label="Priority"
        hint="Of messages that say none: none waits behind those of another priority."
        error={errors.default_priority}
        value={fields.priority}
        options={PRIORITIES}
        onChange={(priority) => onChange({ ...fields, priority })}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={fields.mask}
          onChange={({ target }) => onChange({ ...fields, mask: target.checked })}
        />
        Numbers, addresses and texts are masked
      </label>
      {errors.mask === undefined ? null : (
        <p className="field-error" role="alert">
          {errors.mask}
        </p>
      )}
    </>
  );
}

export const EMPTY: KeyFields = { name: '', rateLimit: '', mask: false, priority: '' };

export function fieldsOf({ name, rate_limit, mask, default_priority }: ApiKey): KeyFields {
  return { name, rateLimit: textOfNumber(rate_limit), mask, priority: default_priority ?? '' };
}

/** As the API takes it. */
export function wantedOf({ name, rateLimit, mask, priority }: KeyFields) {
  return {
    name: name.trim(),
    rate_limit: numberOfText(rateLimit),
    mask,
    default_priority: priority === '' ? null : priority,
  };
}
