/**
 * Epoch milliseconds of a time as databases of monitors have it: ISO 8601, or the same with a space, and UTC where no offset
 * stands there; Go adds the name of its zone behind the offset, and what its own clock showed. Null where it is none, or lies
 * before 1970.
 *
 * @example writtenTimeMs("2026-11-02 14:31:00.250") === Date.UTC(2026, 10, 2, 14, 31, 0, 250)
 * @example writtenTimeMs("2026-11-02 15:31:00 +0100 CET m=+0.004") === Date.UTC(2026, 10, 2, 14, 31)
 */
export function writtenTimeMs(text: string): number | null {
  const [, day, clock, fraction = "", sign, hours, minutes] = pattern.exec(text.trim()) ?? [];
  if (day === undefined || clock === undefined) return null;
  const at = Date.parse(`${day}T${clock}.${fraction.padEnd(3, "0").slice(0, 3)}Z`);
  const offsetMs = sign === undefined ? 0 : (Number(hours) * 60 + Number(minutes)) * 60_000;
  const moment = at - (sign === "-" ? -offsetMs : offsetMs);
  return Number.isSafeInteger(moment) && moment >= 0 ? moment : null;
}

const pattern =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9}))?\s*(?:Z|([+-])(\d{2}):?(\d{2}))?(?: [A-Z]{2,5}| [+-]\d{2,4})?(?: m=[+-][\d.]+)?$/;
