import type { Assessment, SilentSource } from "../correlate/index.ts";
import type { Incident } from "./incident.ts";
import { emit, keep, move, type Progress } from "./incidents.ts";
import { type Identity, open } from "./make.ts";
import { quietWindows } from "./recovery.ts";

/** Sources that fell silent while what they observe may be well (rule 19). */
export function followSources(progress: Progress, assessment: Assessment, identity: Identity): Progress {
  const { silentSources: silent, sourceThreshold: threshold } = assessment;
  const proven = silent.filter(({ logEvidence }) => logEvidence >= threshold);
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
      sources: proven.map(({ name }) => name),
    }),
  );
}

function followKnown(
  progress: Progress,
  { window, windowMs, silentSources }: Assessment,
  known: Incident,
  proven: readonly SilentSource[],
): Progress {
  const added = proven.map(({ name }) => name).filter((name) => !known.sources.includes(name));
  if (added.length > 0) {
    const changes = { sources: [...known.sources, ...added], lastActiveWindow: window };
    return move(progress, window, known, { input: "revise", reason: "members-changed", changes });
  }
  if (silentSources.some(({ name }) => known.sources.includes(name))) {
    return keep(progress, { ...known, lastActiveWindow: window });
  }
  if (window - known.lastActiveWindow < quietWindows(windowMs, 1)) return progress;
  return move(progress, window, known, { input: "recover", reason: "recovered" });
}
