import type { AlertEvent, AlertService, Labels, Summary, Topology } from "@tocsin/contracts";
import { type Disturbance, type World, dayMs, hourMs, minuteMs } from "./synthetic-world.ts";

/** A story like that of 2021-10-04: three services fail alone on earlier days, then six fail together. */
export const outageOnset = Date.UTC(2021, 9, 4, 15, 40);
const outageEnd = Date.UTC(2021, 9, 4, 21, 5);

const members = ["facebook", "instagram", "whatsapp", "messenger", "oculus", "workplace"];
const refuges = ["telegram", "signal", "twitter"];
const carriers = ["verizon", "t-mobile"];
const bystanders = ["reddit", "wikipedia", "netflix"];
const media = ["facebook/media", "instagram/media", "whatsapp/media"];

export const topology: Topology = {
  services: Object.fromEntries(
    [...members, "mapillary", ...refuges, ...carriers, ...bystanders].map((name) => [
      name,
      name === "t-mobile" ? { displayName: "T-Mobile" } : null,
    ]),
  ),
  components: {
    backbone: { services: [...members, "mapillary"], description: "The network between the data centres" },
    "media-cdn": { services: media, description: "Pictures and video" },
    authentication: {
      services: ["facebook", "instagram", "messenger", "oculus", "workplace"],
      dependsOn: ["backbone"],
    },
    messaging: { services: ["messenger", "whatsapp", "workplace"] },
    "region-east": { services: ["facebook", "instagram", "twitter", "reddit"] },
    "carrier-network": { services: ["verizon", "whatsapp", "telegram"] },
    "public-cloud": { services: ["signal", "reddit", "netflix", "mapillary"] },
  },
};

const iso = (ms: number): string => new Date(ms).toISOString().replace(".000Z", "Z");

const isolated = [
  { service: "telegram", from: outageOnset - 11.53 * dayMs, minutes: 34 },
  { service: "netflix", from: outageOnset - 6.21 * dayMs, minutes: 12 },
  { service: "whatsapp", from: outageOnset - 2.4 * dayMs, minutes: 96 },
].map((each) => ({ ...each, from: Math.floor(each.from / minuteMs) * minuteMs }));

/** `days` of history before the day of the outage; isolated failures that began earlier are left out. */
export function outageWorld(days: number): World {
  const from = Date.UTC(2021, 9, 4) - days * dayMs;
  const disturbances: Disturbance[] = [
    ...isolated.map(({ service, from: begin, minutes }) => ({
      units: [service],
      from: begin,
      to: begin + minutes * minuteMs,
      kind: "errors" as const,
    })),
    ...members.map((unit, index) => ({
      units: [unit],
      from: outageOnset + (index % 3) * minuteMs,
      to: outageEnd + index * 3 * minuteMs,
      kind: "outage" as const,
    })),
    { units: media, from: outageOnset, to: outageEnd, kind: "outage" },
    { units: refuges, from: outageOnset + 5 * minuteMs, to: outageEnd, kind: "refuge" },
    { units: carriers, from: outageOnset + 8 * minuteMs, to: outageEnd - hourMs, kind: "complaints" },
    {
      units: ["reddit"],
      from: outageOnset - 4.3 * dayMs,
      to: outageOnset - 4.25 * dayMs,
      kind: "complaints",
    },
  ];
  return {
    from,
    to: Date.UTC(2021, 9, 5),
    units: [...Object.keys(topology.services), ...media],
    disturbances,
    seed: 20211004,
    threshold: 11.77,
  };
}

function signalsOf(role: AlertService["role"]): AlertService["signals"] {
  const reports: AlertService["signals"][number] = {
    signal: "reports",
    observed: 62,
    expected: 6.1,
    lower: 0,
    upper: 14,
    unit: "per-window",
    evidenceNats: 15.2,
  };
  if (role !== "member") return [reports];
  return [
    {
      signal: "traffic",
      observed: 61,
      expected: 15_880,
      lower: 12_390,
      upper: 19_370,
      unit: "per-window",
      evidenceNats: 16,
    },
    {
      signal: "errors",
      observed: 0.902,
      expected: 0.002,
      lower: 0.0006,
      upper: 0.0034,
      unit: "ratio",
      evidenceNats: 14.1,
    },
    {
      signal: "undelivered",
      observed: 0.98,
      expected: 0.001,
      lower: 0,
      upper: 0.0014,
      unit: "ratio",
      evidenceNats: 16,
    },
    { ...reports, evidenceNats: 4.1 },
  ];
}

