import { useMemo } from 'react';
import { useSearchParams } from 'react-router';

/** A filter of a list. Its name is that of the API's parameter, and stands so in the address. */
export interface FilterField {
  name: string;
  label: string;
  kind: 'search' | 'text' | 'choice' | 'choices' | 'moment';
  /** Of `choice` and `choices`. */
  options?: readonly string[];
  /** What options are called where that is not their own name. */
  titles?: Record<string, string>;
  /** Of `choice`: what no choice is called; `any` without it. */
  none?: string;
  placeholder?: string;
  /** Only shown when it is asked for, or set. */
  isRare?: boolean;
}

export type FilterValues = Record<string, string | string[]>;

export interface Filters {
  /** What is set, as the API's query takes it. */
  values: FilterValues;
  isSet: boolean;
  set: (name: string, value: string | string[]) => void;
  clear: () => void;
}

/** The filters that are set in the address: a view with its filters is a link. */
export function useFilters(fields: readonly FilterField[]): Filters {
  const [parameters, setParameters] = useSearchParams();
  const values = useMemo(() => {
    const found = fields.flatMap(({ name, kind }): [string, string | string[]][] => {
      const given = parameters.getAll(name).filter((value) => value !== '');
      if (given.length === 0) return [];
      return [[name, kind === 'choices' ? given : (given[0] as string)]];
    });
    return Object.fromEntries(found);
  }, [fields, parameters]);

  return {
    values,
    isSet: Object.keys(values).length > 0,
    set: (name, value) => {
      // As the address is now: a text is set some time after it was typed, and others may have been set meanwhile.
      const after = new URLSearchParams(location.search);
      after.delete(name);
      for (const each of [value].flat()) if (each !== '') after.append(name, each);
      setParameters(after, { replace: true });
    },
    clear: () =>
      setParameters(
        (before) => {
          const after = new URLSearchParams(before);
          for (const { name } of fields) after.delete(name);
          return after;
        },
        { replace: true },
      ),
  };
}
