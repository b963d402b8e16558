import { decodeCommand, decodeEvidence } from "@tocsin/adapters/wire";
import type { Command } from "@tocsin/contracts";
import { formatIso } from "@tocsin/core";
import { readBetween } from "@tocsin/log";
import type { OpenCluster } from "../cluster/with-cluster.ts";
import { usageFault } from "../exit-codes.ts";
import { type ToldCommands, toldCommands } from "./told-commands.ts";
import type { CliIo } from "../io.ts";

/** What the topic holds; throws a `ProcessFault` where there is none to tell anything to. */
export async function commandsOrFault(cluster: OpenCluster, io: CliIo): Promise<ToldCommands> {
  const told = await toldCommands(cluster, io);
  if (told !== null) return told;
  throw usageFault(
    `topic ${cluster.configuration.topics.commands} is missing, or may not be read`,
    "tocsin topics apply makes it.",
  );
}

/** Time for those who tell: the host's, or where the stream is the clock, the end of the newest window that was judged. */
export async function timeNow({ log, configuration }: OpenCluster): Promise<number> {
  if (configuration.clock === "wall") return Date.now();
  return (await newestWindowEnd({ log, configuration })) ?? Date.now();
}

async function newestWindowEnd({
  log,
  configuration,
}: Pick<OpenCluster, "log" | "configuration">): Promise<number | null> {
  const place = { topic: configuration.topics.evidence, partition: 0 };
  const { first, end } = await log.span(place);
  const found: { endMs: number | null } = { endMs: null };
  for (let back = 4; found.endMs === null && back < 8 * (end - first); back *= 8) {
    await readBetween(log, { place, from: Math.max(first, end - back), to: end }, ({ value }) => {
      const decoded = decodeEvidence(value);
      if (decoded.kind === "evidence") found.endMs = decoded.frame.windowStart + decoded.frame.windowMs;
      return true;
    });
  }
  return found.endMs;
}

/** Whole windows between now and the window from which a command holds: it must be read before that is judged. */
const windowsAhead = 2;

/** Start of the window from which a command that is given now holds. */
export function firstWindow(nowMs: number, windowMs: number): number {
  return (Math.floor(nowMs / windowMs) + 1 + windowsAhead) * windowMs;
}

/** Who says it and when; for people alone. */
export const toldBy = (
  nowMs: number,
  { env }: Pick<CliIo, "env">,
): { readonly v: 1; readonly at: string; readonly by?: string } => {
  const by = (env["USER"] ?? env["USERNAME"] ?? "").slice(0, 100);
  return { v: 1, at: formatIso(nowMs), ...(by === "" ? {} : { by }) };
};

/** Throws a `ProcessFault` for what the detector would refuse: it must not look as if it had been told. */
export async function sendCommand(
  { log, configuration }: OpenCluster,
  command: Command,
  nowMs: number,
): Promise<void> {
  const { topics, windowMs } = configuration;
  const value = JSON.stringify(command);
  const checked = decodeCommand(value, nowMs, windowMs);
  if (checked.kind === "rejected") throw usageFault(`this cannot be told: ${checked.reason}`);
  await log.append([{ topic: topics.commands, partition: 0, key: command.id, value, timestampMs: nowMs }]);
}
