import { usageFault } from "../exit-codes.ts";

const usual = 0.05;

/** Reads `--max-refused`: a percentage, or a fraction of 1. */
export function maxRefusedOf(text: string | undefined): number {
  if (text === undefined) return usual;
  const [, number, sign] = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(text.trim()) ?? [];
  const share = sign === "%" ? Number(number) / 100 : Number(number);
  if (number === undefined || share > 1) {
    throw usageFault(
      `--max-refused takes a percentage up to 100% or a fraction up to 1, not ${text}`,
      "--max-refused 5% is the same as --max-refused 0.05.",
    );
  }
  return share;
}
