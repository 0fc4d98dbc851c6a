import { useId } from 'react';
import './segmented.css';

interface SegmentedProps<Value extends string> {
  /** What is chosen, for those who do not see it. */
  label: string;
  options: readonly (readonly [value: Value, title: string])[];
  value: Value;
  onChange: (value: Value) => void;
}

/** One of a few that are all seen. */
export function Segmented<Value extends string>({ label, options, value, onChange }: SegmentedProps<Value>) {
  const name = useId();
  return (
    <fieldset className="segmented">
      <legend className="visually-hidden">{label}</legend>
      {options.map(([each, title]) => (
        <label key={each}>
          <input type="radio" name={name} checked={value === each} onChange={() => onChange(each)} />
          {title}
        </label>
      ))}
    </fieldset>
  );
}
