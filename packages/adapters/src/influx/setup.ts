import type { InfluxConfiguration } from "@tocsin/contracts";
import { ensureBucketV2 } from "./bucket.ts";
import { ensureDatabaseV1 } from "./database.ts";
import type { BucketChange } from "./retention.ts";

/**
 * Makes the bucket (2.x) or database (1.x) with the configured retention, or changes the retention of the one that is
 * there; InfluxQL then answers under its name. Points are never deleted, except those older than a shorter retention.
 * Throws an `InfluxFault`.
 */
export async function ensureBucket(configuration: InfluxConfiguration): Promise<BucketChange> {
  return configuration.api === "v2"
    ? await ensureBucketV2(configuration)
    : await ensureDatabaseV1(configuration);
}
