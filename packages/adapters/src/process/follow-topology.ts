import type { Topology } from "@tocsin/contracts";
import type { LiveSettings } from "../config/live-settings.ts";
import { watchTopology } from "../config/watch-topology.ts";
import type { Logger } from "../observe/logger.ts";

export interface TopologyFollowing {
  readonly log: Logger;
  readonly changed: (topology: Topology) => void;
  /** Calls the listener when the user asks to read the file again; gives what ends that. */
  readonly onReload: ((listener: () => void) => () => void) | undefined;
}

/** Follows the topology file, whenever it changes and at once when the user asks; gives what ends that. */
export function followTopology(
  { topology, topologyFile }: Pick<LiveSettings, "topology" | "topologyFile">,
  { log, changed, onReload }: TopologyFollowing,
): () => void {
  if (topology === null || topologyFile === null) return () => undefined;
  const watch = watchTopology(topologyFile, {
    current: topology,
    onChange: (now) => {
      changed(now);
      log.event("topology.reloaded", { file: topologyFile });
    },
    onFault: (faults) => {
      for (const { file, line, code, message } of faults)
        log.event("topology.faulty", { file, line, code, message });
    },
  });
  const end = onReload?.(() => {
    watch.reload().catch((error: unknown) => log.event("topology.faulty", { file: topologyFile }, error));
  });
  return () => {
    end?.();
    watch.close();
  };
}
