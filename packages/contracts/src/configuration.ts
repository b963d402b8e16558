import { z } from "zod";
import { Bounds } from "./bounds.ts";
import { knowledgeKeys } from "./knowledge.ts";
import { EnvironmentName, topicNames } from "./names.ts";
import { Notify } from "./notify.ts";

/*
 * Every key says what it is, with its unit; limits and defaults are read from the schema itself. The commented example
 * file and the environment variables are made from this. `writeOnly` marks a secret: it is never shown.
 */

/** The one sensitivity knob: how many false simultaneous alarms are acceptable. */
export const Budget = z.strictObject({
  /** False simultaneous alarms per 90 days. */
  falseAlarmsPer90Days: z.number().min(0.001).max(1000).default(1).meta({
    description:
      "How many false alarms of a simultaneous outage are acceptable in 90 days. The one sensitivity knob: a higher number speaks sooner and is wrong more often.",
  }),
  isolatedPerServicePer90Days: z.exactOptional(z.number().min(0.000001).max(1000)).meta({
    description:
      "How many false alarms that a service fails alone are acceptable, of each service in 90 days. Absent: an equal part of `falseAlarmsPer90Days`.",
    examples: [0.01],
  }),
  reportsOnlyPer90Days: z.exactOptional(z.number().min(0.000001).max(1000)).meta({
    description:
      "How many suspicions by reports of users alone are acceptable in 90 days. Absent, or above 5: about 5.",
    examples: [1],
  }),
});

const text = z.string().min(1);

const oneTopic =
  "a stream comes from one topic; what several exporters write may stand on one, also in several formats, under `formats`";

/** What Kafka allows, but that a name does not begin with a dot. */
const TopicName = z
  .string({ error: ({ input }) => (Array.isArray(input) ? oneTopic : undefined) })
  .regex(
    /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,248}$/,
    "a topic name is 1 to 249 of A-Z a-z 0-9 . _ - and does not start with a dot",
  );

const topic = (name: string, description: string) => TopicName.default(name).meta({ description });

export const Topics = z.strictObject({
  errorRate: topic(topicNames.errorRate, "Telemetry: requests and errors. Read."),
  deliveryLatency: topic(topicNames.deliveryLatency, "Telemetry: deliveries and their latency. Read."),
  reportVolume: topic(topicNames.reportVolume, "Telemetry: reports of users. Read."),
  windows: topic(topicNames.windows, "Frames of closed windows, from the intake to the detector."),
  evidence: topic(topicNames.evidence, "What was seen and expected, window by window. Written."),
  incidents: topic(topicNames.incidents, "The alerts. Written."),
  deadLetters: topic(topicNames.deadLetters, "Messages that were refused, as they came. Written."),
  commands: topic(topicNames.commands, "What people tell Tocsin: planned work, feedback. Read and written."),
  intakeState: topic(topicNames.intakeState, "The intake's own memory. No contract."),
  detectorState: topic(topicNames.detectorState, "The detector's own memory. No contract."),
  acknowledgements: topic(topicNames.acknowledgements, "Who takes care of which incident. Read and written."),
  notifierState: topic(topicNames.notifierState, "The notifier's own memory. No contract."),
});
export type Topics = z.infer<typeof Topics>;

const port = "([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";
const host = String.raw`([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])`;

const BrokerAddress = z
  .string()
  .regex(new RegExp(`^${host}:${port}$`), "write host:port, such as kafka-1.example:9092");

/** Without user and password: they would be shown wherever the address is. */
const ServerUrl = z
  .string()
  .regex(
    new RegExp(String.raw`^https?:\/\/${host}(:${port})?(\/[A-Za-z0-9._~%\/-]*)?$`),
    "write http:// or https://, the host, and if needed a port and a path; user and password have keys of their own",
  );

const NamePrefix = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    "1 to 100 of A-Z a-z 0-9 . _ -, beginning with a letter or digit",
  );

const milliseconds = (minimum: number, maximum: number) => z.int().min(minimum).max(maximum);

const path = (description: string, example: string) =>
  z.exactOptional(text).meta({ description, examples: [example] });

const secret = (description: string) =>
  z.exactOptional(text).meta({ description, writeOnly: true, examples: ["secret"] });

/** What messages of a topic can be written in; `auto` looks at each. */
export const formatChoices = [
  "auto",
  "tocsin",
  "otlp",
  "otlp-json",
  "telegraf",
  "line-protocol",
  "remote-write",
  "prometheus-json",
  "cloudevents",
] as const;

