import { EvidenceFrame } from "@tocsin/contracts";
import { explain } from "./explain-issue.ts";
import { parsePayload, type Payload, rejected, type WireRejection } from "./payload.ts";

export type DecodedEvidence = { readonly kind: "evidence"; readonly frame: EvidenceFrame } | WireRejection;

/**
 * Turns a message value of `tocsin.evidence.v1` into a frame, or says why not. Never throws. What is larger than a
 * telemetry message may be is taken: the frame speaks of the whole world, and its topic had room for it.
 */
export function decodeEvidence(payload: Payload): DecodedEvidence {
  const parsed = parsePayload(payload, Infinity);
  if (parsed.kind === "rejected") return parsed;
  const checked = EvidenceFrame.safeParse(parsed.value, { reportInput: true });
  if (!checked.success) return explain(checked.error.issues);
  const uneven = unevenColumn(checked.data);
  if (uneven !== null) return rejected("value-schema", `${uneven}: the columns differ in length`);
  return { kind: "evidence", frame: checked.data };
}

/** The first column that is not as long as the first of its table. */
function unevenColumn({ series, units, groups }: EvidenceFrame): string | null {
  for (const [name, table] of Object.entries({ series, units, groups })) {
    const columns = Object.entries(table) as [string, readonly unknown[]][];
    const uneven = columns.find(([, column]) => column.length !== columns[0]![1].length);
    if (uneven !== undefined) return `${name}.${uneven[0]}`;
  }
  return null;
}
