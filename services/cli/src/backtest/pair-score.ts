import type { IncidentScore, Labels, Score, Summary } from "@tocsin/contracts";
import { piecesOf, truthOf } from "@tocsin/core";
import { doubtReasons } from "@tocsin/report/words";
import type { Story } from "../timeline/story.ts";
import { displayName } from "../timeline/story.ts";
import type { IncidentHistory } from "../timeline/incident-history.ts";
import { type Rate, rateOf } from "./rates.ts";

/** How one label fared, with what only a comparison needs. */
export interface LabelScore extends IncidentScore {
  readonly scope: string;
  /** End said minus true end; null where not found, or not over. */
  readonly endErrorMs: number | null;
}

/** What one configuration made of one recording. */
export interface PairScore {
  /** Null without labels: then nothing can be said. */
  readonly right: boolean | null;
  readonly wrong: readonly string[];
  readonly labels: readonly LabelScore[];
  readonly splits: number;
  readonly merges: number;
  /** Of services said to work though people complain of them or come over: the share that is labelled as no member. */
  readonly collateralPrecision: number | null;
  /** False simultaneous alarms that began in quiet time. */
  readonly falseAlarms: Rate;
  /** Isolated incidents that speak of nothing labelled. */
  readonly isolatedBesides: Rate;
}

const dayMs = 86_400_000;

export function pairScore(labels: Labels | null, summary: Summary, story: Story): PairScore {
  const { score } = summary;
  const doubts =
    summary.doubts.length === 0 ? [] : [doubtReasons(story, (name) => displayName(story, name)).join(" ")];
  const days = story.covered === null ? 0 : (story.covered.toMs - story.covered.fromMs) / dayMs;
  if (labels === null || score === null || story.covered === null) {
    const none = rateOf(0, 0);
    const base = { labels: [], splits: 0, merges: 0, collateralPrecision: null };
    return { ...base, right: null, wrong: doubts, falseAlarms: none, isolatedBesides: none };
  }
  const outcomes = story.histories.map(({ outcome }) => outcome);
  const pieces = piecesOf(outcomes, truthOf(labels).incidents, story.covered);
  const wrong = [...doubts, ...wrongWords(score, labels)];
  if (pieces.splits > 0) wrong.push(`told in ${pieces.splits} pieces too many`);
  return {
    right: wrong.length === 0,
    wrong,
    labels: score.incidents.map((one) => labelScore(one, labels, story.histories)),
    splits: pieces.splits,
    merges: pieces.merges,
    collateralPrecision: collateralPrecision(score, labels, story.histories),
    falseAlarms: rateOf(score.falseAlarms, score.quietDays),
    isolatedBesides: rateOf(pieces.isolatedBesides.length, days),
  };
}

function labelScore(one: IncidentScore, labels: Labels, histories: readonly IncidentHistory[]): LabelScore {
  const label = labels.incidents.find(({ id }) => id === one.id);
  const answer = one.found ? histories.find(({ outcome }) => outcome.incident === one.incident) : undefined;
  const endMs = answer?.outcome.endMs ?? null;
  return {
    ...one,
    scope: label?.scope ?? "",
    endErrorMs: endMs === null || label === undefined ? null : endMs - Date.parse(label.end),
  };
}

/**
 * Why the answer is not as labelled, in words; nothing where it is. Of what failed together all members must be named and
 * nobody else; of a suspicion from reports, some.
 */
function wrongWords({ incidents, falseAlarms }: Score, labels: Labels): string[] {
  const wrong = incidents.flatMap((one) => {
    if (!one.found) return [`${one.id} was missed`];
    const isTogether = labels.incidents.find(({ id }) => id === one.id)?.scope === "simultaneous";
    const { recall, precision } = one;
    return [
      ...(one.componentRight === false
        ? [`${one.id} is put down to ${one.component ?? "no component"}`]
        : []),
      ...(one.innocentBlamed.length > 0 ? [`${one.id} blames ${one.innocentBlamed.join(", ")}`] : []),
      ...(isTogether && recall !== null && recall < 1 ? [`${one.id} lacks members`] : []),
      ...(isTogether && precision !== null && precision < 1 ? [`${one.id} names others as members`] : []),
    ];
  });
  return falseAlarms === 0 ? wrong : [...wrong, `false simultaneous alarms: ${falseAlarms}`];
}

function collateralPrecision(
  { incidents }: Score,
  labels: Labels,
  histories: readonly IncidentHistory[],
): number | null {
  let said = 0;
  let right = 0;
  for (const { id, incident } of incidents) {
    const members = new Set(labels.incidents.find((label) => label.id === id)?.services);
    const latest = histories.find(({ outcome }) => outcome.incident === incident)?.latest;
    for (const { service, role } of latest?.data.services ?? []) {
      if (role !== "collateral" && role !== "notFailing") continue;
      said += 1;
      if (!members.has(service)) right += 1;
    }
  }
  return said === 0 ? null : right / said;
}
