import type { WordTable } from "./field-words.ts";

const count = (says: string, unit: string) => ({ says, unit });

/** Telemetry, and the frames and recordings that hold it. */
export const telemetryWords: WordTable = {
  service: {
    says: "What is measured, by the name that the topology has. Instances of a service are added up by whoever sends.",
  },
  ts: {
    says: "When the interval STARTS: epoch milliseconds, or ISO 8601 with an offset. Prometheus stamps the end of a range: take its length off.",
    unit: "milliseconds since 1970",
  },
  intervalMs: {
    says: "How long the interval is that the counts are of, from 1 ms to a day.",
    unit: "milliseconds",
  },
  operation: {
    says: "A part of the service, such as login. Its counts stand beside those of the whole service and are not added to them.",
  },
  region: { says: "Where. Regions of a service are series of their own, and are added up to the service." },
  source: {
    says: "Who observed it. Sources see the same thing: they are witnesses, and are never added up.",
    example: "probe-eu",
  },
  requests: count(
    "All requests of the interval, those that failed too. A probe is one request.",
    "requests in the interval",
  ),
  errors: count(
    "How many of these requests failed: a count, never a share. At most `requests`.",
    "requests in the interval",
  ),
  delivered: count("Messages that were delivered in the interval.", "messages in the interval"),
  undelivered: count(
    "Messages that were sent and not delivered yet when the interval ended; null or left out where it is not known.",
    "messages at the end of the interval",
  ),
  oldestUndeliveredMs: count("How long the oldest of them had waited then.", "milliseconds"),
  p50Ms: count(
    "Half of the delivered messages took at most so long; left out where none was delivered.",
    "milliseconds",
  ),
  p95Ms: count("95 of 100 delivered messages took at most so long.", "milliseconds"),
  p99Ms: count("99 of 100 delivered messages took at most so long.", "milliseconds"),
  buckets: {
    says: "Instead of quantiles: how many of the delivered messages took at most each of these times, as Prometheus counts (cumulative).",
    example: [{ leMs: 100, count: 940 }],
  },
  leMs: count("Upper end of the bucket.", "milliseconds"),
  "buckets.count": count("Messages that took at most `leMs`, those of the buckets before too.", "messages"),
  reports: count("People who reported trouble in the interval.", "reports in the interval"),
  category: { says: "What they report, such as sign-in. Categories are series of their own." },
  tick: count(
    "The time that it is, for a partition in which nothing else arrives (`clock: stream`).",
    "milliseconds since 1970",
  ),

  v: { says: "Version of the frame's form.", unit: "number of the version" },
  topic: { says: "The Kafka topic that it came from." },
  partition: { says: "The partition of that topic.", unit: "number of the partition" },
  offset: { says: "Its place in the partition.", unit: "number of the record" },
  stream: { says: "Which of the three streams the topic holds." },
  windowStart: { says: "When the window begins.", unit: "milliseconds since 1970" },
  windowMs: { says: "How long the window is.", unit: "milliseconds" },
  watermark: {
    says: "How far time had come in the partition when the window closed.",
    unit: "milliseconds since 1970",
  },
  closedBy: {
    says: "What moved time past the window's end: a message, a tick, the wall clock or the end of the input.",
  },
  counts: { says: "What became of the messages that arrived for the window." },
  accepted: { says: "Readings that count.", unit: "readings" },
  late: { says: "Readings that arrived after their window had closed.", unit: "readings" },
  duplicate: { says: "Readings that had come before with the same values.", unit: "readings" },
  conflict: { says: "Readings that had come before with other values.", unit: "readings" },
  "counts.rejected": { says: "Messages that were refused.", unit: "messages" },
  part: {
    says: "Which part of a frame that was too large for one record, from 0.",
    unit: "number of the part",
  },
  parts: { says: "How many parts the frame has.", unit: "parts" },
  columns: {
    says: "The readings in columns of equal length, one place for each reading; a column in which nothing stands is left out.",
  },
  lateColumns: {
    says: "Readings of windows that had closed before, which fill a gap there; each says by `ts` which window it is of.",
  },
  unseen: {
    says: "True where nobody could read the partition, because its topic was not there: that nothing stands in the frame says nothing. Left out where it was read.",
    example: [true],
  },
  "columns.offset": { says: "Where each reading stands in its partition.", unit: "number of the record" },
  "lateColumns.offset": { says: "Where each reading stands in its partition.", unit: "number of the record" },
  "columns.buckets": {
    says: "The histogram of each reading as flat pairs: leMs, count, leMs, count and so on.",
    unit: "milliseconds and messages by turns",
    example: [[100, 940, 1000, 1000]],
  },
  "lateColumns.buckets": {
    says: "The histogram of each reading as flat pairs: leMs, count, leMs, count and so on.",
    unit: "milliseconds and messages by turns",
    example: [[100, 940, 1000, 1000]],
  },

  "RecordingLine:ts": {
    says: "When the message arrived: Kafka's timestamp of it.",
    unit: "milliseconds since 1970",
  },
  tstype: { says: "What the timestamp is, as `kcat` writes it: create, logappend or unknown. Not needed." },
  broker: { says: "The broker that gave the record. Not needed.", unit: "number of the broker" },
  headers: {
    says: "The record's headers, names and values by turns. Not needed.",
    example: ["trace", "9f86"],
  },
  key: { says: "The record's key as text. Not needed: the service stands in the value." },
  payload: { says: "The value of the message as text; an object or an array stands for its JSON." },
  payloadBase64: { says: "The value instead, in base64, where it is not UTF-8 text. Our own addition." },
  keyBase64: {
    says: "The key instead, in base64, where it is not UTF-8 text. Our own addition.",
    example: "/wA=",
  },
  tocsinRecording: {
    says: "Says that this is the first line of a recording.",
    unit: "number of the version",
  },
  "RecordingHeader:name": { says: "What the recording is called." },
  provenance: { says: "Whether it was recorded, reconstructed from reports, or made up." },
  "RecordingHeader:from": { says: "The first arrival, where it is known ahead." },
  "RecordingHeader:to": {
    says: "The last arrival, where it is known ahead: lets a replay show how far it has come.",
    example: "2023-11-15T13:00:00Z",
  },
};
