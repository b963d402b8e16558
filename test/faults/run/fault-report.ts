import { type CampaignRound } from "../campaigns/campaign.ts";
import { countDamages, type Damage } from "../judge/compare.ts";
import { type DelaySummary } from "../judge/delays.ts";
import { type Told, toldTogether } from "../round/told.ts";

/** A campaign in one line of the report. */
export interface CampaignSummary {
  readonly campaign: string;
  readonly rounds: number;
  readonly faults: number;
  readonly messages: number;
  readonly windows: number;
  readonly alerts: number;
  readonly crashes: number;
  readonly badExits: number;
  readonly damages: Readonly<Record<Damage["kind"], number>>;
  /** Of the round in which it was worst. */
  readonly worstEvidenceDelay: DelaySummary | null;
  readonly worstAlertDelay: DelaySummary | null;
  readonly told: Told;
  /** The most that a worker's process held, where that was looked at. */
  readonly peakMegabytes: number | null;
}

const worst = (delays: readonly (DelaySummary | null)[]): DelaySummary | null =>
  delays.reduce(
    (one, other) => (other !== null && (one === null || other.p99Ms > one.p99Ms) ? other : one),
    null,
  );

export function summariseCampaign(campaign: string, rounds: readonly CampaignRound[]): CampaignSummary {
  const results = rounds.map(({ result }) => result);
  const sum = (of: (result: (typeof results)[number]) => number): number =>
    results.reduce((total, result) => total + of(result), 0);
  return {
    campaign,
    rounds: rounds.length,
    faults: sum(({ faults }) => faults),
    messages: sum(({ messages }) => messages),
    windows: sum(({ windows }) => windows),
    alerts: sum(({ alerts }) => alerts),
    crashes: sum(({ crashes }) => crashes),
    badExits: sum(({ badExits }) => badExits.length),
    damages: countDamages(results.flatMap(({ damages }) => damages)),
    worstEvidenceDelay: worst(results.map(({ evidenceDelay }) => evidenceDelay)),
    worstAlertDelay: worst(results.map(({ alertDelay }) => alertDelay)),
    told: toldTogether(results.map(({ told }) => told)),
    peakMegabytes: results.reduce<number | null>(
      (most, { peakMegabytes: peak }) => (peak !== null && peak > (most ?? 0) ? peak : most),
      null,
    ),
  };
}

const head = [
  "campaign",
  "faults",
  "messages",
  "windows",
  "alerts",
  "missing",
  "twice",
  "different",
  "unexpected",
  "disordered",
  "crashes",
  "bad exits",
  "evidence p50/p99/max ms",
  "alert p50/p99/max ms",
];

export const delayWords = (delay: DelaySummary | null): string =>
  delay === null ? "none" : [delay.p50Ms, delay.p99Ms, delay.maxMs].map(Math.round).join("/");

function rowOf(summary: CampaignSummary): readonly string[] {
  const { damages } = summary;
  return [
    summary.campaign,
    ...[summary.faults, summary.messages, summary.windows, summary.alerts].map(String),
    ...[damages.missing, damages.duplicated, damages.different, damages.unexpected].map(String),
    ...[damages["out-of-order"], summary.crashes, summary.badExits].map(String),
    delayWords(summary.worstEvidenceDelay),
    delayWords(summary.worstAlertDelay),
  ];
}

/** The campaigns as a table for a terminal. */
export function reportText(summaries: readonly CampaignSummary[]): string {
  const rows = [head, ...summaries.map(rowOf)];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join("");
}

/** Whether nothing was lost, said twice or wrong. */
export const isSound = ({ damages }: CampaignSummary): boolean =>
  Object.values(damages).every((count) => count === 0);
