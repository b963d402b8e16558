import { Command } from "@tocsin/contracts";
import { explain } from "./explain-issue.ts";
import { parsePayload, type Payload, rejected, type WireRejection } from "./payload.ts";

export type DecodedCommand = { readonly kind: "command"; readonly command: Command } | WireRejection;

/** What an id of the configuration's own planned work begins with. */
const ofConfiguration = "configuration-";
/** A command that is to hold later than so long after it arrived would keep all behind it from holding. */
const farthestAheadMs = 3_600_000;
/** Of long windows an hour is too short: a command names the third one from now at the latest. */
const farthestAheadWindows = 3;

/**
 * Turns a message value of `tocsin.commands.v1`, which arrived then, into a command for windows of that length, or says why
 * not. Never throws.
 */
export function decodeCommand(payload: Payload, arrivalMs: number, windowMs: number): DecodedCommand {
  const parsed = parsePayload(payload);
  if (parsed.kind === "rejected") return parsed;
  const checked = Command.safeParse(parsed.value, { reportInput: true });
  if (!checked.success) return explain(checked.error.issues);
  const command = checked.data;
  const reason = contradictionIn(command);
  if (reason !== null) return rejected("command-invalid", reason);
  const aheadMs = Math.max(farthestAheadMs, farthestAheadWindows * windowMs);
  if (command.kind !== "feedback" && command.fromWindow > arrivalMs + aheadMs) {
    return rejected(
      "command-too-far",
      "fromWindow: more than an hour, and more than three windows, after the command arrived",
    );
  }
  return { kind: "command", command };
}

/** What the schema does not say. */
function contradictionIn(command: Command): string | null {
  if (command.kind === "feedback") {
    const isNamed = command.component !== undefined;
    if (isNamed === (command.verdict === "component")) return null;
    return isNamed
      ? "component: goes with the verdict component alone"
      : "component: is missing, and the verdict component needs its name";
  }
  if (command.id.startsWith(ofConfiguration)) {
    return `id: ${ofConfiguration}… is what work in the configuration file is called, and it is changed there`;
  }
  if (command.kind === "maintenance-end") return null;
  if (command.services === undefined && command.components === undefined) {
    return "services: neither services nor components are named";
  }
  const isBackward = command.to !== undefined && Date.parse(command.to) <= Date.parse(command.from);
  return isBackward ? "to: is not after from" : null;
}