const TopicFormat = z.strictObject({
  format: z
    .enum(formatChoices)
    .default("auto")
    .meta({
      description: "What the messages are written in; `auto` looks at each.",
      examples: ["otlp"],
    }),
  preset: z.exactOptional(z.array(text).min(1)).meta({
    description:
      "Ready mappings by name. Absent, and without `mapping`: all. `docs/connecting.md` has the list.",
    examples: [["otel-http"]],
  }),
  mapping: path(
    "File of a mapping of your own, from the folder of this file. Either this or `preset`.",
    "mapping.yaml",
  ),
  delayMs: milliseconds(0, 3_600_000).default(60_000).meta({
    description:
      "Milliseconds that an interval waits for its last samples, on top of `allowedLatenessMs`: how often exporters export.",
  }),
  maxSeries: z.int().min(1).max(1_000_000).default(20_000).meta({
    description:
      "How many series of one partition are remembered, and as many services; more are refused. Unit: series.",
  }),
});

const KafkaTls = z.strictObject({
  enabled: z
    .boolean()
    .default(false)
    .meta({ description: "Whether the connection to the brokers is encrypted." }),
  caFile: path(
    "PEM file of the authority that signed the brokers' certificates. Without it the public authorities are trusted.",
    "ca.pem",
  ),
  certFile: path(
    "PEM file of Tocsin's own certificate, for brokers that ask for one. Needs keyFile.",
    "tocsin.pem",
  ),
  keyFile: path("PEM file of the private key that belongs to certFile.", "tocsin.key"),
  serverName: z.exactOptional(text).meta({
    description:
      "The name that the brokers' certificates must have, where it is not the name they are reached by.",
    examples: ["kafka.example"],
  }),
});

const KafkaSasl = z.strictObject({
  mechanism: z.enum(["plain", "scram-sha-256", "scram-sha-512", "oauthbearer"]).meta({
    description:
      "How the broker is shown who is there. `plain` sends the password as it is, `oauthbearer` a token: use these two with TLS alone.",
    examples: ["scram-sha-512"],
  }),
  username: z
    .exactOptional(text)
    .meta({ description: "The user. Needed by all but oauthbearer.", examples: ["tocsin"] }),
  password: secret("The password itself, best given by the environment. Either this or passwordFile."),
  passwordFile: path(
    "File that holds the password; a line break at its end is no part of it.",
    "kafka-password",
  ),
  token: secret(
    "The token of `oauthbearer` itself, best given by the environment. Either this, tokenFile or tokenCommand.",
  ),
  tokenFile: path(
    "File that holds the token of `oauthbearer`; white space around it is no part of it. It is read again for every connection, so it may be renewed while Tocsin runs.",
    "kafka-token",
  ),
  tokenCommand: z.exactOptional(z.array(text).min(1)).meta({
    description:
      "Program and arguments that print the token of `oauthbearer`. No shell is between. It is run when a broker is connected to, at most once a minute, and has ten seconds.",
    examples: [["/usr/local/bin/kafka-token", "--audience=kafka"]],
  }),
});

export const KafkaConfiguration = z.strictObject({
  brokers: z
    .array(BrokerAddress)
    .min(1)
    .default(["localhost:9092"])
    .meta({ description: "Where to find the cluster, as host:port. Some of the brokers are enough." }),
  clientId: NamePrefix.default("tocsin").meta({
    description: "The name by which the brokers' logs know Tocsin. It follows kafka.namePrefix unless given.",
  }),
  namePrefix: NamePrefix.default("tocsin").meta({
    description:
      "Tocsin's own topics, consumer groups and transactional ids begin with it, so that installations on one cluster do not meet. With an environment other than `default` it is `tocsin.ENVIRONMENT` unless given.",
  }),
  tls: KafkaTls.prefault({}).meta({ description: "Encryption." }),
  sasl: z
    .exactOptional(KafkaSasl)
    .meta({ description: "Who Tocsin is for the brokers. Absent: they do not ask." }),
  sessionTimeoutMs: milliseconds(1000, 1_800_000).default(15_000).meta({
    description:
      "Milliseconds without a sign of life after which a worker's partitions go to another. The brokers set limits of their own.",
  }),
  transactionTimeoutMs: milliseconds(1000, 900_000)
    .default(15_000)
    .meta({ description: "Milliseconds after which the brokers abort a transaction that was left open." }),
  openTransactionMs: milliseconds(1000, 3_600_000).default(120_000).meta({
    description:
      "Milliseconds for which an open transaction of a producer may hold a telemetry partition back, as nothing behind it can be read. Then windows close without what is in it, which counts as late when it comes.",
  }),
  maxBatchBytes: z.int().min(1_048_576).max(1_073_741_824).default(67_108_864).meta({
    description:
      "Bytes to which a packed batch of messages may unpack. One that would become more is refused (`batch-undecodable`) and passed, before it takes the memory: a few kB can claim to be gigabytes. A worker takes up to twice as much for a moment.",
  }),
  /** How long a start waits for a broker before it gives up. */
  connectTimeoutMs: milliseconds(100, 600_000)
    .default(6000)
    .meta({ description: "Milliseconds for which a start waits for a broker before it gives up." }),
});
export type KafkaConfiguration = z.infer<typeof KafkaConfiguration>;

