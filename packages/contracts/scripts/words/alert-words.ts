import type { WordTable } from "./field-words.ts";

const nats = "nats (natural logarithm)";
const odds = "odds to 1";

/** Alerts, and the evidence behind them. */
export const alertWords: WordTable = {
  specversion: { says: "Version of CloudEvents." },
  "AlertEvent:id": { says: "The incident and its revision: the same event twice has the same id." },
  "AlertEvent:source": { says: "Which installation of Tocsin speaks." },
  "AlertEvent:type": { says: "What became of the incident, with the version of this contract." },
  subject: { says: "The incident; also the key of the record." },
  time: { says: "When it became so, by the time of the telemetry and not of a wall clock." },
  datacontenttype: { says: "What `data` is." },
  dataschema: { says: "The schema of the event." },
  "AlertEvent:data": { says: "The whole incident as it stands after this event." },
  incident: { says: "The incident's name for as long as it is known." },
  revision: {
    says: "The how-manieth event of the incident this is, from 1, without gaps.",
    unit: "number of the event",
  },
  status: { says: "Whether it lasts, is over, or was taken back." },
  severity: { says: "How bad it is, the worst first: critical, error, warning, info." },
  scope: {
    says: "isolated: one service. simultaneous: several, by a shared cause. reports-only: people complain and telemetry is fine. source: who observes failed. blind: all input is silent.",
  },
  onset: { says: "The start of the first window in which it shows, ISO 8601 in UTC." },
  onsetInterval: { says: "Between which two times it began, with nine chances in ten." },
  detectedAt: {
    says: "When it was known: the end of the window that told, and the time that stragglers are waited for.",
  },
  resolvedAt: { says: "When it was over; left out while it lasts.", example: "2023-11-15T12:40:30.000Z" },
  "data.services": { says: "Everyone with a part in it, those whom nothing is wrong with too." },
  "services.service": { says: "The service, by the name that telemetry gives it." },
  "services.onset": { says: "Since when this service fails; null where it does not." },
  recoveredAt: {
    says: "Since when it works again; left out until then.",
    example: "2023-11-15T12:31:00.000Z",
  },
  signals: { says: "What shows it: each series that speaks, with what was seen and what was expected." },
  signal: {
    says: "What is measured: errors, traffic, latency, undelivered, deliveries, reports or heartbeat.",
  },
  observed: { says: "What was seen, in `unit`; null where nothing was.", unit: "as `unit` says" },
  expected: {
    says: "What was expected, in `unit`; null while the series is still being learned.",
    unit: "as `unit` says",
  },
  lower: { says: "Lower end of what would be nothing odd.", unit: "as `unit` says" },
  upper: { says: "Upper end of what would be nothing odd.", unit: "as `unit` says" },
  "signals.unit": { says: "ratio (0 to 1), per-window (a count in one window), ms, or readings." },
  evidenceNats: {
    says: "How much it speaks for a failure: the logarithm of how much likelier it is if the service fails. Below 0 it speaks against.",
    unit: nats,
  },
  sources: { says: "With scope `source`: the observers at fault.", example: ["probe-eu"] },
  failingSources: {
    says: "Of these, the ones that see failures everywhere while others see all well; the rest fell silent.",
    example: ["probe-eu"],
  },
  "data.component": {
    says: "What those who fail share, from the topology; null where none is likely enough to be named.",
  },
  "component.name": { says: "The component, or `independent failures`." },
  "component.odds": { says: "How much likelier it is than the next best.", unit: odds },
  runnerUp: { says: "The next best, with its odds against the best; null where there is none." },
  "runnerUp.name": { says: "The component, or `independent failures`." },
  "runnerUp.odds": { says: "How likely it is compared with the best: below 1.", unit: odds },
  oddsAgainst: { says: "The reciprocal of `odds`: how much likelier the best is.", unit: odds },
  candidates: { says: "Where no component is named: those in question, the likeliest first." },
  "candidates.name": { says: "The component, or `independent failures`." },
  "candidates.odds": { says: "The first against the next, each other one against the first.", unit: odds },
  "data.evidence": { says: "How sure it is that something fails at all." },
  logEvidence: { says: "The evidence that has gathered, all signals together.", unit: nats },
  threshold: { says: "What it had to reach, which follows from the budget of false alarms.", unit: nats },
  withoutReports: { says: "The same without what people report.", unit: nats },
  falseAlarmsPer90Days: {
    says: "How many false alarms in 90 days the budget allows.",
    unit: "false alarms in 90 days",
  },
  supersededBy: { says: "The incident that this one became a part of.", example: "i-77aa01" },
  supersedes: { says: "Incidents that became parts of this one.", example: ["i-77aa01"] },
  completeness: {
    says: "What share of the expected producers was seen, or of the messages neither late nor refused where that is less; null when none is expected yet.",
    unit: "share, 0 to 1",
  },
  detectorVersion: { says: "The version of the rules of detection: another one may judge otherwise." },
  configHash: { says: "SHA-256 of what the judgement depends on in configuration and topology." },

  series: { says: "What was seen and expected of each series, in columns of equal length." },
  unit: { says: "The service, or service/operation, that each place of the other columns is of." },
  "series.signal": { says: "What is measured." },
  "series.source": { says: "Who observed it; null where telemetry does not say." },
  state: { says: "What the model says of it in this window; warming-up and silent are states, not numbers." },
  exposure: { says: "What the observation is out of; null for plain counts.", unit: "requests or messages" },
  "series.observed": {
    says: "What was seen; null where nothing was.",
    unit: "as the signal has it: a share, a count or ms",
  },
  "series.expected": {
    says: "What was expected; null while it is being learned.",
    unit: "as the signal has it: a share, a count or ms",
  },
  "series.lower": {
    says: "Lower end of what would be nothing odd.",
    unit: "as the signal has it: a share, a count or ms",
  },
  "series.upper": {
    says: "Upper end of what would be nothing odd.",
    unit: "as the signal has it: a share, a count or ms",
  },
  units: { says: "The evidence of each service and operation over the last quarter of an hour." },
  "units.logEvidence": { says: "That of its likeliest onset.", unit: nats },
  logEvidenceWithoutReports: { says: "The same without what people report.", unit: nats },
  learning: { says: "Whether the model learns from it; not while it may be failing." },
  held: { says: "Why nothing is learned of it; null where it is learned of." },
  weighed: { says: "By incident that is open, what could explain it, the likeliest first." },
  "weighed.incident": { says: "The incident." },
  "weighed.component": { says: "The components, or `independent failures`; at most ten." },
  oddsNats: { says: "ln of its odds against the likeliest; 0 for that one.", unit: nats },
  more: { says: "How many more were weighed, all less likely.", unit: "explanations" },
  groups: { says: "The evidence of each component of which two services or more send telemetry." },
  "groups.component": { says: "The component." },
  "groups.logEvidence": {
    says: "That its services fail together; -999 where the component is not watched.",
    unit: nats,
  },
  fewest: {
    says: "How many of its services must fail together to count; null where no number is enough.",
    unit: "services",
  },
  "EvidenceFrame:logEvidence": {
    says: "That several services fail together, whichever they are.",
    unit: nats,
  },
  commonFactor: {
    says: "By signal, the shift that all series shared in this window and that was taken off.",
    unit: nats,
  },
  "EvidenceFrame:maintenance": {
    says: "Units that are worked on in this window: nothing is learned of them, and they raise nothing.",
    example: ["mail"],
  },
  refusedSeries: {
    says: "Series that came in this window and were not taken, because there are too many (`bounds`): what they say is not seen. Left out where there were none.",
  },
  "refusedSeries.series": { says: "How many.", unit: "series", example: 4 },
  "refusedSeries.byCode": {
    says: "How many for which reason: `series-limit` where as many are kept as `bounds.maxSeries` allows, `new-series-limit` where too many came within the hour.",
    unit: "series",
    example: { "series-limit": 4 },
  },
  "refusedSeries.examples": {
    says: "Services and operations that they are of, at most five.",
    example: ["mail/send"],
  },
  omitted: {
    says: "What is not shown, because the frame would be larger than a message may be: first series that are neither abnormal nor silent, then all, then units. Left out where everything is shown. A replay writes whole frames.",
  },
  "omitted.series": { says: "Series that are left out.", unit: "series", example: 90000 },
  "omitted.units": { says: "Units that are left out.", unit: "units", example: 0 },
  droppedSeries: {
    says: "How many series were dropped before this window, because nothing had come of them for `bounds.keepSeriesDays`. Left out where none were.",
    unit: "series",
    example: 12,
  },
  commandsOffset: {
    says: "Where the last command of people stood that was applied when the window was judged; left out where there was none.",
    unit: "number of the record",
    example: 4,
  },
};
