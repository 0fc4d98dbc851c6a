const ISO_8601 =
  /^(?<day>\d{4}-\d\d-\d\d)(?:T(?<time>\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(?<zone>Z|[+-]\d\d:?\d\d)?)?$/i;

/** The moment that an ISO 8601 text names, in UTC where it has no offset; null when it names none. */
export function parseInstant(text: string): Date | null {
  const { day, time = '00:00', zone = 'Z' } = ISO_8601.exec(text)?.groups ?? {};
  if (day === undefined) return null;
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  // Date would take the 31st of February for the 3rd of March.
  const calendar = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(calendar.getTime()) || calendar.toISOString().slice(0, 10) !== day) return null;
  const moment = new Date(`${day}T${time}${offset}`);
  return Number.isNaN(moment.getTime()) ? null : moment;
}
