import type { AlertEvent } from "@tocsin/core";
import type { PlannedWork } from "../../packages/core/src/knowledge/knowledge.ts";
import type { Disturbance } from "../../packages/core/test/support/disturbance.ts";
import type { Delay } from "../../packages/core/test/support/late-world.ts";
import { plannedWork } from "../../packages/core/test/support/planned-work.ts";
import { faultAt } from "../../packages/core/test/support/usual-world.ts";

/** A failure, or what looks like one, of which an alert of its own kind is told. */
export interface Kind {
  readonly name: string;
  /** What happens in its world, for who reads the alert aloud. */
  readonly happens: string;
  /** What its first alert is. */
  readonly expected: Pick<AlertEvent["data"], "scope" | "severity"> & { readonly shape: string | null };
  /** How its last alert stands; resolved unless given. */
  readonly ends?: AlertEvent["data"]["status"];
  readonly disturbances: readonly Disturbance[];
  /** Telemetry that comes late. */
  readonly delays?: readonly Delay[];
  /** Work on services that was told beforehand. */
  readonly works?: readonly PlannedWork[];
  /** Services of which there are nothing but people's reports. */
  readonly unmeasured?: readonly string[];
  /** Who observes all services besides; nobody unless given. */
  readonly observers?: readonly string[];
}

export const everybody = [
  "chat",
  "feed",
  "mail",
  "photos",
  "calls",
  "maps",
  "music",
  "news",
  "shop",
  "weather",
] as const;

/** Three overlap, so that it may be open which of them failed. */
export const components = {
  backbone: ["chat", "feed", "mail", "photos", "calls"],
  login: ["mail", "photos", "shop"],
  payments: ["photos", "shop", "music"],
} as const;

const minutes = 40;
const during = { from: faultAt, to: faultAt + minutes };
const { backbone } = components;

export const kinds: readonly Kind[] = [
  {
    name: "errors of several at once",
    happens: "Half of all requests to the five services of the backbone fail.",
    expected: { scope: "simultaneous", severity: "critical", shape: "errors" },
    disturbances: [{ services: backbone, ...during, errorShare: 0.5, reports: 8 }],
  },
  {
    name: "traffic gone",
    happens: "Hardly any request reaches the five services of the backbone.",
    expected: { scope: "simultaneous", severity: "critical", shape: "traffic-gone" },
    disturbances: [{ services: backbone, ...during, traffic: 0.02, reports: 8 }],
  },
  {
    name: "delivery stalled",
    happens: "Most messages of the five services of the backbone are not delivered.",
    expected: { scope: "simultaneous", severity: "critical", shape: "delivery-stalled" },
    disturbances: [{ services: backbone, ...during, undeliveredShare: 0.7, reports: 4 }],
  },
  {
    name: "slow",
    happens: "The five services of the backbone deliver six times as slowly, and nothing fails.",
    expected: { scope: "simultaneous", severity: "critical", shape: "slow" },
    disturbances: [{ services: backbone, ...during, latency: 6 }],
  },
  {
    name: "overload first",
    happens:
      "Four times as many requests as usual reach the backbone; three minutes later they begin to fail.",
    expected: { scope: "simultaneous", severity: "critical", shape: "overload-first" },
    disturbances: [
      { services: backbone, ...during, traffic: 4 },
      { services: backbone, from: faultAt + 3, to: during.to, errorShare: 0.4, reports: 5 },
    ],
  },
  {
    name: "one service alone",
    happens: "Nearly all requests to one service fail.",
    expected: { scope: "isolated", severity: "error", shape: "errors" },
    disturbances: [{ services: ["weather"], ...during, errorShare: 0.9, reports: 6 }],
  },
  {
    name: "a blip of no consequence",
    happens: "Of one service 0.7 % of the requests fail instead of 0.1 %, for eight minutes.",
    expected: { scope: "isolated", severity: "info", shape: "partial" },
    disturbances: [{ services: ["weather"], from: faultAt, to: faultAt + 8, errorShare: 0.007 }],
  },
  {
    name: "silence of several",
    happens: "No telemetry comes of the five services of the backbone.",
    expected: { scope: "simultaneous", severity: "critical", shape: "silent" },
    disturbances: [{ services: backbone, ...during, silent: true }],
  },
  {
    name: "people's reports alone",
    happens: "People complain about four services, whose telemetry is as ever.",
    expected: { scope: "reports-only", severity: "warning", shape: null },
    disturbances: [{ services: ["maps", "music", "news", "weather"], ...during, reports: 15 }],
  },
  {
    name: "people's reports, and no telemetry",
    happens: "People complain about four services of which there is no telemetry.",
    expected: { scope: "reports-only", severity: "warning", shape: null },
    disturbances: [{ services: ["maps", "music", "news", "weather"], ...during, reports: 15 }],
    unmeasured: ["maps", "music", "news", "weather"],
  },
  {
    name: "a silent observer",
    happens: "One of two monitors sends nothing any more; the other sees all well.",
    expected: { scope: "source", severity: "warning", shape: null },
    disturbances: [{ services: everybody, ...during, source: "monitor-west", silent: true }],
    observers: ["monitor-east", "monitor-west"],
  },
  {
    name: "all input silent",
    happens: "No telemetry comes of anybody.",
    expected: { scope: "blind", severity: "critical", shape: null },
    disturbances: [{ services: everybody, ...during, silent: true }],
  },
  {
    name: "several candidates",
    happens: "The two services fail that login and payments share.",
    expected: { scope: "simultaneous", severity: "critical", shape: "errors" },
    disturbances: [{ services: ["photos", "shop"], ...during, errorShare: 0.4, reports: 3 }],
  },
  {
    name: "taken back",
    happens:
      "Telemetry of the five services of the backbone comes twelve minutes late, and shows that they worked.",
    expected: { scope: "simultaneous", severity: "critical", shape: "silent" },
    ends: "retracted",
    disturbances: [],
    delays: [{ services: backbone, from: faultAt, to: faultAt + 12 }],
  },
  {
    name: "maintenance that is over",
    happens: "Mail is worked on for half an hour, and fails when that is over.",
    expected: { scope: "isolated", severity: "error", shape: "errors" },
    works: [plannedWork({ services: ["mail"], from: faultAt - 30, to: faultAt })],
    disturbances: [{ services: ["mail"], from: faultAt - 30, to: faultAt + 30, errorShare: 0.6 }],
  },
];
