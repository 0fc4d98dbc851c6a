import type { Schemas } from '../api/api.js';
import { Field } from '../ui/field.js';
import type { FieldErrors } from '../ui/field-errors.js';
import { NumberField, numberOfText, textOfNumber } from '../ui/number-field.js';

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

interface ApiKeyFieldsProps {
  fields: KeyFields;
  onChange: (fields: KeyFields) => void;
  errors: FieldErrors;
}

/** What can be changed of a key as long as it lives. */
export function ApiKeyFields({ fields, onChange, errors }: ApiKeyFieldsProps) {
  return (
    <>
      <Field label="Name" hint="Of the program or the person that has it." error={errors.name}>
        {(props) => (
          <input
            {...props}
            className="input"
            value={fields.name}
            onChange={({ target }) => onChange({ ...fields, name: target.value })}
            placeholder="support-desk"
            maxLength={100}
            autoComplete="off"
            required
          />
        )}
      </Field>
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
      <Field
        label="Priority"
        hint="Of messages that say none: none waits behind those of another priority."
        error={errors.default_priority}
      >
        {(props) => (
          <select
            {...props}
            className="input"
            value={fields.priority}
            onChange={({ target }) =>
              onChange({ ...fields, priority: target.value as KeyFields['priority'] })
            }
          >
            <option value="">the usual: normal, and bulk in batches</option>
            <option value="code">code</option>
            <option value="normal">normal</option>
            <option value="bulk">bulk</option>
          </select>
        )}
      </Field>
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
