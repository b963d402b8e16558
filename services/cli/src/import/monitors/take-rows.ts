import type { ErrorCode } from "@tocsin/contracts";
import type { Histories, Refusal } from "../histories.ts";
import type { RowState } from "../row-state.ts";
import { emptyBatch, type RowBatch } from "./status-kind.ts";

/** One check as a monitor kept it: what is read of it, or why nothing is. */
export type WrittenCheck =
  | {
      readonly kind: "check";
      readonly at: number;
      readonly monitor: string;
      readonly service: string;
      readonly state: RowState;
    }
  | { readonly kind: "fault"; readonly code: ErrorCode; readonly reason: string };

export const checkFault = (code: ErrorCode, reason: string): WrittenCheck => ({
  kind: "fault",
  code,
  reason,
});

/** So many are taken before others get their turn, and before progress is shown. */
const batchRows = 5_000;

/** Takes checks into the histories, a batch at a time; `raw` is what a reject shows of one. */
export async function* takeChecks(
  checks:
    | Iterable<readonly [WrittenCheck, raw: string]>
    | AsyncIterable<readonly [WrittenCheck, raw: string]>,
  into: Histories,
): AsyncGenerator<RowBatch> {
  into.startFile();
  let [line, batch] = [0, opened()];
  for await (const [check, raw] of checks) {
    line += 1;
    batch.rows += 1;
    if (check.kind === "fault") batch.refusals.push({ ...check, line, raw });
    else batch.refusals.push(...taken(check, { line, raw }, into));
    if (check.kind === "check" && check.state === "refused") batch.refused += 1;
    if (check.kind === "check" && check.state === "unknown") batch.unknown += 1;
    if (batch.rows < batchRows) continue;
    yield batch;
    batch = opened();
  }
  yield batch;
}

interface OpenBatch extends RowBatch {
  rows: number;
  refused: number;
  unknown: number;
  readonly refusals: Refusal[];
}

const opened = (): OpenBatch => ({ ...emptyBatch, refusals: [] });

function taken(
  { at, monitor, service, state }: WrittenCheck & { readonly kind: "check" },
  place: { readonly line: number; readonly raw: string },
  into: Histories,
): readonly Refusal[] {
  return into.add({ kind: "row", at, monitor, service, state, codeDropped: false }, place);
}
