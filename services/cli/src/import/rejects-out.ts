import type { ErrorCode, Reject } from "@tocsin/contracts";
import type { CliIo } from "../io.ts";
import type { Refusal } from "./histories.ts";
import { textOut } from "./text-out.ts";

export interface RejectsOut {
  readonly add: (file: string, refusals: readonly Refusal[]) => Promise<void>;
  /** How often each code came, by code. */
  readonly counts: () => readonly (readonly [ErrorCode, number])[];
  /** The first of all; null where nothing was refused. */
  readonly first: () => Refusal | null;
  readonly close: () => Promise<void>;
}

/** A reject keeps this much of its line. */
const longestRaw = 1000;

/** Counts what is refused and, where a file is named, writes it there: one `Reject` a line. */
export async function rejectsOut(file: string | null, io: CliIo): Promise<RejectsOut> {
  const out = file === null ? null : await textOut(file, io);
  const counts = new Map<ErrorCode, number>();
  let first: Refusal | null = null;
  return {
    add: async (input, refusals) => {
      first ??= refusals[0] ?? null;
      for (const { code } of refusals) counts.set(code, (counts.get(code) ?? 0) + 1);
      if (refusals.length > 0)
        await out?.write(refusals.map((refusal) => rejectLine(input, refusal)).join(""));
    },
    counts: () => [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)),
    first: () => first,
    close: async () => await out?.close(),
  };
}

function rejectLine(file: string, { code, reason, line, raw }: Refusal): string {
  const reject: Reject = { code, reason, file, line, raw: raw.slice(0, longestRaw) };
  return `${JSON.stringify(reject)}\n`;
}
