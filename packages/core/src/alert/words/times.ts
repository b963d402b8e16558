import { parseIso } from "../../time/parse-iso.ts";

const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

/** Of an instant as alerts write them: `15:40`, and `15:40:20` where it is no whole minute. */
export function clockOf(instant: string): string {
  const time = instant.slice(instant.indexOf("T") + 1);
  return time.slice(6, 8) === "00" ? time.slice(0, 5) : time.slice(0, 8);
}

/** `4 October 2021`. */
function dayOf(instant: string): string {
  const [year, month, day] = instant.slice(0, instant.indexOf("T")).split("-").slice(-3);
  return `${Number(day)} ${months[Number(month) - 1]!} ${Number(year)}`;
}

/** `15:40 UTC on 4 October 2021`. */
export const momentOf = (instant: string): string => `${clockOf(instant)} UTC on ${dayOf(instant)}`;

/** `from 15:40 to 21:05 UTC on 4 October 2021`, with both days where they differ. */
export const spanOf = (from: string, to: string): string =>
  dayOf(from) === dayOf(to)
    ? `from ${clockOf(from)} to ${momentOf(to)}`
    : `from ${momentOf(from)} to ${momentOf(to)}`;

/** How long that was: `5 h 25 min`, `2 days 3 h`, `40 s`. */
export function durationOf(from: string, to: string): string {
  const seconds = Math.round((msOf(to) - msOf(from)) / 1000);
  if (Number.isNaN(seconds)) return "long";
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours < 1) return `${minutes} min`;
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? `${days} days` : `${days} days ${hours % 24} h`;
}

/** No number beyond the year 9999, whose form no alert of a real clock has. */
const msOf = (instant: string): number => parseIso(instant) ?? Number.NaN;
