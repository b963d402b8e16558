import type { ErrorCode, Reject } from "@tocsin/contracts";
import type { CliIo } from "../io.ts";
import type { Refusal } from "./histories.ts";
import { textOut } from "./text-out.ts";

/** What was refused with one code. */
export interface Rejected {
  readonly code: ErrorCode;
  readonly count: number;
  readonly first: Refusal;
}

export interface RejectsOut {
  readonly add: (file: string, refusals: readonly Refusal[]) => Promise<void>;
  /** By code. */
  readonly rejected: () => readonly Rejected[];
  /** The first of all; null where nothing was refused. */
  readonly first: () => Refusal | null;
  readonly close: () => Promise<void>;
}

/** A reject keeps this much of its line. */
const longestRaw = 1000;

/** Counts what is refused and, where a file is named, writes it there: one `Reject` a line. */
export async function rejectsOut(file: string | null, io: CliIo): Promise<RejectsOut> {
  const out = file === null ? null : await textOut(file, io);
  const byCode = new Map<ErrorCode, Rejected>();
  let first: Refusal | null = null;
  return {
    add: async (input, refusals) => {
      first ??= refusals[0] ?? null;
      for (const refusal of refusals) {
        const { code } = refusal;
        const before = byCode.get(code);
        byCode.set(code, { code, count: (before?.count ?? 0) + 1, first: before?.first ?? refusal });
      }
      if (refusals.length > 0)
        await out?.write(refusals.map((refusal) => rejectLine(input, refusal)).join(""));
    },
    rejected: () => [...byCode.values()].toSorted((a, b) => (a.code < b.code ? -1 : 1)),
    first: () => first,
    close: async () => await out?.close(),
  };
}

function rejectLine(file: string, { code, reason, line, raw }: Refusal): string {
  const reject: Reject = { code, reason, file, line, raw: raw.slice(0, longestRaw) };
  return `${JSON.stringify(reject)}\n`;
}
