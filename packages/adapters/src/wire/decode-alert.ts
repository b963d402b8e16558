import { AlertEvent } from "@tocsin/contracts";
import { explain } from "./explain-issue.ts";
import { parsePayload, type Payload, type WireRejection } from "./payload.ts";

export type DecodedAlert = { readonly kind: "alert"; readonly event: AlertEvent } | WireRejection;

/** Turns a message value of `tocsin.incidents.v1` into an alert event, or says why not. Never throws. */
export function decodeAlert(payload: Payload): DecodedAlert {
  const parsed = parsePayload(payload, Infinity);
  if (parsed.kind === "rejected") return parsed;
  const checked = AlertEvent.safeParse(parsed.value, { reportInput: true });
  return checked.success ? { kind: "alert", event: checked.data } : explain(checked.error.issues);
}
