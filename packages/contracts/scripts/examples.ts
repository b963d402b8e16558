import type {
  AlertData,
  AlertEvent,
  ConfigurationInput,
  DeadLetterHeaders,
  DeliveryLatencyTelemetry,
  ErrorRateTelemetry,
  Labels,
  RecordingHeader,
  RecordingLine,
  Reject,
  ReportVolumeTelemetry,
  Summary,
  Tick,
  Topology,
} from "@tocsin/contracts";
import { acknowledgements, commands } from "./command-examples.ts";
import { evidenceFrame, windowFrame } from "./frame-examples.ts";
import { csvMapping, importMapping, telemetryMapping } from "./mapping-examples.ts";

const noon = 1_700_049_600_000;
const minute = 60_000;

const errorRate: readonly ErrorRateTelemetry[] = [
  { service: "mail", ts: noon, intervalMs: minute, requests: 52_310, errors: 48 },
  {
    service: "mail",
    ts: "2023-11-15T14:00:00+02:00",
    intervalMs: minute,
    requests: 1,
    errors: 1,
    source: "probe-eu",
  },
  {
    service: "mail",
    operation: "send",
    region: "eu-north",
    ts: noon,
    intervalMs: 10_000,
    requests: 0,
    errors: 0,
  },
];

const deliveryLatency: readonly DeliveryLatencyTelemetry[] = [
  {
    service: "chat",
    ts: noon,
    intervalMs: minute,
    delivered: 90_412,
    undelivered: 310,
    oldestUndeliveredMs: 4_100,
    p50Ms: 88,
    p95Ms: 402.5,
    p99Ms: 951,
  },
  {
    service: "chat",
    ts: noon,
    intervalMs: minute,
    delivered: 1_000,
    buckets: [
      { leMs: 100, count: 940 },
      { leMs: 1_000, count: 1_000 },
    ],
  },
  {
    service: "chat",
    ts: noon,
    intervalMs: minute,
    delivered: 0,
    undelivered: 4_800,
    oldestUndeliveredMs: 61_000,
  },
];

const reportVolume: readonly ReportVolumeTelemetry[] = [
  { service: "mail", ts: noon, intervalMs: minute, reports: 3 },
  { service: "mail", ts: noon, intervalMs: minute, reports: 0, source: "web", category: "sign-in" },
];

const tick: readonly Tick[] = [{ tick: noon + minute }];

const recordingHeader: readonly RecordingHeader[] = [
  { tocsinRecording: 1 },
  {
    tocsinRecording: 1,
    name: "a quiet hour",
    provenance: "simulated",
    from: "2023-11-15T12:00:00Z",
    seed: 7,
  },
];

const recordingLine: readonly RecordingLine[] = [
  {
    topic: "telemetry.error-rate.v1",
    partition: 0,
    offset: 12,
    tstype: "create",
    ts: noon + minute,
    broker: 1,
    key: "mail",
    payload: JSON.stringify(errorRate[0]),
  },
  { topic: "telemetry.report-volume.v1", partition: 3, offset: 0, ts: noon, key: null, payload: null },
  { topic: "telemetry.error-rate.v1", partition: 0, offset: 13, ts: noon, payloadBase64: "/wCA" },
];

const sharedFailure: AlertEvent = {
  specversion: "1.0",
  id: "i-4f1c0b:1",
  source: "/tocsin/default",
  type: "tocsin.incident.opened.v1",
  subject: "i-4f1c0b",
  time: "2023-11-15T12:02:30.000Z",
  datacontenttype: "application/json",
  dataschema: "alert-event.schema.json",
  data: {
    incident: "i-4f1c0b",
    revision: 1,
    status: "open",
    severity: "critical",
    scope: "simultaneous",
    title: "mail fails, probably because of edge",
    summary:
      "Since 12:00 UTC on 15 November 2023 1 of 3 known services fails: mail, 21 % of its requests fail where 0.1 % are usual. What is shared is very likely edge (420 to 1 against sign-in); nothing recent is known of push.",
    shape: { name: "errors", evidence: [{ signal: "errors", services: 1, evidenceNats: 41.5 }] },
    impact: {
      requestsFailed: { count: 10_960, unit: "requests" },
      requestsMissing: { count: 0, unit: "requests" },
      messagesUndelivered: null,
      messagesMissing: null,
      reportsAboveExpected: null,
      services: { failing: 1, known: 3 },
    },
    counterfactuals: {
      withoutReports: null,
      withoutService: [{ service: "mail", detectedAt: null }],
      atTwiceThreshold: null,
    },
    links: { runbook: "https://wiki.example/runbooks?service=mail" },
    onset: "2023-11-15T12:00:00.000Z",
    onsetInterval: ["2023-11-15T11:59:00.000Z", "2023-11-15T12:01:00.000Z"],
    detectedAt: "2023-11-15T12:02:30.000Z",
    services: [
      {
        service: "mail",
        role: "member",
        onset: "2023-11-15T12:00:00.000Z",
        signals: [
          {
            signal: "errors",
            observed: 0.21,
            expected: 0.001,
            lower: 0,
            upper: 0.003,
            unit: "ratio",
            evidenceNats: 41.5,
          },
        ],
      },
      { service: "maps", role: "notFailing", onset: null, signals: [] },
      { service: "push", role: "unknown", onset: null, signals: [] },
    ],
    component: { name: "edge", odds: 420, runnerUp: { name: "sign-in", odds: 0.002_38, oddsAgainst: 420 } },
    evidence: { logEvidence: 36.9, threshold: 11.8, withoutReports: 36.9, falseAlarmsPer90Days: 1 },
    completeness: 0.98,
    reason: "evidence-crossed-threshold",
    detectorVersion: "0.1.0",
    configHash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  },
};

