const million = 1e6;
const milliard = 1e9;

/** Thousands apart: `12,300`. */
const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/gu, ",");

const twoDigits = (value: number): number => Number(value.toPrecision(2));

/** A count as people say it: exact below a hundred, else two digits that count: `12,000`, `1.2 million`. */
export function countWords(count: number): string {
  if (count < 100) return String(Math.round(count));
  const round = twoDigits(count);
  if (round < million) return grouped(round);
  return round < milliard
    ? `${twoDigits(round / million)} million`
    : `${grouped(twoDigits(round / milliard))} billion`;
}

/** `1 request`, `12,000 requests`. */
export function counted(count: number, unit: string): string {
  const words = countWords(count);
  return `${words} ${words === "1" ? unit : `${unit}s`}`;
}

/** A share in percent with as many digits as say something: `45 %`, `0.7 %`, `0.02 %`. */
export function shareWords(share: number): string {
  const percent = 100 * share;
  if (percent >= 99.5) return percent >= 99.95 ? "100 %" : "more than 99 %";
  if (percent === 0) return "0 %";
  if (percent < 0.001) return "less than 0.001 %";
  return `${Number(percent.toPrecision(percent >= 1 ? 2 : 1))} %`;
}

/** How many times as much: `8`, `2.5`, `more than 1,000`. */
export function timesWords(ratio: number): string {
  if (ratio > 1000) return "more than 1,000";
  return ratio >= 10 ? countWords(ratio) : String(twoDigits(ratio));
}

/** How sure that is, by its odds, in words with the number: `very likely (about 420 to 1)`. */
export function oddsWords(odds: number): string {
  return `${sureness(odds)} (${oddsNumber(odds)})`;
}

/** The word alone. */
export function sureness(odds: number): string {
  if (odds >= 1000) return "almost certainly";
  if (odds >= 20) return "very likely";
  return odds >= 3 ? "likely" : "perhaps";
}

function oddsNumber(odds: number): string {
  if (odds >= million) return "more than a million to 1";
  return odds < 10 ? `${twoDigits(odds)} to 1` : `about ${grouped(twoDigits(odds))} to 1`;
}
