import type { FailedFile } from "../recording-item.ts";
import type { MergePart } from "./merge.ts";

/** An input whose order is known, as parts of a merge. */
export interface OrderedInput {
  readonly file: string;
  /** Looks the input through, in steps; must have ended before anything else is asked. Never rejects. */
  prepare(): AsyncGenerator<void, void>;
  /** Why it cannot be read in order; null where it can. */
  failure(): FailedFile | null;
  parts(): readonly MergePart[];
  /** Of the input's size, what is done so far: looking through, and reading. */
  bytesDone(): number;
  close(): Promise<void>;
}

export const failedOrder = (file: string, reason: string): FailedFile => ({
  kind: "failed",
  code: "file-disorder",
  file,
  reason,
});
