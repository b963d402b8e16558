import { loadTopology } from "@tocsin/adapters/config";
import type { Topology } from "@tocsin/contracts";
import type { OpenCluster } from "../cluster/with-cluster.ts";
import { exitCodes, ProcessFault } from "../exit-codes.ts";
import { type CliIo, write } from "../io.ts";
import { faultBlocks } from "../settings/faults.ts";
import { render } from "../terminal/paint.ts";

/** The topology of a file, or that of the configuration; null where there is none. */
export async function knownTopology(
  file: string | null,
  { configuration }: Pick<OpenCluster, "configuration">,
  io: CliIo,
): Promise<Topology | null> {
  const path = file ?? configuration.topologyFile;
  if (path === null) return null;
  const loaded = await loadTopology(path);
  if (loaded.kind === "loaded") return loaded.value;
  await write(io.stderr, render(faultBlocks(loaded.faults), io.stderr, io.env));
  throw new ProcessFault(exitCodes.usage, "nothing was told, because of these faults");
}
