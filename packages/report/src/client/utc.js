/** Times in UTC and in English words, independent of the reader's place and language. */
const secondMs = 1000;
export const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

const monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** @param {number} value */
const twoDigits = (value) => String(value).padStart(2, "0");

/**
 * `15:40`, or `15:42:30` where the seconds are not zero.
 * @param {number} ms
 */
export function formatClock(ms) {
  const at = new Date(ms);
  const minutes = `${twoDigits(at.getUTCHours())}:${twoDigits(at.getUTCMinutes())}`;
  const seconds = at.getUTCSeconds();
  return seconds === 0 ? minutes : `${minutes}:${twoDigits(seconds)}`;
}

/**
 * `4 Oct`.
 * @param {number} ms
 */
export function formatDay(ms) {
  const at = new Date(ms);
  return `${at.getUTCDate()} ${monthNames[at.getUTCMonth()]}`;
}

/**
 * `4 Oct 2021`.
 * @param {number} ms
 */
export function formatDate(ms) {
  return `${formatDay(ms)} ${new Date(ms).getUTCFullYear()}`;
}

const tickSteps = [
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minuteMs),
  ...[1, 2, 3, 6, 12].map((hours) => hours * hourMs),
  ...[1, 2, 7, 14, 28, 91, 364].map((days) => days * dayMs),
];

/**
 * At most `most` round times from `from` to `to`.
 * @param {number} from
 * @param {number} to
 * @param {number} most
 * @returns {number[]}
 */
export function timeTicks(from, to, most) {
  const step =
    tickSteps.find((candidate) => (to - from) / candidate <= most) ?? Math.ceil((to - from) / most);
  const first = Math.ceil(from / step) * step;
  const count = Math.max(0, Math.floor((to - first) / step) + 1);
  return Array.from({ length: count }, (_, index) => first + index * step);
}

/**
 * A tick's label: the day at midnight, else the time of day.
 * @param {number} ms
 */
export function formatTick(ms) {
  return ms % dayMs === 0 ? formatDay(ms) : formatClock(ms);
}
