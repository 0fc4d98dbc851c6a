import type { ReactNode } from 'react';
import { Field } from './field.js';

interface NumberFieldProps {
  label: string;
  hint: ReactNode;
  error: string | undefined;
  /** As it is typed; empty: none. */
  value: string;
  onChange: (value: string) => void;
  min: number;
  /** `any`: fractions too. */
  step: 1 | 'any';
  placeholder?: string;
}

/** A field for a number that may be left empty. */
export function NumberField({ label, hint, error, value, onChange, ...limits }: NumberFieldProps) {
  return (
    <Field label={label} hint={hint} {...(error !== undefined && { error })}>
      {(props) => (
        <input
          {...props}
          {...limits}
          className="input"
          type="number"
          value={value}
          onChange={({ target }) => onChange(target.value)}
          autoComplete="off"
        />
      )}
    </Field>
  );
}

/** What is typed for a number; null: none. */
export function textOfNumber(value: number | null | undefined): string {
  return value == null ? '' : String(value);
}

/** The number that was typed; null for none. */
export function numberOfText(text: string): number | null {
  return text.trim() === '' ? null : Number(text);
}
