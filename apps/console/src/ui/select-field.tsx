import type { ReactNode } from 'react';
import { Field } from './field.js';

interface SelectFieldProps<Value extends string> {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  value: Value;
  /** What may be chosen, and in which words. */
  options: readonly (readonly [value: Value, words: string])[];
  onChange: (value: Value) => void;
  required?: boolean;
}

/** A field in which one of several is chosen. */
export function SelectField<Value extends string>({
  label,
  hint,
  error,
  value,
  options,
  onChange,
  required = false,
}: SelectFieldProps<Value>) {
  return (
    <Field label={label} hint={hint} {...(error !== undefined && { error })}>
      {(props) => (
        <select
          {...props}
          className="input"
          value={value}
          onChange={({ target }) => onChange(target.value as Value)}
          required={required}
        >
          {options.map(([each, words]) => (
            <option key={each} value={each}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
