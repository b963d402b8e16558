/** How a table writes the decimals of a number. `unsure`: by what stands in the number, where that tells it. */
export type Decimals = "point" | "comma" | "unsure";

export type CellNumber =
  | { readonly kind: "number"; readonly value: number; readonly unit: string }
  /** Nothing: empty, `N/A`, `-`, `null` and their like. */
  | { readonly kind: "none" }
  | { readonly kind: "fault"; readonly reason: string };

/** What most cells hold, told at a glance: one to fifteen digits. */
function isPlain(text: string): boolean {
  if (text.length === 0 || text.length > 15) return false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (sign < zero || sign > nine) return false;
  }
  return true;
}

const zero = 0x30;
const nine = 0x39;

const nothing = /^(?:|-+|–|—|n\/?a|#n\/a|nan|null|nil|none|undefined|\?)$/i;

/** Whether a cell says that there is no value. */
export const isNothing = (text: string): boolean => !isPlain(text) && nothing.test(text);

/** A number with its unit behind it, such as `200.0`, `1,234`, `0,5` or `12 ms`. */
export function cellNumber(text: string, decimals: Decimals): CellNumber {
  if (isPlain(text)) return { kind: "number", value: Number(text), unit: "" };
  if (isNothing(text)) return { kind: "none" };
  const match = /^([+-]?[\d.,'\u00a0\u202f ]*\d)(e[+-]?\d{1,3})?\s*(%|[a-zµ]{0,7})$/i.exec(text);
  if (match === null) return { kind: "fault", reason: `${text} is not a number` };
  const [, digits = "", exponent = "", unit = ""] = match;
  const digitsOnly = plainDigits(digits.replaceAll(/[ '\u00a0\u202f]/g, ""), decimals);
  if (digitsOnly === null)
    return {
      kind: "fault",
      reason: `${text} is not one number for sure: say with --decimals comma or --decimals point how fractions are written`,
    };
  const value = Number(`${digitsOnly}${exponent}`);
  if (!Number.isFinite(value)) return { kind: "fault", reason: `${text} is not a number` };
  return { kind: "number", value, unit: unit.toLowerCase() };
}

/** The digits with a decimal point and nothing between thousands; null where that is not one number for sure. */
function plainDigits(digits: string, decimals: Decimals): string | null {
  if (/^[+-]?\d+$/.test(digits)) return digits;
  const asPoint = grouped(",", ".").test(digits) ? digits.replaceAll(",", "") : null;
  const asComma = grouped(".", ",").test(digits) ? digits.replaceAll(".", "").replace(",", ".") : null;
  if (decimals === "point") return asPoint;
  if (decimals === "comma") return asComma;
  // `1.234` may be a thousand or one and a bit; a comma alone is that of decimals where commas do not part cells.
  if (asPoint !== null && asComma !== null) return /^[^.]*,[^.]*$/.test(digits) ? asComma : null;
  return asPoint ?? asComma;
}

/** Digits with this sign between thousands, or with none, and then perhaps decimals. */
const grouped = (thousands: "." | ",", decimal: "." | ","): RegExp =>
  new RegExp(`^[+-]?(?:\\d+|\\d{1,3}(?:\\${thousands}\\d{3})+)(?:\\${decimal}\\d+)?$`);

const up =
  /^(?:up|true|yes|y|ok|okay|on|online|healthy|operational|available|pass(?:ed)?|success(?:ful)?|alive)$/i;
const down =
  /^(?:down|false|no|n|off|offline|unhealthy|outage|unavailable|fail(?:ed|ure)?|error|critical|timeout|dead)$/i;

export type CellState = "up" | "down" | "unknown" | "none";

/** Statuses with which a working server turns a monitor away: what it looked for, it does not know. */
const turnedAway: ReadonlySet<number> = new Set([403, 405, 429]);

/** What a cell says of a probe: a word, 1 or 0, or the HTTP status that came. */
export function cellState(text: string, decimals: Decimals): CellState {
  if (up.test(text)) return "up";
  if (down.test(text)) return "down";
  const read = cellNumber(text, decimals);
  if (read.kind === "none") return "none";
  if (read.kind === "fault" || read.unit !== "" || turnedAway.has(read.value)) return "unknown";
  if (read.value === 1 || (read.value >= 200 && read.value < 400)) return "up";
  return read.value === 0 || (read.value >= 400 && read.value < 600) ? "down" : "unknown";
}