/** The same, when it had settled: it is open what is shared. */
const unclearFailure: AlertEvent = {
  ...sharedFailure,
  id: "i-4f1c0b:2",
  type: "tocsin.incident.updated.v1",
  time: "2023-11-15T12:05:30.000Z",
  data: {
    ...sharedFailure.data,
    revision: 2,
    services: sharedFailure.data.services.slice(0, 1),
    component: null,
    candidates: [
      { name: "edge", odds: 1.4 },
      { name: "sign-in", odds: 0.71 },
    ],
    counterfactuals: {
      withoutReports: "2023-11-15T12:02:30.000Z",
      withoutService: [{ service: "mail", detectedAt: "not-detected" }],
      atTwiceThreshold: "2023-11-15T12:03:30.000Z",
    },
    reason: "component-changed",
  },
};

/** As version 0.2.0 wrote it: what came later is left out. */
const plainFailure: AlertEvent = {
  ...sharedFailure,
  id: "i-770a1e:1",
  subject: "i-770a1e",
  data: { ...withoutWords(sharedFailure.data), incident: "i-770a1e" },
};

function withoutWords(data: AlertData): AlertData {
  const { title, summary, shape, impact, counterfactuals, links, ...rest } = data;
  return { ...rest, component: { name: "edge", odds: 420, runnerUp: { name: "sign-in", odds: 0.002_38 } } };
}

const alertEvent: readonly AlertEvent[] = [sharedFailure, unclearFailure, plainFailure];

const topology: readonly Topology[] = [
  {
    services: { mail: { displayName: "Mail", owner: "team-post" }, chat: {}, maps: null },
    components: {
      edge: { services: ["mail", "chat", "maps"], description: "Where all traffic enters." },
      "sign-in": { services: ["mail/send", "chat"], dependsOn: ["edge"], prior: 0.5 },
    },
  },
];

const labels: readonly Labels[] = [
  {
    incidents: [
      {
        id: "noon",
        scope: "simultaneous",
        onset: "2023-11-15T12:00:00Z",
        end: "2023-11-15T14:30:00+01:00",
        services: ["mail", "chat"],
        component: "sign-in",
        innocent: ["maps"],
      },
    ],
    quiet: [{ from: "2023-11-01T00:00:00Z", to: "2023-11-15T00:00:00Z" }],
  },
];

const configuration: readonly ConfigurationInput[] = [
  {},
  {
    environment: "staging",
    budget: { falseAlarmsPer90Days: 2 },
    allowedLatenessMs: 0,
    topics: { errorRate: "errors" },
    links: { dashboard: "https://grafana.example:3000/d/room?from={onsetMs}&var-incident={incident}" },
  },
  {
    kafka: {
      brokers: ["kafka-1.example:9093", "[2001:db8::1]:9093"],
      tls: { enabled: true, caFile: "ca.pem" },
      sasl: { mechanism: "scram-sha-512", username: "tocsin", passwordFile: "kafka-password" },
    },
    influx: { url: "https://influx.example/db", tokenFile: "influx-token", retentionDays: 90 },
  },
];

const deadLetterHeaders: readonly DeadLetterHeaders[] = [
  {
    tocsin_code: "value-schema",
    tocsin_reason: "errors: expected number, received string",
    tocsin_topic: "telemetry.error-rate.v1",
    tocsin_partition: "0",
    tocsin_offset: "4711",
    tocsin_timestamp: String(noon),
  },
  {
    tocsin_code: "batch-undecodable",
    tocsin_reason: "unknown compression codec 7",
    tocsin_topic: "telemetry.error-rate.v1",
    tocsin_partition: "3",
    tocsin_offset: "100",
    tocsin_last_offset: "163",
  },
];

const reject: readonly Reject[] = [
  {
    code: "line-not-json",
    reason: "the line is not a JSON object",
    file: "noon.jsonl",
    line: 7,
    raw: "oops",
  },
];

const summary: readonly Summary[] = [
  {
    replay: true,
    inputs: ["noon.jsonl"],
    environment: "default",
    detectorVersion: "0.1.0",
    configHash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    from: "2023-11-15T12:00:00.000Z",
    to: null,
    lines: 9,
    readAgain: 0,
    readings: 8,
    rejected: 1,
    rejectedByCode: { "line-not-json": 1 },
    refused: {
      refused: 1,
      of: 9,
      share: 0.111111,
      limit: 0.05,
      services: [{ service: "photos", refused: 1, of: 4, share: 0.25, byCode: { "line-not-json": 1 } }],
      servicesLeftOut: 0,
      ofUnknownService: 0,
      overLimit: ["photos"],
    },
    doubts: ["refused-lines", "refused-service-lines", "short-telemetry"],
    windows: 4,
    services: 2,
    series: 3,
    unlistedServices: [],
    alerts: 1,
    incidents: [],
    score: null,
  },
];

/** Values of each contract by schema id, at least one each. They stand in the AsyncAPI document and are tested. */
export const examples: Readonly<Record<string, readonly object[]>> = {
  Acknowledgement: acknowledgements,
  AlertEvent: alertEvent,
  Command: commands,
  Configuration: configuration,
  CsvMapping: csvMapping,
  DeadLetterHeaders: deadLetterHeaders,
  DeliveryLatencyTelemetry: deliveryLatency,
  ErrorRateTelemetry: errorRate,
  EvidenceFrame: evidenceFrame,
  ImportMapping: importMapping,
  Labels: labels,
  RecordingHeader: recordingHeader,
  RecordingLine: recordingLine,
  Reject: reject,
  ReportVolumeTelemetry: reportVolume,
  Summary: summary,
  TelemetryMapping: telemetryMapping,
  Tick: tick,
  Topology: topology,
  WindowFrame: windowFrame,
};
