/** `12,034`; the same in every language that the system may speak. */
export function grouped(count: number): string {
  const [whole, fraction] = String(count).split(".") as [string, string?];
  const withCommas = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? withCommas : `${withCommas}.${fraction}`;
}

/** A measured value to about two digits: `0.12`, `1.4`, `37`, `12,034`. */
export function measured(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 10) return grouped(Math.round(value));
  if (size >= 1) return String(Number(value.toFixed(1)));
  return String(Number(value.toPrecision(2)));
}

/** `12 %` of a share between 0 and 1. */
export const percent = (share: number): string => `${measured(share * 100)}\u00a0%`;

/** `1 service`, `2 services`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : many}`;

/** `A, B and C` */
export function listed(names: readonly string[]): string {
  if (names.length <= 1) return names.join("");
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)!}`;
}

/** The contract cuts odds off here: what stands there may be more. */
const mostOdds = 1e6;

/** `1,204 to 1`; `more than 1,000,000 to 1` at the contract's limit. */
export function oddsOf(odds: number): string {
  if (odds >= mostOdds) return `more than ${grouped(mostOdds)} to 1`;
  return `${measured(odds)} to 1`;
}
