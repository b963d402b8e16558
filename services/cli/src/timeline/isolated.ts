import { clockOf, counted, dateOf, titleOf } from "@tocsin/report/words";
import { type Block, blank, paragraph, span } from "../terminal/layout.ts";
import type { IncidentHistory } from "./incident-history.ts";
import { standing, type Story } from "./story.ts";

/** A terminal's worth. */
const mostRows = 20;

/** Incidents of one service: a row each, in order of time; of many, those with most evidence. */
export function isolated(story: Story): readonly Block[] {
  const all = standing(story, "isolated");
  if (all.length === 0) return [];
  const shown = all.length > mostRows ? loudest(all) : all;
  const left = all.length - shown.length;
  const more = `and ${counted(left, "more", "more")} with less evidence; alerts.jsonl has them all`;
  return [
    blank,
    paragraph(0, [span(`${counted(all.length, "isolated incident")}, one service each (UTC)`, "strong")]),
    ...shown.map((history) => row(history, story)),
    ...(left > 0 ? [paragraph(2, [span(more, "muted")])] : []),
  ];
}

function loudest(all: readonly IncidentHistory[]): readonly IncidentHistory[] {
  const kept = new Set(all.toSorted((a, b) => evidenceOf(b) - evidenceOf(a)).slice(0, mostRows));
  return all.filter((history) => kept.has(history));
}

const evidenceOf = ({ announced }: IncidentHistory): number => announced.data.evidence.logEvidence;

function row({ outcome, latest: { data } }: IncidentHistory, story: Story): Block {
  const quiet = story.quiet.get(outcome.incident);
  const ending = quiet === undefined ? "not over" : `not over, but quiet since ${clockOf(quiet.sinceMs)}`;
  const standing = [data.severity, ...(outcome.endMs === null ? [ending] : [])].join(", ");
  return paragraph(
    2,
    [span(dateOf(outcome.onsetMs), "muted"), ` ${titleOf(data)}`, span(` (${standing})`, "muted")],
    4,
  );
}
