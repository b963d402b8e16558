import { z } from "zod";
import { Name, topicNames } from "./names.ts";

/** The one sensitivity knob: how many false simultaneous alarms are acceptable. */
export const Budget = z.strictObject({
  /** False simultaneous alarms per 90 days. */
  falseAlarmsPer90Days: z.number().min(0.001).max(1000).default(1),
});

const text = z.string().min(1);
const waitMs = z.int().min(100).max(3_600_000);

export const Topics = z.strictObject({
  errorRate: text.default(topicNames.errorRate),
  deliveryLatency: text.default(topicNames.deliveryLatency),
  reportVolume: text.default(topicNames.reportVolume),
  windows: text.default(topicNames.windows),
  evidence: text.default(topicNames.evidence),
  incidents: text.default(topicNames.incidents),
  deadLetters: text.default(topicNames.deadLetters),
  intakeState: text.default(topicNames.intakeState),
  detectorState: text.default(topicNames.detectorState),
});
export type Topics = z.infer<typeof Topics>;

/** A secret is given itself (best by environment) or as the path of a file that holds it. */
const secret = { password: z.exactOptional(text), passwordFile: z.exactOptional(text) };

export const KafkaConfiguration = z.strictObject({
  brokers: z.array(text).min(1).default(["localhost:9092"]),
  clientId: text.default("tocsin"),
  /** Consumer groups and transactional ids begin with it, so that installations on one cluster do not meet. */
  namePrefix: text.default("tocsin"),
  tls: z
    .strictObject({
      enabled: z.boolean().default(false),
      caFile: z.exactOptional(text),
      certFile: z.exactOptional(text),
      keyFile: z.exactOptional(text),
      serverName: z.exactOptional(text),
    })
    .prefault({}),
  sasl: z.exactOptional(
    z.strictObject({
      mechanism: z.enum(["plain", "scram-sha-256", "scram-sha-512"]),
      username: text,
      ...secret,
    }),
  ),
  sessionTimeoutMs: waitMs.default(15_000),
  transactionTimeoutMs: waitMs.default(15_000),
  /** How long a start waits for a broker before it gives up. */
  connectTimeoutMs: waitMs.default(8000),
});
export type KafkaConfiguration = z.infer<typeof KafkaConfiguration>;

export const InfluxConfiguration = z.strictObject({
  /** `v2`: organisation, bucket and token. `v1`: database, user and password, as InfluxDB 1.x has them. */
  api: z.enum(["v2", "v1"]).default("v2"),
  url: z.url().default("http://localhost:8086"),
  org: text.default("tocsin"),
  bucket: text.default("tocsin"),
  token: z.exactOptional(text),
  tokenFile: z.exactOptional(text),
  database: text.default("tocsin"),
  username: z.exactOptional(text),
  ...secret,
  /** Days for which points are kept; 0 keeps them for ever. Set up by `tocsin influx setup`. */
  retentionDays: z.number().min(0).max(36_500).default(0),
  timeoutMs: waitMs.default(10_000),
  /** Points of one write at most. */
  maxBatchPoints: z.int().min(1).max(100_000).default(5000),
});
export type InfluxConfiguration = z.infer<typeof InfluxConfiguration>;

export const Configuration = z
  .strictObject({
    environment: Name.default("default"),
    budget: Budget.prefault({}),
    windowMs: z.int().min(1000).max(3_600_000).default(60_000),
    /** How long a window waits for stragglers after its end. */
    allowedLatenessMs: z.int().min(0).max(3_600_000).default(30_000),
    topics: Topics.prefault({}),
    /** Path of the topology file, from the folder of this file; `--topology` comes first. */
    topology: z.exactOptional(text),
    /** `wall`: time passes also when no message comes. `stream`: only messages and ticks move time. */
    clock: z.enum(["wall", "stream"]).default("wall"),
    kafka: KafkaConfiguration.prefault({}),
    /** Absent: nothing is written to InfluxDB. */
    influx: z.exactOptional(InfluxConfiguration),
    /** Where `/livez`, `/readyz` and `/metrics` answer. */
    http: z
      .strictObject({
        host: text.default("127.0.0.1"),
        port: z.int().min(0).max(65_535).default(9464),
      })
      .prefault({}),
    log: z
      .strictObject({ level: z.enum(["trace", "debug", "info", "warn", "error"]).default("info") })
      .prefault({}),
  })
  .meta({ id: "Configuration", title: "Configuration file" });
export type Configuration = z.infer<typeof Configuration>;
/** What a user may write: every key is optional. */
export type ConfigurationInput = z.input<typeof Configuration>;
