import { type LiveConfiguration, loadLiveConfiguration, loadTopology } from "@tocsin/adapters/config";
import type { Topology } from "@tocsin/contracts";
import { CliFault, exitCodes } from "../exit-codes.ts";
import type { CliIo } from "../io.ts";
import { write } from "../io.ts";
import { faultBlocks } from "../settings/faults.ts";
import { render } from "../terminal/paint.ts";

export interface LiveSettings {
  readonly live: LiveConfiguration;
  readonly topology: Topology | null;
  readonly topologyFile: string | null;
}

/** Configuration and topology of a live command; faults are told one a line, and end it with code 2. */
export async function liveSettings(
  files: { readonly configFile: string | null; readonly topologyFile: string | null },
  io: CliIo,
): Promise<LiveSettings> {
  const live = await loadLiveConfiguration({ file: files.configFile, env: io.env });
  if (live.kind === "faulty") throw await told(live.faults, io);
  const topologyFile = files.topologyFile ?? live.value.configuration.topologyFile;
  if (topologyFile === null) return { live: live.value, topology: null, topologyFile };
  const topology = await loadTopology(topologyFile);
  if (topology.kind === "faulty") throw await told(topology.faults, io);
  return { live: live.value, topology: topology.value, topologyFile };
}

async function told(faults: Parameters<typeof faultBlocks>[0], io: CliIo): Promise<CliFault> {
  await write(io.stderr, render(faultBlocks(faults), io.stderr, io.env));
  return new CliFault(exitCodes.usage, "nothing was started, because of these faults");
}
