import { Menu } from '@base-ui/react/menu';
import { Check, ChevronDown, ListFilter, Search, X } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from './button.js';
import { isoOf, localOf } from './moment-field.js';
import type { FilterField, Filters } from './use-filters.js';
import './filter-bar.css';
import './menu.css';

/** So long after the last key a text is looked for. */
const TYPING_MS = 300;

interface ControlProps {
  field: FilterField;
  value: string | string[] | undefined;
  set: (value: string | string[]) => void;
}

interface FilterBarProps {
  fields: readonly FilterField[];
  filters: Filters;
  /** What else is chosen beside them. */
  children?: ReactNode;
}

/** The filters of a list, bound to the address. */
export function FilterBar({ fields, filters, children }: FilterBarProps) {
  const [showsAll, setShowsAll] = useState(false);
  const isShown = ({ name, isRare = false }: FilterField) => !isRare || showsAll || name in filters.values;
  return (
    <div className="filter-bar" role="search">
      {fields.filter(isShown).map((field) => {
        const Control = CONTROLS[field.kind];
        return (
          <Control
            key={field.name}
            field={field}
            value={filters.values[field.name]}
            set={(value) => filters.set(field.name, value)}
          />
        );
      })}
      {children}
      {fields.every(isShown) ? null : (
        <Button kind="quiet" onClick={() => setShowsAll(true)}>
          <ListFilter size={15} aria-hidden />
          More filters
        </Button>
      )}
      {filters.isSet ? (
        <Button kind="quiet" onClick={filters.clear}>
          <X size={15} aria-hidden />
          Clear
        </Button>
      ) : null}
    </div>
  );
}

function TextFilter({ field: { label, kind, placeholder }, value = '', set }: ControlProps) {
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // The address may change without the field: by going back, by clearing.
  useEffect(() => {
    if (input.current !== null && document.activeElement !== input.current)
      input.current.value = String(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const isSearch = kind === 'search';
  const look = (text: string) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => set(text.trim()), TYPING_MS);
  };
  return (
    <label
      className={isSearch ? 'filter-search' : 'filter-choice filter-text'}
      data-set={(!isSearch && value !== '') || undefined}
    >
      {isSearch ? <Search size={15} aria-hidden /> : null}
      <span className={isSearch ? 'visually-hidden' : undefined}>{label}</span>
      <input
        ref={input}
        className={isSearch ? 'input' : undefined}
        type="search"
        defaultValue={value}
        placeholder={placeholder ?? (isSearch ? label : 'any')}
        data-search={isSearch || undefined}
        onChange={({ target }) => look(target.value)}
        autoComplete="off"
        spellCheck={false}
      />
    </label>
  );
}

function ChoiceFilter({
  field: { label, options = [], titles = {}, none = 'any' },
  value = '',
  set,
}: ControlProps) {
  return (
    <label className="filter-choice" data-set={value !== '' || undefined}>
      <span>{label}</span>
      <select value={value} onChange={({ target }) => set(target.value)}>
        <option value="">{none}</option>
        {options.map((option) => (
          <option key={option} value={option}>
            {titles[option] ?? option}
          </option>
        ))}
      </select>
    </label>
  );
}

function ChoicesFilter({
  field: { label, options = [], titles = {}, none = 'any' },
  value = [],
  set,
}: ControlProps) {
  const chosen = [value].flat();
  const toggled = (option: string) =>
    chosen.includes(option) ? chosen.filter((each) => each !== option) : [...chosen, option];
  return (
    <Menu.Root>
      <Menu.Trigger className="filter-choice" data-set={chosen.length > 0 || undefined}>
        <span>{label}</span>
        <span className="filter-chosen">
          {chosen.length === 0 ? none : chosen.map((option) => titles[option] ?? option).join(', ')}
        </span>
        <ChevronDown size={14} aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="menu-positioner" sideOffset={4} align="start">
          <Menu.Popup className="menu">
            {options.map((option) => (
              <Menu.CheckboxItem
                key={option}
                className="menu-item"
                checked={chosen.includes(option)}
                onCheckedChange={() => set(toggled(option))}
                closeOnClick={false}
              >
                <span className="menu-check">
                  <Menu.CheckboxItemIndicator>
                    <Check size={14} aria-hidden />
                  </Menu.CheckboxItemIndicator>
                </span>
                {titles[option] ?? option}
              </Menu.CheckboxItem>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

/** A moment in the viewer's zone; in the address, and for the API, in UTC. */
function MomentFilter({ field: { label }, value = '', set }: ControlProps) {
  return (
    <label className="filter-choice" data-set={value !== '' || undefined}>
      <span>{label}</span>
      <input
        type="datetime-local"
        value={localOf(String(value))}
        onChange={({ target }) => set(isoOf(target.value))}
      />
    </label>
  );
}

const CONTROLS = {
  search: TextFilter,
  text: TextFilter,
  choice: ChoiceFilter,
  choices: ChoicesFilter,
  moment: MomentFilter,
};
