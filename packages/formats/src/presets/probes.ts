import type { Preset } from "../mapping/preset.ts";

export const probes: Preset = {
  name: "probes",
  reads: "probes of uptime: blackbox exporter, Uptime Kuma, Gatus",
  documented: "https://github.com/prometheus/blackbox_exporter",
  groups: [
    {
      service: ["service", "instance", "target"],
      source: ["prober", "job"],
      metrics: [{ metric: "probe_success", as: "up" }],
    },
    {
      // 2 is pending and 3 maintenance: these are neither up nor down.
      service: ["monitor_name"],
      source: { is: "uptime-kuma" },
      metrics: [{ metric: "monitor_status", as: "up", unless: { monitor_type: "group" } }],
    },
    {
      service: ["name", "key"],
      source: { is: "gatus" },
      metrics: [
        { metric: "gatus_results_total", as: "requests" },
        { metric: "gatus_results_total", as: "errors", where: { success: "false" } },
      ],
    },
  ],
};
