import { Field } from './field.js';

interface MomentFieldProps {
  label: string;
  hint?: string;
  error?: string;
  /** As `datetime-local` has it: in the viewer's zone, without saying so. */
  value: string;
  onChange: (value: string) => void;
  isRequired?: boolean;
}

/** A moment in the viewer's zone. */
export function MomentField({ label, hint, error, value, onChange, isRequired = false }: MomentFieldProps) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <Field label={label} hint={hint ?? `In your time zone, ${zone}.`} error={error}>
      {(props) => (
        <input
          {...props}
          className="input"
          type="datetime-local"
          value={value}
          onChange={({ target }) => onChange(target.value)}
          required={isRequired}
        />
      )}
    </Field>
  );
}

/** A moment as such a field has it; empty where it is none. */
export function localOf(at: string | Date): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return '';
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** What such a field has, as the API takes it. */
export function isoOf(local: string): string {
  return local === '' ? '' : new Date(local).toISOString();
}
