import { type TellTrouble } from "../trouble.ts";
import { type LogCreator, type LogEntry } from "./internals.ts";

/** kafkajs numbers its levels like this: 1 is an error, 2 a warning. */
export const warnLevel = 2;

/** How a group works, and what kafkajs says of every producer that does not try for ever: ours is then dropped. */
const everyday =
  /^(The group is rebalancing, so a rejoin is needed|Limiting retries for the idempotent producer)/;

/**
 * Passes warnings and errors of kafkajs on. Only its message and the names of broker, topic and group are taken: other
 * fields of its entries may hold what was sent.
 */
export function troubleLog(trouble: TellTrouble): LogCreator {
  return () => (entry) => {
    const message = text(entry, "error") ?? entry.log.message;
    if (entry.level > warnLevel || everyday.test(message)) return;
    trouble({
      name: "kafka-client",
      message: `${entry.namespace}: ${message}`,
      ...field(entry, "broker"),
      ...field(entry, "topic"),
      ...group(entry),
    });
  };
}

function text(entry: LogEntry, key: string): string | undefined {
  const value = entry.log[key];
  return typeof value === "string" ? value : undefined;
}

function field(entry: LogEntry, key: "broker" | "topic"): Readonly<Record<string, string>> {
  const value = text(entry, key);
  return value === undefined ? {} : { [key]: value };
}

function group(entry: LogEntry): { readonly group?: string } {
  const value = text(entry, "groupId");
  return value === undefined ? {} : { group: value };
}
