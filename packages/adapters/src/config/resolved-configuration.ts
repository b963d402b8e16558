import type { Configuration, InfluxConfiguration, KafkaConfiguration } from "@tocsin/contracts";
import type { SchemaSource } from "../registry/index.ts";
import type { TopicFormats } from "./topic-formats.ts";
import type { ResolvedNotify } from "./resolved-notify.ts";

/** A configuration with every file that it names read, but for the topology, which may change while it is used. */
export interface ResolvedConfiguration extends Omit<
  Configuration,
  "kafka" | "influx" | "notify" | "topology"
> {
  /** Path of the topology file; null where none is named. */
  readonly topologyFile: string | null;
  /** How topics with messages of other tools are read, their mappings with it. */
  readonly topicFormats: TopicFormats;
  /** Where schemas of framed messages come from; null: nowhere. The password is in it. */
  readonly schemaSource: SchemaSource | null;
  readonly kafka: ResolvedKafka;
  /** null: nothing is written to InfluxDB. */
  readonly influx: ResolvedInflux | null;
  /** null: nobody is told. */
  readonly notify: ResolvedNotify | null;
}

export interface ResolvedKafka extends Omit<KafkaConfiguration, "tls" | "sasl"> {
  /** null: the connection is not encrypted. */
  readonly tls: ResolvedTls | null;
  readonly sasl: ResolvedSasl | null;
}

/** PEM texts; null where the configuration names no file. */
export interface ResolvedTls {
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
  readonly serverName: string | null;
}

export type ResolvedSasl =
  | {
      readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512";
      readonly username: string;
      readonly password: string;
    }
  | { readonly mechanism: "oauthbearer"; readonly token: TokenSource };

/** Where a token comes from: it is asked for again with every connection, for it does not last. */
export type TokenSource =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "command"; readonly command: readonly string[] };

interface InfluxSettings {
  readonly url: string;
  readonly retentionDays: number;
  readonly timeoutMs: number;
  readonly maxBatchPoints: number;
}

export type ResolvedInflux =
  | (InfluxSettings & {
      readonly api: "v2";
      readonly org: string;
      readonly bucket: string;
      readonly token: string;
    })
  | (InfluxSettings & {
      readonly api: "v1";
      readonly database: string;
      /** null: the database asks for nobody's name. */
      readonly login: { readonly username: string; readonly password: string } | null;
    });

/** The texts of the files that a configuration names, by the key that names them; null where it names none. */
export interface FileTexts {
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
  readonly saslPassword: string | null;
  readonly saslToken: string | null;
  readonly influxToken: string | null;
  readonly influxPassword: string | null;
}

/** Only for a configuration without faults: a secret that is missing would be an empty one. Who is told is read apart. */
export function resolved(
  configuration: Configuration,
  texts: FileTexts,
  files: Pick<ResolvedConfiguration, "topologyFile" | "topicFormats" | "schemaSource"> & {
    readonly tokenFile: string | null;
  },
): Omit<ResolvedConfiguration, "notify"> {
  const { kafka, influx, notify: _apart, topology: _asWritten, ...rest } = configuration;
  const { tls, sasl, ...kafkaRest } = kafka;
  return {
    ...rest,
    topologyFile: files.topologyFile,
    topicFormats: files.topicFormats,
    schemaSource: files.schemaSource,
    kafka: {
      ...kafkaRest,
      tls: tls.enabled
        ? { ca: texts.ca, cert: texts.cert, key: texts.key, serverName: tls.serverName ?? null }
        : null,
      sasl: sasl === undefined ? null : resolvedSasl(sasl, texts.saslPassword, files.tokenFile),
    },
    influx: influx === undefined ? null : resolvedInflux(influx, texts),
  };
}

function resolvedSasl(
  { mechanism, username = "", password, token = "", tokenCommand }: NonNullable<KafkaConfiguration["sasl"]>,
  passwordText: string | null,
  tokenFile: string | null,
): ResolvedSasl {
  if (mechanism !== "oauthbearer") return { mechanism, username, password: password ?? passwordText ?? "" };
  if (tokenCommand !== undefined) return { mechanism, token: { kind: "command", command: tokenCommand } };
  if (tokenFile !== null) return { mechanism, token: { kind: "file", path: tokenFile } };
  return { mechanism, token: { kind: "text", text: token } };
}

function resolvedInflux(influx: InfluxConfiguration, texts: FileTexts): ResolvedInflux {
  const { url, retentionDays, timeoutMs, maxBatchPoints } = influx;
  const settings = { url, retentionDays, timeoutMs, maxBatchPoints };
  if (influx.api === "v2") {
    const token = influx.token ?? texts.influxToken ?? "";
    return { api: "v2", ...settings, org: influx.org, bucket: influx.bucket, token };
  }
  const { username, database } = influx;
  const password = influx.password ?? texts.influxPassword ?? "";
  return {
    api: "v1",
    ...settings,
    database,
    login: username === undefined ? null : { username, password },
  };
}
