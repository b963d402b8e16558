import { Acknowledgement } from "@tocsin/contracts";
import { parsePayload, type Payload, rejected, type WireRejection } from "./payload.ts";

export type DecodedAcknowledgement =
  | { readonly kind: "acknowledgement"; readonly acknowledgement: Acknowledgement }
  | WireRejection;

/** Turns a message value of `tocsin.acknowledgements.v1` into what it says, or says why not. Never throws. */
export function decodeAcknowledgement(payload: Payload): DecodedAcknowledgement {
  const parsed = parsePayload(payload);
  if (parsed.kind === "rejected") return parsed;
  const checked = Acknowledgement.safeParse(parsed.value);
  if (checked.success) return { kind: "acknowledgement", acknowledgement: checked.data };
  const [issue] = checked.error.issues;
  return rejected(
    "acknowledgement-invalid",
    `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "invalid"}`,
  );
}