function service(name: string, role: AlertService["role"], onset: number | null): AlertService {
  const signals = role === "notFailing" ? [] : signalsOf(role);
  return { service: name, role, onset: onset === null ? null : iso(onset), signals };
}

interface Draft {
  readonly incident: string;
  readonly revision: number;
  readonly type: "opened" | "updated" | "resolved" | "retracted";
  readonly at: number;
  readonly data: Partial<AlertEvent["data"]> &
    Pick<AlertEvent["data"], "scope" | "onset" | "services" | "reason">;
}

function event({ incident, revision, type, at, data }: Draft): AlertEvent {
  const statuses = { opened: "open", updated: "open", resolved: "resolved", retracted: "retracted" } as const;
  const onset = Date.parse(data.onset);
  return {
    specversion: "1.0",
    id: `${incident}:${revision}`,
    source: "/tocsin/default",
    type: `tocsin.incident.${type}.v1`,
    subject: incident,
    time: iso(at),
    datacontenttype: "application/json",
    dataschema: "https://schemas.example/tocsin/AlertEvent.json",
    data: {
      incident,
      revision,
      status: statuses[type],
      severity: data.scope === "simultaneous" ? "critical" : "error",
      onsetInterval: [iso(onset), iso(onset + minuteMs)],
      detectedAt: iso(onset + 3 * minuteMs + 30_000),
      component: null,
      evidence: { logEvidence: 38.42, threshold: 15.9, withoutReports: 36.1, falseAlarmsPer90Days: 1 },
      completeness: 1,
      detectorVersion: "0.1.0",
      configHash: "9f2c4b6e8a1d3f507192b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708",
      ...data,
    },
  };
}

const backbone = { name: "backbone", odds: 48_210, runnerUp: { name: "authentication", odds: 3.4 } };

function isolatedEvents(): AlertEvent[] {
  return isolated.flatMap(({ service: name, from, minutes }, index) => {
    const incident = `iso${index}a7c1d`;
    const services = [service(name, "member", from)];
    const resolvedAt = from + (minutes + 10) * minuteMs;
    const recovered = services.map((each) => ({ ...each, recoveredAt: iso(from + minutes * minuteMs) }));
    const base = { scope: "isolated" as const, onset: iso(from) };
    return [
      event({
        incident,
        revision: 1,
        type: "opened",
        at: from + 3.5 * minuteMs,
        data: { ...base, services, reason: "evidence-crossed-threshold" },
      }),
      event({
        incident,
        revision: 2,
        type: "resolved",
        at: resolvedAt,
        data: { ...base, services: recovered, reason: "recovered", resolvedAt: iso(resolvedAt) },
      }),
    ];
  });
}

const evidence = { logEvidence: 214.31, threshold: 11.77, withoutReports: 198.02, falseAlarmsPer90Days: 1 };

function simultaneousEvents(): AlertEvent[] {
  const incident = "c41e90ab";
  const at = (minutes: number): number => outageOnset + minutes * minuteMs + 30_000;
  const failing = (count: number): AlertService[] =>
    members
      .slice(0, count)
      .map((name, index) => service(name, "member", outageOnset + (index % 3) * minuteMs));
  const around = [
    service("mapillary", "notFailing", null),
    ...[...carriers, ...refuges].map((name) => service(name, "collateral", null)),
  ];
  const base = {
    scope: "simultaneous" as const,
    onset: iso(outageOnset),
    detectedAt: iso(at(2)),
    onsetInterval: [iso(outageOnset - minuteMs), iso(outageOnset + minuteMs)] as [string, string],
    component: backbone,
    evidence,
    supersedes: ["wh47sapp"],
  };
  const recovered = [...failing(6), ...around].map((each) =>
    each.role === "member"
      ? { ...each, recoveredAt: iso(outageEnd + members.indexOf(each.service) * 3 * minuteMs) }
      : each,
  );
  const resolvedAt = outageEnd + 25 * minuteMs;
  const alone = { scope: "isolated" as const, onset: iso(outageOnset), services: failing(1) };
  return [
    event({
      incident,
      revision: 1,
      type: "opened",
      at: at(1),
      data: { ...alone, reason: "evidence-crossed-threshold" },
    }),
    event({
      incident,
      revision: 2,
      type: "updated",
      at: at(2),
      data: { ...base, services: failing(4), reason: "scope-widened" },
    }),
    event({
      incident,
      revision: 3,
      type: "updated",
      at: at(5),
      data: { ...base, services: [...failing(6), ...around.slice(0, 1)], reason: "members-changed" },
    }),
    event({
      incident,
      revision: 4,
      type: "updated",
      at: at(14),
      data: { ...base, services: [...failing(6), ...around], reason: "collateral-changed" },
    }),
    event({
      incident,
      revision: 5,
      type: "resolved",
      at: resolvedAt,
      data: { ...base, services: recovered, reason: "recovered", resolvedAt: iso(resolvedAt) },
    }),
  ];
}

