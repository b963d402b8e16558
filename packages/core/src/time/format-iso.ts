const dayMs = 86_400_000;
const maxEpochMs = 8.64e15;

/**
 * ISO 8601 in UTC with milliseconds, the form that `Date.prototype.toISOString` gives, made without a clock or a locale.
 * Takes whole epoch milliseconds from -8.64e15 to 8.64e15 (the range of ECMAScript time values); throws beyond it.
 *
 * @example formatIso(1633362000000) === "2021-10-04T15:40:00.000Z"
 */
export function formatIso(epochMs: number): string {
  if (!Number.isInteger(epochMs) || Math.abs(epochMs) > maxEpochMs) {
    throw new RangeError(`not a time in whole epoch milliseconds: ${epochMs}`);
  }
  const day = Math.floor(epochMs / dayMs);
  return `${dateText(day)}T${timeText(epochMs - day * dayMs)}Z`;
}

/**
 * The proleptic Gregorian date of a day counted from 1970-01-01; years begin in March, so that the leap day is the last
 * (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days).
 */
function dateText(day: number): string {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const leapDays =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${yearText(year)}-${digits(month, 2)}-${digits(dayOfMonth, 2)}`;
}

/** Four digits; outside 0 to 9999 a sign and six digits, as ECMAScript writes them. */
function yearText(year: number): string {
  if (year >= 0 && year <= 9999) return digits(year, 4);
  return (year < 0 ? "-" : "+") + digits(Math.abs(year), 6);
}

function timeText(msOfDay: number): string {
  const hour = Math.floor(msOfDay / 3_600_000);
  const minute = Math.floor(msOfDay / 60_000) % 60;
  const second = Math.floor(msOfDay / 1000) % 60;
  return `${digits(hour, 2)}:${digits(minute, 2)}:${digits(second, 2)}.${digits(msOfDay % 1000, 3)}`;
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, "0");
}
