import type { EvidenceFrame, WindowFrame } from "@tocsin/contracts";

const noon = 1_700_049_600_000;
const minute = 60_000;

export const windowFrame: readonly WindowFrame[] = [
  {
    v: 1,
    topic: "telemetry.error-rate.v1",
    partition: 0,
    stream: "error-rate",
    windowStart: noon,
    windowMs: minute,
    watermark: noon + minute,
    closedBy: "message",
    counts: { accepted: 2, late: 0, duplicate: 1, conflict: 0, rejected: 0 },
    part: 0,
    parts: 1,
    columns: {
      offset: [12, 13],
      service: ["mail", "mail"],
      region: [null, "eu-north"],
      ts: [noon, noon],
      intervalMs: [minute, minute],
      requests: [52_310, 1_200],
      errors: [48, 0],
    },
  },
];

export const evidenceFrame: readonly EvidenceFrame[] = [
  {
    v: 1,
    windowStart: noon,
    windowMs: minute,
    series: {
      unit: ["mail", "mail/send"],
      signal: ["errors", "heartbeat"],
      source: [null, "probe-eu"],
      state: ["abnormal", "warming-up"],
      observed: [0.21, 1],
      exposure: [52_310, null],
      expected: [0.001, null],
      lower: [0, null],
      upper: [0.003, null],
      evidenceNats: [41.5, null],
    },
    units: {
      unit: ["mail"],
      logEvidence: [41.5],
      logEvidenceWithoutReports: [41.5],
      learning: [false],
      held: ["open-incident"],
    },
    groups: { component: ["all", "pair"], logEvidence: [38.2, -999], fewest: [3, null] },
    weighed: [
      {
        incident: "i-4f1c0b",
        component: ["edge", "sign-in", "independent failures"],
        oddsNats: [0, -6.04, -31.7],
        more: 0,
      },
    ],
    logEvidence: 36.9,
    withoutReports: 36.9,
    threshold: 11.8,
    commonFactor: { errors: 0.02 },
    completeness: 0.98,
  },
];
