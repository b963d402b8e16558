import type { ResolvedInflux } from "@tocsin/adapters/config";
import { InfluxConfiguration } from "@tocsin/contracts";

/** The settings of a configuration whose secrets were read, as the adapter takes them: secrets as plain text. */
export function influxOf(resolved: ResolvedInflux): InfluxConfiguration {
  if (resolved.api === "v2") return InfluxConfiguration.parse(resolved);
  const { login, ...settings } = resolved;
  return InfluxConfiguration.parse(login === null ? settings : { ...settings, ...login });
}
