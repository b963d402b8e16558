import { cpus } from "node:os";
import { markdownTable, pageWithResults } from "../../support/measuring/results-page.ts";
import { type Campaign } from "../campaigns/campaign.ts";
import { type CampaignSummary, delayWords } from "./fault-report.ts";

/** A campaign that was run, and what came of it. */
export interface Measured {
  readonly campaign: Pick<Campaign, "name" | "what" | "brokers" | "workers">;
  readonly summary: CampaignSummary;
}

/** The document with the figures between its two marks put in the place of those before. Throws without marks. */
export const withFigures = (document: string, figures: Figures): string =>
  pageWithResults(document, "faults", markdown(figures));

export interface Figures {
  readonly seed: number;
  readonly measured: readonly Measured[];
  /** Names of the campaigns that were not. */
  readonly notRun: readonly string[];
}

function markdown({ seed, measured, notRun }: Figures): string {
  const machine = `Node ${process.versions.node}, ${cpus().length} cores, seed ${seed}.`;
  const names = notRun.map((name) => `\`${name}\``).join(", ");
  return [
    machine,
    outcome(measured),
    ...(notRun.length === 0 ? [] : [`Not run with this seed yet: ${names}.`]),
    "How it went:",
    circumstances(measured),
  ].join("\n\n");
}

const outcomeHead = [
  "kind",
  "what is done",
  "brokers",
  "injections",
  "missing",
  "twice",
  "different",
  "unexpected",
  "out of order",
];

function outcome(measured: readonly Measured[]): string {
  const rows = measured.map(({ campaign: { name, what, brokers }, summary: { faults, damages } }) => [
    `\`${name}\``,
    what,
    ...[brokers, faults, damages.missing, damages.duplicated, damages.different].map(String),
    ...[damages.unexpected, damages["out-of-order"]].map(String),
  ]);
  return markdownTable([outcomeHead, ...rows], 2);
}

const circumstancesHead = [
  "kind",
  "rounds",
  "messages",
  "windows",
  "alerts",
  "workers that ended by themselves",
  "evidence p50/p99/max ms",
  "alert p50/p99/max ms",
  "told",
];

function circumstances(measured: readonly Measured[]): string {
  const rows = measured.map(({ summary }) => [
    `\`${summary.campaign}\``,
    ...[summary.rounds, summary.messages, summary.windows, summary.alerts, summary.crashes].map(String),
    delayWords(summary.worstEvidenceDelay),
    delayWords(summary.worstAlertDelay),
    toldWords(summary),
  ]);
  return markdownTable([circumstancesHead, ...rows]);
}

const toldWords = ({ told, peakMegabytes }: CampaignSummary): string =>
  [
    ...Object.entries(told)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, times]) => `\`${name}\` ${times}`),
    ...(peakMegabytes === null ? [] : [`at most ${Math.ceil(peakMegabytes)} MB in a worker`]),
  ].join(", ");