export const InfluxConfiguration = z.strictObject({
  api: z.enum(["v2", "v1"]).default("v2").meta({
    description:
      "`v2`: organisation, bucket and token. `v1`: database, user and password, as InfluxDB 1.x has them.",
  }),
  url: ServerUrl.default("http://localhost:8086").meta({ description: "Where InfluxDB answers." }),
  org: text.default("tocsin").meta({ description: "Organisation. v2 alone." }),
  bucket: text.default("tocsin").meta({ description: "Bucket to which points are written. v2 alone." }),
  token: secret("API token, best given by the environment. v2 needs either this or tokenFile."),
  tokenFile: path("File that holds the token; a line break at its end is no part of it.", "influx-token"),
  database: text.default("tocsin").meta({ description: "Database to which points are written. v1 alone." }),
  username: z
    .exactOptional(text)
    .meta({ description: "User. v1 alone, and only where it asks for one.", examples: ["tocsin"] }),
  password: secret(
    "Password of the user, best given by the environment. v1 alone. Either this or passwordFile.",
  ),
  passwordFile: path(
    "File that holds the password; a line break at its end is no part of it.",
    "influx-password",
  ),
  /** Set up by `tocsin influx setup`. */
  retentionDays: z.number().min(0).max(36_500).default(0).meta({
    description:
      "Days for which points are kept; 0 keeps them for ever. Set up by `tocsin influx setup`. InfluxDB keeps nothing for less than an hour.",
  }),
  timeoutMs: milliseconds(100, 3_600_000)
    .default(10_000)
    .meta({ description: "Milliseconds after which a request without an answer has failed." }),
  maxBatchPoints: z
    .int()
    .min(1)
    .max(100_000)
    .default(5000)
    .meta({ description: "Points of one write at most." }),
});
export type InfluxConfiguration = z.infer<typeof InfluxConfiguration>;

const Http = z.strictObject({
  host: text
    .default("127.0.0.1")
    .meta({ description: "Address to listen on. The default is reached from this machine alone." }),
  port: z.int().min(0).max(65_535).default(9464).meta({ description: "Port; 0 takes any that is free." }),
});

/** What an alert can say of itself in a link. */
export const linkFields = [
  "incident",
  "revision",
  "status",
  "severity",
  "scope",
  "environment",
  "onset",
  "onsetMs",
  "until",
  "untilMs",
  "service",
  "component",
] as const;
export type LinkField = (typeof linkFields)[number];

/** The host is written out, so that no name of the telemetry can lead elsewhere. */
const LinkTemplate = z
  .string()
  .regex(
    new RegExp(
      String.raw`^https?:\/\/${host}(:${port})?([\/?#]([A-Za-z0-9._~:\/?#@!$&'()*+,;=%-]|\{(${linkFields.join("|")})\})*)?$`,
    ),
    `write http:// or https://, the host, and after it what you like, with {${linkFields.join("}, {")}} where it is to be filled in`,
  );

const link = (description: string, example: string) =>
  z.exactOptional(LinkTemplate).meta({ description, examples: [example] });

export const Links = z.strictObject({
  runbook: link(
    "What to do. In all three `{incident}`, `{service}` (the first that fails), `{component}`, `{scope}`, `{severity}`, `{status}`, `{revision}`, `{environment}`, `{onset}` and `{until}` (ISO 8601), `{onsetMs}` and `{untilMs}` (epoch milliseconds) are filled in, percent-encoded.",
    "https://wiki.example/runbooks?service={service}",
  ),
  dashboard: link(
    "Where the window around the failure is shown.",
    "https://grafana.example/d/outage-room?from={onsetMs}&to={untilMs}",
  ),
  replay: link(
    "Where the telemetry of it can be had.",
    "https://recordings.example/{environment}/{incident}",
  ),
});
export type Links = z.infer<typeof Links>;

