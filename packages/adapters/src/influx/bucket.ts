import type { InfluxDB } from "@influxdata/influxdb-client";
import {
  type Bucket,
  BucketsAPI,
  DbrpsAPI,
  type Organizations,
  OrgsAPI,
  type RetentionRule,
} from "@influxdata/influxdb-client-apis";
import type { InfluxConfiguration } from "@tocsin/contracts";
import { asked } from "./client.ts";
import { InfluxFault } from "./influx-fault.ts";
import { type BucketChange, daysOf, type Retention, retentionOf } from "./retention.ts";

/**
 * InfluxDB 2.x: makes the bucket or changes its retention, and sees to it that InfluxQL finds it as a database of its
 * own name. Doing it again changes nothing.
 */
export async function ensureBucketV2(configuration: InfluxConfiguration): Promise<BucketChange> {
  const wanted = retentionOf(configuration.retentionDays);
  const place = { configuration, orgID: await organisationId(configuration) };
  const found = await findBucket(place);
  const bucket = found ?? (await createBucket(place, wanted));
  const kind = found === null ? "created" : await changeBucket(place, found, wanted);
  await ensureMapping(place, idOf(bucket));
  return { kind, name: bucket.name, retentionDays: daysOf(wanted.keptS) };
}

interface Place {
  readonly configuration: InfluxConfiguration;
  readonly orgID: string;
}

/** The first that is asked: what lists organisations is an InfluxDB 2.x, and is believed from then on. */
async function organisationId(configuration: InfluxConfiguration): Promise<string> {
  const { org, url } = configuration;
  const list = async (client: InfluxDB) => await new OrgsAPI(client).getOrgs({ org });
  const answer = await asked<Organizations | undefined>(configuration, list);
  if (!Array.isArray(answer?.orgs)) {
    throw new InfluxFault("missing", `what answers at ${url} is no InfluxDB 2.x`);
  }
  const found = answer.orgs.find(({ name }) => name === org);
  // A token that may not read organisations is given an empty list of them.
  if (found === undefined)
    throw new InfluxFault("missing", `there is no organisation ${org}, or the token may not read it`);
  return idOf(found);
}

/** Asked for by name; some servers answer 404 where others give an empty list. */
async function findBucket({ configuration, orgID }: Place): Promise<Bucket | null> {
  const { bucket: name } = configuration;
  try {
    const ask = async (client: InfluxDB) => await new BucketsAPI(client).getBuckets({ orgID, name });
    const { buckets = [] } = await asked(configuration, ask);
    return buckets.find((bucket) => bucket.name === name) ?? null;
  } catch (error) {
    if (error instanceof InfluxFault && error.kind === "missing") return null;
    throw error;
  }
}

const rulesOf = ({ keptS, shardS }: Retention): RetentionRule[] => [
  { type: "expire", everySeconds: keptS, shardGroupDurationSeconds: shardS },
];

async function createBucket({ configuration, orgID }: Place, wanted: Retention): Promise<Bucket> {
  const body = { orgID, name: configuration.bucket, retentionRules: rulesOf(wanted) };
  return await asked(configuration, async (client) => await new BucketsAPI(client).postBuckets({ body }));
}

async function changeBucket(
  { configuration }: Place,
  bucket: Bucket,
  wanted: Retention,
): Promise<"changed" | "unchanged"> {
  if ((bucket.retentionRules[0]?.everySeconds ?? 0) === wanted.keptS) return "unchanged";
  const change = { bucketID: idOf(bucket), body: { retentionRules: rulesOf(wanted) } };
  await asked(configuration, async (client) => await new BucketsAPI(client).patchBucketsID(change));
  return "changed";
}

/** From 2.1 on a server maps every bucket by itself; an older one, or one whose mappings were edited, does not. */
async function ensureMapping({ configuration, orgID }: Place, bucketID: string): Promise<void> {
  const database = configuration.bucket;
  const list = async (client: InfluxDB) => await new DbrpsAPI(client).getDBRPs({ orgID, bucketID });
  const { content = [] } = await asked(configuration, list);
  if (content.some((mapping) => mapping.database === database)) return;
  const body = { orgID, bucketID, database, retention_policy: "autogen", default: true };
  await asked(configuration, async (client) => await new DbrpsAPI(client).postDBRP({ body }));
}

/** In the client's types an id is optional, because what is sent has none. */
function idOf({ id }: { readonly id?: string }): string {
  if (id === undefined) throw new InfluxFault("unavailable", "InfluxDB answers without an id");
  return id;
}
