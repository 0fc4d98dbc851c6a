import type { InputHTMLAttributes, ReactNode } from 'react';
import { Field } from './field.js';

type Limits = Pick<
  InputHTMLAttributes<HTMLInputElement>,
  'placeholder' | 'maxLength' | 'required' | 'autoComplete'
>;

interface TextFieldProps extends Limits {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  value: string;
  onChange: (value: string) => void;
}

/** A field for one line. */
export function TextField({ label, hint, error, value, onChange, ...limits }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} {...(error !== undefined && { error })}>
      {(props) => (
        <input
          autoComplete="off"
          spellCheck={false}
          {...props}
          {...limits}
          className="input"
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  );
}
