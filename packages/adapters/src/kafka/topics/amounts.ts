import { z } from "zod";

/** Kafka's number for a time or size without limit. */
export const unlimited = -1;

const unitsMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const unitsBytes = { B: 1, KiB: 1024, MiB: 1_048_576, GiB: 1_073_741_824, TiB: 1_099_511_627_776 } as const;

const timePattern = /^([1-9]\d{0,8})(ms|s|m|h|d|w)$/;
const sizePattern = /^([1-9]\d{0,8})(B|KiB|MiB|GiB|TiB)$/;

/**
 * Milliseconds of a length of time such as `7d`, -1 of `unlimited`, or null where the text is neither.
 *
 * @example timeOf("12h") === 43_200_000
 */
export function timeOf(text: string): number | null {
  if (text === "unlimited") return unlimited;
  const match = timePattern.exec(text);
  return match === null ? null : Number(match[1]) * unitsMs[match[2] as keyof typeof unitsMs];
}

/**
 * Bytes of a size such as `6MiB`, -1 of `unlimited`, or null where the text is neither.
 *
 * @example sizeOf("2KiB") === 2048
 */
export function sizeOf(text: string): number | null {
  if (text === "unlimited") return unlimited;
  const match = sizePattern.exec(text);
  return match === null ? null : Number(match[1]) * unitsBytes[match[2] as keyof typeof unitsBytes];
}

/** A length of time in the largest unit of which it is a whole number: `7d`. */
export const timeText = (ms: number): string => text(ms, unitsMs);

/** A size in the largest unit of which it is a whole number: `6MiB`. */
export const sizeText = (bytes: number): string => text(bytes, unitsBytes);

function text(amount: number, units: Readonly<Record<string, number>>): string {
  if (amount < 0) return "unlimited";
  const fitting = Object.entries(units).filter(([name, size]) => name !== "w" && amount % size === 0);
  const [name, size] = fitting.at(amount === 0 ? 0 : -1) ?? ["", 1];
  return `${amount / size}${name}`;
}

/** The largest number that both Kafka and JavaScript write exactly. */
const largest = Number.MAX_SAFE_INTEGER;

const amount = (read: (text: string) => number | null, example: string, canBeUnlimited: boolean) =>
  z.string().transform((text, context) => {
    const value = read(text);
    const isAllowed = value !== null && value <= largest && (canBeUnlimited || value !== unlimited);
    if (isAllowed) return value;
    context.addIssue({
      code: "custom",
      message: `write ${example}${canBeUnlimited ? ", or unlimited" : ""}`,
    });
    return z.NEVER;
  });

export const Time = amount(timeOf, "a time such as 30m, 12h or 7d", true);
export const Size = amount(sizeOf, "a size such as 64KiB, 2MiB or 1GiB", true);
export const LimitedSize = amount(sizeOf, "a size such as 64KiB, 2MiB or 1GiB", false);
