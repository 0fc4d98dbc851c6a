import { type ReactNode, useId } from 'react';
import './field.css';

/** What a control needs to be known by its label, its hint and its error. */
interface ControlProps {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean;
}

interface FieldProps {
  label: string;
  hint?: ReactNode;
  error?: string;
  children: (props: ControlProps) => ReactNode;
}

/** A control with its label above, and below what is expected of it or wrong with it. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const described = error !== undefined || hint !== undefined ? `${id}-note` : undefined;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': described, 'aria-invalid': error !== undefined })}
      {error !== undefined ? (
        <p className="field-error" id={described} role="alert">
          {error}
        </p>
      ) : hint !== undefined ? (
        <p className="field-hint" id={described}>
          {hint}
        </p>
      ) : null}
    </div>
  );
}