/** Only topics under `formats` are asked whether they are in its framing. */
const SchemaRegistry = z.strictObject({
  url: z.exactOptional(ServerUrl).meta({
    description: "Where the registry answers. Schemas are asked for once, by their number.",
    examples: ["https://schemas.example:8081"],
  }),
  folder: path(
    "Folder of schemas by number, such as `12.avsc`. They come before those of the registry.",
    "schemas",
  ),
  username: z.exactOptional(text).meta({ description: "User, where it asks for one.", examples: ["tocsin"] }),
  password: secret("Password of the user, best given by the environment. Either this or passwordFile."),
  passwordFile: path(
    "File that holds the password; a line break at its end is no part of it.",
    "registry-password",
  ),
  timeoutMs: milliseconds(100, 600_000)
    .default(5000)
    .meta({ description: "Milliseconds after which a request without an answer has failed." }),
});

const LogSettings = z.strictObject({
  level: z.enum(["trace", "debug", "info", "warn", "error"]).default("info").meta({
    description: "The least important level that is written.",
  }),
});

export const Configuration = z
  .strictObject({
    environment: EnvironmentName.default("default").meta({
      description:
        "Name of this installation. It stands in every alert, log line and point of InfluxDB, and the names of topics and groups follow from it.",
    }),
    budget: Budget.prefault({}).meta({ description: "How often Tocsin may be wrong." }),
    windowMs: milliseconds(1000, 3_600_000).default(60_000).meta({
      description: "Length of a window in milliseconds. Everything is judged window by window.",
    }),
    allowedLatenessMs: milliseconds(0, 3_600_000).default(30_000).meta({
      description:
        "Milliseconds for which a window waits for stragglers after its end. An alert comes at least this late.",
    }),
    reviseMs: milliseconds(0, 3_600_000).default(1_800_000).meta({
      description:
        "Milliseconds after a window's close in which late readings still fill gaps in it: they are passed on with a later window. Counted in whole windows. 0: late readings are only counted.",
    }),
    bounds: Bounds.prefault({}).meta({ description: "How much is kept at most, whatever names are sent." }),
    ...knowledgeKeys,
    topics: Topics.prefault({}).meta({
      description:
        "Names of the Kafka topics. All are different, but telemetry topics that stand under `formats`. Those that Tocsin writes follow kafka.namePrefix unless given.",
    }),
    formats: z
      .record(TopicName, TopicFormat)
      .default({})
      .meta({
        description:
          "Telemetry topics that hold what other tools write, by the topic's name. It must be one of `topics.errorRate`, `topics.deliveryLatency` and `topics.reportVolume`; a topic from which several streams come is named by several of them.",
        examples: [{ otlp_metrics: { format: "otlp", preset: ["otel-http"] } }],
      }),
    schemaRegistry: z.exactOptional(SchemaRegistry).meta({
      description:
        "Schemas of messages in the framing of the Confluent Schema Registry, on topics under `formats`. JSON is read without; Avro needs its schema.",
    }),
    topology: z.exactOptional(text).meta({
      description:
        "File of services and the components they share, from the folder of this file. `--topology` comes first. It may change while Tocsin runs.",
      examples: ["topology.yaml"],
    }),
    clock: z.enum(["wall", "stream"]).default("wall").meta({
      description:
        "`wall`: time passes also when no message comes. `stream`: only messages and ticks move time, for recordings that are sent through Kafka.",
    }),
    links: z
      .exactOptional(Links)
      .meta({ description: "Links that every alert carries, as templates. They change no detection." }),
    kafka: KafkaConfiguration.prefault({}).meta({ description: "The Kafka cluster." }),
    influx: z
      .exactOptional(InfluxConfiguration)
      .meta({ description: "The InfluxDB server. Absent: nothing is written to InfluxDB." }),
    notify: z
      .exactOptional(Notify)
      .meta({ description: "Who is told of incidents. Absent: nobody; the alert topic is all there is." }),
    http: Http.prefault({}).meta({ description: "Where `/livez`, `/readyz` and `/metrics` answer." }),
    log: LogSettings.prefault({}).meta({ description: "The log: JSON lines on standard output." }),
  })
  .meta({ id: "Configuration", title: "Configuration file" });
export type Configuration = z.infer<typeof Configuration>;
/** What a user may write: every key is optional. */
export type ConfigurationInput = z.input<typeof Configuration>;
