import { cpus } from "node:os";
import { markdownTable, pageWithResults } from "../../support/measuring/results-page.ts";
import { type Campaign } from "../campaigns/campaign.ts";
import { type CampaignSummary, delayWords } from "./fault-report.ts";

/** A campaign that was run, and what came of it. */
export interface Measured {
  readonly campaign: Pick<Campaign, "name" | "what" | "brokers" | "workers">;
  readonly summary: CampaignSummary;
}

/**
 * The document with the figures between its two marks put in the place of those before. Rows of campaigns that were not
 * measured now stay, where they are of the same seed. Throws without marks.
 */
export const withFigures = (document: string, figures: Figures): string =>
  pageWithResults(document, "faults", markdown(figures, rowsOf(document, figures.seed)));

export interface Figures {
  readonly seed: number;
  readonly measured: readonly Measured[];
  /** Of all campaigns, in their order. */
  readonly names: readonly string[];
}

/** Cells by table and campaign. */
interface Rows {
  readonly outcome: ReadonlyMap<string, readonly string[]>;
  readonly circumstances: ReadonlyMap<string, readonly string[]>;
}

/** What the page says of campaigns of this seed: nothing where it was written of another. */
function rowsOf(document: string, seed: number): Rows {
  const outcome = new Map<string, readonly string[]>();
  const circumstances = new Map<string, readonly string[]>();
  const lines = document.includes(`, seed ${seed}.\n`) ? document.split("\n") : [];
  for (const line of lines) {
    const name = /^\| `([a-z0-9-]+)` /.exec(line)?.[1];
    if (name === undefined) continue;
    const cells = line.split("|").slice(1, -1);
    const table = outcome.has(name) ? circumstances : outcome;
    table.set(
      name,
      cells.map((cell) => cell.trim()),
    );
  }
  return { outcome, circumstances };
}

function markdown({ seed, measured, names }: Figures, before: Rows): string {
  const machine = `Node ${process.versions.node}, ${cpus().length} cores, seed ${seed}.`;
  const outcome = new Map([...before.outcome, ...outcomeOf(measured)]);
  const circumstances = new Map([...before.circumstances, ...circumstancesOf(measured)]);
  const lacking = names.filter((name) => !outcome.has(name)).map((name) => `\`${name}\``);
  const inOrder = (rows: ReadonlyMap<string, readonly string[]>) =>
    names.flatMap((name) => (rows.get(name) === undefined ? [] : [rows.get(name)!]));
  return [
    machine,
    markdownTable([outcomeHead, ...inOrder(outcome)], 2),
    ...(lacking.length === 0 ? [] : [`Not run with this seed yet: ${lacking.join(", ")}.`]),
    "How it went:",
    markdownTable([circumstancesHead, ...inOrder(circumstances)]),
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

const outcomeOf = (measured: readonly Measured[]) =>
  measured.map(({ campaign: { name, what, brokers }, summary: { faults, damages } }) => {
    const { missing, duplicated, different, unexpected } = damages;
    const counts = [brokers, faults, missing, duplicated, different, unexpected, damages["out-of-order"]];
    return [name, [`\`${name}\``, what, ...counts.map(String)]] as const;
  });

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

const circumstancesOf = (measured: readonly Measured[]) =>
  measured.map(({ summary }) => {
    const { campaign, rounds, messages, windows, alerts, crashes } = summary;
    const counts = [rounds, messages, windows, alerts, crashes].map(String);
    const delays = [delayWords(summary.worstEvidenceDelay), delayWords(summary.worstAlertDelay)];
    return [campaign, [`\`${campaign}\``, ...counts, ...delays, toldWords(summary)]] as const;
  });

const toldWords = ({ told, peakMegabytes }: CampaignSummary): string =>
  [
    ...Object.entries(told)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, times]) => `\`${name}\` ${times}`),
    ...(peakMegabytes === null ? [] : [`at most ${Math.ceil(peakMegabytes)} MB in a worker`]),
  ].join(", ");
