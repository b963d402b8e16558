import { useOwn, type Own } from "../servers/use/use-own.ts";
import { ServerMissing } from "../servers/ways.ts";
import { grafanaData, type GrafanaData } from "./grafana-data.ts";

/** Grafana's own code for the suite; where its packages cannot be installed, the suite skips and says so, and fails in CI. */
export const useGrafanaData = (): Own<GrafanaData> =>
  useOwn("Grafana's own code", async () => {
    const grafana = await grafanaData();
    if (grafana === null)
      throw new ServerMissing("npm cannot install test/support/grafana/packages/package.json");
    return grafana;
  });
