import { destinationOf, type FailureKey, type FailureRow, type Tally } from '#entities';
import { Admission, type Candidate, OTHERS } from '../buckets/admission.js';
import { bucketsOf } from '../buckets/bucket-times.js';

/** So many kinds of failures are told apart in a minute, an hour or a day; then without their destination, and so on. */
const MAX_BY_DESTINATION = 200;
const MAX_BY_SENDER = 250;
const MAX_BY_CODE = 300;

const nameOf = ({ type, provider, error_code, sender, destination }: FailureKey) =>
  [type, provider, error_code, sender, destination].join('\n');

/** What these events add to the counters of failures. `known`: those there are. */
export function failureRows(tallies: Tally[], known: FailureKey[]): FailureRow[] {
  const admission = new Admission(known, nameOf, () => '');
  const rows = new Map<string, FailureRow>();
  for (const tally of tallies.filter(({ event }) => event === 'failed'))
    for (const bucket of bucketsOf(tally.time)) {
      const { key, id } = admission.admit(candidates({ ...bucket, ...namesOf(tally) }));
      const row = rows.get(id) ?? { ...key, count: 0 };
      rows.set(id, row);
      row.count += tally.count;
    }
  return [...rows.values()];
}

function namesOf({ type, provider, errorCode, sender, destination }: Tally) {
  const to = destinationOf(type, destination ?? '');
  return { type, provider, error_code: errorCode, sender: sender ?? '', destination: to };
}

function candidates(key: FailureKey): [Candidate<FailureKey>, ...Candidate<FailureKey>[]] {
  const bySender = { ...key, destination: OTHERS };
  const byCode = { ...bySender, sender: OTHERS };
  return [
    { key, max: MAX_BY_DESTINATION },
    { key: bySender, max: MAX_BY_SENDER },
    { key: byCode, max: MAX_BY_CODE },
    { key: { ...byCode, error_code: key.error_code && OTHERS }, max: Infinity },
  ];
}
