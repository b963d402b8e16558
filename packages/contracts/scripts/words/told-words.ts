import type { WordTable } from "./field-words.ts";

const nats = "nats (natural logarithm)";

/** What an alert tells in words, and what the failure looks like and has cost. */
export const toldWords: WordTable = {
  ...Object.fromEntries(
    [
      ["requestsFailed", "requests"],
      ["requestsMissing", "requests"],
      ["messagesUndelivered", "messages"],
      ["messagesMissing", "messages"],
      ["reportsAboveExpected", "reports"],
    ].flatMap(([field, unit]) => [
      [`${field}.count`, { says: "How many since the onset.", unit }],
      [`${field}.unit`, { says: "What is counted." }],
    ]),
  ),
  "data.title": { says: "One line that says it all, at most 120 characters." },
  "data.summary": { says: "Two sentences that say the rest, at most 800 characters." },
  shape: {
    says: "What the failure looks like from outside, never what caused it; left out where nobody fails by telemetry.",
  },
  "shape.evidence": { says: "What speaks for this shape, by signal, most evidence first." },
  "shape.evidence.services": { says: "How many services show it.", unit: "services" },
  "shape.evidence.evidenceNats": { says: "Their evidence added up.", unit: nats },
  load: { says: "Only with overload-first: how far requests had risen before errors began." },
  "load.service": { says: "The service whose requests rose." },
  since: { says: "The window in which that began.", example: "2023-11-15T11:58:00.000Z" },
  "load.observed": { says: "Requests that came.", unit: "requests in one window" },
  "load.expected": { says: "Requests that were expected.", unit: "requests in one window" },
  "load.unit": { says: "per-window: a count in one window." },
  impact: {
    says: "What it has cost since the onset, over all services that fail: what was seen less what was expected, and so a lower bound.",
  },
  requestsFailed: {
    says: "Requests that failed, less those that would have failed anyway; null where none was seen.",
  },
  requestsMissing: { says: "Requests that did not come, where traffic was seen; null where none was." },
  messagesUndelivered: {
    says: "Messages that were not delivered, less those that would not have been anyway.",
  },
  messagesMissing: { says: "Deliveries that did not come, where deliveries were seen." },
  reportsAboveExpected: { says: "Reports of people above what was expected." },
  "impact.services": { says: "How many services have failed, of how many." },
  failing: { says: "Services that have failed.", unit: "services" },
  known: { says: "Services that are known.", unit: "services" },
  counterfactuals: {
    says: "When it would have been detected with less to go by; `not-detected`, or null while that is open.",
  },
  "counterfactuals.withoutReports": {
    says: "Without what people report.",
    example: "2023-11-15T12:02:30.000Z",
  },
  withoutService: { says: "Without one of the members of the alarm, of more than ten the first ten." },
  "withoutService.service": { says: "The member that is left out." },
  "withoutService.detectedAt": { says: "When it would have been detected without it." },
  atTwiceThreshold: { says: "With every threshold twice as high.", example: "2023-11-15T12:03:30.000Z" },
  unmeasured: {
    says: "True where no telemetry of the service has come of late, so that reports alone can tell.",
    example: true,
  },
  links: { says: "Where to go on; only those that are configured." },
  runbook: { says: "What to do.", example: "https://wiki.example/runbooks/edge" },
  dashboard: { says: "What to look at.", example: "https://grafana.example/d/outage-room" },
  "links.replay": { says: "The same once more.", example: "https://replay.example/i-4f1c0b" },
};
