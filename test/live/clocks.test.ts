import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeSmallOutage } from "../../services/cli/test/support/small-outage.ts";
import { byTheWall, itTrustsNoSingleClock } from "../support/conformance/clocks.ts";
import { memoryInstallation } from "../support/installation/memory-installation.ts";

const { topology } = writeSmallOutage(mkdtempSync(join(tmpdir(), "tocsin-clocks-")));

itTrustsNoSingleClock(async () => {
  const on = memoryInstallation(topology, byTheWall);
  return { on, log: () => on.cluster.client(), end: async () => undefined };
});