function supersededEvents(): AlertEvent[] {
  const base = {
    scope: "isolated" as const,
    onset: iso(outageOnset),
    services: [service("whatsapp", "member", outageOnset)],
  };
  const at = outageOnset + 1.5 * minuteMs;
  return [
    event({
      incident: "wh47sapp",
      revision: 1,
      type: "opened",
      at,
      data: { ...base, reason: "evidence-crossed-threshold" },
    }),
    event({
      incident: "wh47sapp",
      revision: 2,
      type: "retracted",
      at: at + minuteMs,
      data: { ...base, reason: "superseded", supersededBy: "c41e90ab" },
    }),
  ];
}

/** The alert events of the period from `from` on, in order of time. */
export function outageAlerts(from: number): AlertEvent[] {
  return [...isolatedEvents(), ...simultaneousEvents(), ...supersededEvents()]
    .filter((each) => Date.parse(each.data.onset) >= from)
    .toSorted((one, other) => Date.parse(one.time) - Date.parse(other.time));
}

export const labels: Labels = {
  incidents: [
    {
      id: "2021-10-04",
      scope: "simultaneous",
      onset: iso(outageOnset),
      end: iso(outageEnd),
      services: members,
      component: "backbone",
      innocent: [...refuges, ...carriers],
    },
  ],
  quiet: [{ from: iso(outageOnset - 16 * dayMs), to: iso(outageOnset - hourMs) }],
};

export const nothingRefused: Summary["refused"] = {
  refused: 0,
  of: 900_000,
  share: 0,
  limit: 0.05,
  services: [],
  servicesLeftOut: 0,
  ofUnknownService: 0,
  overLimit: [],
};

/** What a replay would sum up of these alerts. */
export function outageSummary(world: World, alerts: readonly AlertEvent[]): Summary {
  const latest = new Map(alerts.map((each) => [each.data.incident, each.data]));
  const windows = (world.to - world.from) / minuteMs;
  return {
    replay: true,
    inputs: ["2021-10-04.jsonl.gz"],
    environment: "default",
    detectorVersion: "0.1.0",
    configHash: "9f2c4b6e8a1d3f507192b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708",
    from: iso(world.from),
    to: iso(world.to),
    lines: windows * 45,
    readAgain: 0,
    readings: windows * 45 - 3,
    rejected: 3,
    rejectedByCode: { duplicate: 3 },
    refused: nothingRefused,
    doubts: [],
    windows,
    services: Object.keys(topology.services).length,
    series: world.units.length * 6,
    unlistedServices: [],
    alerts: alerts.length,
    incidents: [...latest.values()].map((data) => ({
      incident: data.incident,
      scope: data.scope,
      status: data.status,
      onset: data.onset,
      detectedAt: data.detectedAt,
      resolvedAt: data.resolvedAt ?? null,
      quietSince: null,
      component: data.component?.name ?? null,
      members: data.services.filter((each) => each.role === "member").map((each) => each.service),
      withoutTelemetry: [],
    })),
    score: {
      incidents: [
        {
          id: "2021-10-04",
          found: true,
          incident: "c41e90ab",
          scopeRight: true,
          delayMs: 150_000,
          onsetErrorMs: 0,
          component: "backbone",
          componentRight: true,
          precision: 1,
          recall: 1,
          innocentBlamed: [],
        },
      ],
      quietDays: 15.6,
      falseAlarms: 0,
      falseAlarmsPer90Days: 0,
    },
  };
}
