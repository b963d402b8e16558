import { WindowFrame } from "@tocsin/contracts";
import { type Frame, frameRejection } from "@tocsin/core";
import { explain } from "./explain-issue.ts";
import { parsePayload, type Payload, rejected, type WireRejection } from "./payload.ts";
import { isPlainFrame } from "./plain-frame.ts";

export type DecodedFrame = { readonly kind: "frame"; readonly frame: Frame } | WireRejection;

/**
 * Turns a message value of `tocsin.windows.v1` into a frame, or says why not. Never throws.
 * The schema decides; a check by hand in front of it takes what is plainly valid.
 * Frames made with another window length than `windowMs` cannot be joined with this configuration and are refused.
 */
export function decodeFrame(payload: Payload, windowMs: number): DecodedFrame {
  const parsed = parsePayload(payload);
  if (parsed.kind === "rejected") return parsed;
  if (isPlainFrame(parsed.value)) return judged(parsed.value, windowMs);
  const checked = WindowFrame.safeParse(parsed.value, { reportInput: true });
  return checked.success ? judged(checked.data, windowMs) : explain(checked.error.issues);
}

function judged(frame: Frame, windowMs: number): DecodedFrame {
  if (frame.windowMs !== windowMs) {
    return rejected("value-schema", `windowMs: is ${frame.windowMs}, the configuration says ${windowMs}`);
  }
  const bad = frameRejection(frame);
  return bad === null ? { kind: "frame", frame } : rejected(bad.code, bad.reason);
}
