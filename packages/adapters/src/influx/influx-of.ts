import { InfluxConfiguration } from "@tocsin/contracts";
import type { ResolvedInflux } from "../config/resolved-configuration.ts";

/** The settings of a configuration whose secrets were read, as a sink takes them: secrets as plain text. */
export function influxOf(resolved: ResolvedInflux): InfluxConfiguration {
  if (resolved.api === "v2") return InfluxConfiguration.parse(resolved);
  const { login, ...settings } = resolved;
  return InfluxConfiguration.parse(login === null ? settings : { ...settings, ...login });
}
