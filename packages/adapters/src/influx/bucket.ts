import type { InfluxConfiguration } from "@tocsin/contracts";
import { z } from "zod";
import { ask, type InfluxRequest } from "./connection.ts";
import { InfluxFault } from "./influx-fault.ts";
import { type BucketChange, daysOf, type Retention, retentionOf } from "./retention.ts";

const Rule = z.object({ everySeconds: z.number(), shardGroupDurationSeconds: z.number().default(0) });
const Bucket = z.object({ id: z.string(), name: z.string(), retentionRules: z.array(Rule) });
type Bucket = z.infer<typeof Bucket>;

const Orgs = z.object({ orgs: z.array(z.object({ id: z.string(), name: z.string() })) });
const Buckets = z.object({ buckets: z.array(Bucket) });
const Mappings = z.object({ content: z.array(z.object({ database: z.string() })) });

/**
 * InfluxDB 2.x: makes the bucket or changes its retention, and sees to it that InfluxQL finds it as a database of its
 * own name. Doing it again changes nothing.
 */
export async function ensureBucketV2(configuration: InfluxConfiguration): Promise<BucketChange> {
  const wanted = retentionOf(configuration.retentionDays);
  const orgId = await organisationId(configuration);
  const found = await findBucket(configuration, orgId);
  const change =
    found === null
      ? await createBucket(configuration, orgId, wanted)
      : await changeBucket(configuration, found, wanted);
  await ensureMapping(configuration, orgId, change.bucket.id);
  return { kind: change.kind, name: change.bucket.name, retentionDays: daysOf(wanted.keptS) };
}

interface Changed {
  readonly kind: BucketChange["kind"];
  readonly bucket: Bucket;
}

async function organisationId(configuration: InfluxConfiguration): Promise<string> {
  const { org } = configuration;
  const path = `/api/v2/orgs?org=${encodeURIComponent(org)}`;
  const { orgs } = await asked(configuration, { method: "GET", path }, Orgs);
  const found = orgs.find(({ name }) => name === org);
  if (found === undefined) throw new InfluxFault("missing", `there is no organisation ${org}`);
  return found.id;
}

/** Asked for by name; some servers answer 404 where others give an empty list. */
async function findBucket(configuration: InfluxConfiguration, orgId: string): Promise<Bucket | null> {
  const { bucket } = configuration;
  const path = `/api/v2/buckets?orgID=${orgId}&name=${encodeURIComponent(bucket)}`;
  try {
    const { buckets } = await asked(configuration, { method: "GET", path }, Buckets);
    return buckets.find(({ name }) => name === bucket) ?? null;
  } catch (error) {
    if (error instanceof InfluxFault && error.kind === "missing") return null;
    throw error;
  }
}

const rulesOf = ({ keptS, shardS }: Retention): readonly unknown[] => [
  { type: "expire", everySeconds: keptS, shardGroupDurationSeconds: shardS },
];

async function createBucket(
  configuration: InfluxConfiguration,
  orgID: string,
  wanted: Retention,
): Promise<Changed> {
  const json = { orgID, name: configuration.bucket, retentionRules: rulesOf(wanted) };
  const bucket = await asked(configuration, { method: "POST", path: "/api/v2/buckets", json }, Bucket);
  return { kind: "created", bucket };
}

async function changeBucket(
  configuration: InfluxConfiguration,
  bucket: Bucket,
  wanted: Retention,
): Promise<Changed> {
  const keptS = bucket.retentionRules[0]?.everySeconds ?? 0;
  if (keptS === wanted.keptS) return { kind: "unchanged", bucket };
  const path = `/api/v2/buckets/${bucket.id}`;
  const json = { retentionRules: rulesOf(wanted) };
  await ask(configuration, { method: "PATCH", path, json });
  return { kind: "changed", bucket };
}

/** From 2.1 on a server maps every bucket by itself; an older one, or one whose mappings were edited, does not. */
async function ensureMapping(
  configuration: InfluxConfiguration,
  orgID: string,
  bucketID: string,
): Promise<void> {
  const path = `/api/v2/dbrps?orgID=${orgID}&bucketID=${bucketID}`;
  const { content } = await asked(configuration, { method: "GET", path }, Mappings);
  const database = configuration.bucket;
  if (content.some((mapping) => mapping.database === database)) return;
  const json = { orgID, bucketID, database, retention_policy: "autogen", default: true };
  await ask(configuration, { method: "POST", path: "/api/v2/dbrps", json });
}

async function asked<Shape>(
  configuration: InfluxConfiguration,
  request: InfluxRequest,
  schema: z.ZodType<Shape>,
): Promise<Shape> {
  const text = await ask(configuration, request);
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    const message = `what answers at ${configuration.url}${request.path} is no InfluxDB 2.x`;
    throw new InfluxFault("missing", message, { cause: error });
  }
}
