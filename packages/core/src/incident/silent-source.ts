import type { Assessment, FaultySource } from "../correlate/index.ts";
import type { Incident } from "./incident.ts";
import { emit, keep, move, type Progress } from "./incidents.ts";
import { type Identity, open } from "./make.ts";
import { quietWindows } from "./recovery.ts";

/** Sources that are at fault while what they observe may be well: silent (rule 19), or seeing failures alone (rule 37). */
export function followSources(progress: Progress, assessment: Assessment, identity: Identity): Progress {
  const { faultySources: faulty, sourceThreshold: threshold } = assessment;
  const proven = faulty.filter(({ logEvidence }) => logEvidence >= threshold);
  const known = progress.incidents.open.find(({ scope }) => scope === "source");
  if (known !== undefined) return followKnown(progress, assessment, known, proven);
  if (proven.length === 0) return progress;
  const evidence = Math.max(0, ...proven.map(({ logEvidence }) => logEvidence));
  return emit(
    progress,
    open(identity, assessment, "open-source", {
      onsetWindow: Math.min(...proven.map(({ sinceWindow }) => sinceWindow)),
      members: [],
      logEvidence: evidence,
      withoutReports: evidence,
      threshold,
      sources: namesOf(proven),
      failingSources: namesOf(proven.filter(isFailing)),
    }),
  );
}

const isFailing = ({ fault }: FaultySource): boolean => fault === "failing";

/** A source that is silent and has seen failures stands there once. */
const namesOf = (sources: readonly FaultySource[], known: readonly string[] = []): readonly string[] => [
  ...new Set([...known, ...sources.map(({ name }) => name)]),
];

function followKnown(
  progress: Progress,
  { window, windowMs, faultySources }: Assessment,
  known: Incident,
  proven: readonly FaultySource[],
): Progress {
  const sources = namesOf(proven, known.sources);
  const failingSources = namesOf(proven.filter(isFailing), known.failingSources);
  const isNews = sources.length > known.sources.length || failingSources.length > known.failingSources.length;
  if (isNews) {
    const changes = { sources, failingSources, lastActiveWindow: window };
    return move(progress, window, known, { input: "revise", reason: "members-changed", changes });
  }
  if (faultySources.some(({ name }) => known.sources.includes(name))) {
    return keep(progress, { ...known, lastActiveWindow: window });
  }
  if (window - known.lastActiveWindow < quietWindows(windowMs, 1)) return progress;
  return move(progress, window, known, { input: "recover", reason: "recovered" });
}
