import type { InfluxConfiguration } from "@tocsin/contracts";

/** Where points are written; the same for the client and for the check at the start. */
export function writePath({ api, org, bucket, database }: InfluxConfiguration): string {
  if (api === "v1") return `/write?db=${encodeURIComponent(database)}&precision=ns`;
  const query = `org=${encodeURIComponent(org)}&bucket=${encodeURIComponent(bucket)}`;
  return `/api/v2/write?${query}&precision=ns`;
}
