import { decodeCommand } from "@tocsin/adapters/wire";
import type { Command, IncidentFeedback } from "@tocsin/contracts";
import type { LogRecord } from "@tocsin/log";
import { countsIfThere } from "../cluster/counts-if-there.ts";
import type { OpenCluster } from "../cluster/with-cluster.ts";
import { readTopic } from "../inspect/read-topic.ts";
import type { CliIo } from "../io.ts";

/** What the command topic holds, in its order. */
export interface ToldCommands {
  readonly commands: readonly Command[];
  /** Messages that are no commands. */
  readonly refused: number;
}

/** Null where the topic is not there or may not be read. */
export async function toldCommands(
  { log, configuration }: Pick<OpenCluster, "log" | "configuration">,
  { interrupted }: Pick<CliIo, "interrupted">,
): Promise<ToldCommands | null> {
  const { commands: topic } = configuration.topics;
  if (!(await countsIfThere(log, [topic])).has(topic)) return null;
  const commands: Command[] = [];
  let refused = 0;
  const take = (value: Uint8Array | null, arrivalMs: number): void => {
    const decoded = decodeCommand(value, arrivalMs, configuration.windowMs);
    if (decoded.kind === "command") commands.push(decoded.command);
    else refused += 1;
  };
  // What stands in another partition is read by nobody: where there are several, the detector reads the first.
  const takeFirst = ({ partition, value, timestampMs }: LogRecord): void => {
    if (partition === 0) take(value, timestampMs);
  };
  await readTopic(log, topic, takeFirst, interrupted);
  return { commands, refused };
}

/** Of each incident what was said last. */
export function feedbackByIncident(commands: readonly Command[]): ReadonlyMap<string, IncidentFeedback> {
  return new Map(
    commands.flatMap((command) =>
      command.kind === "feedback" ? [[command.incident, command] as const] : [],
    ),
  );
}
