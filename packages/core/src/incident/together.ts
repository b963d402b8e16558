import type { KnownFailures } from "../correlate/index.ts";
import type { Incident } from "./incident.ts";
import type { Incidents } from "./incidents.ts";
import type { At } from "./make.ts";

/** Onsets so far apart are not one incident (rule 33). */
const togetherMs = 5 * 60_000;
/** Members, onset and component are read again so long after the alarm, then the onset is fixed (rule 32). */
const settlingMs = 3 * 60_000;

export const togetherWindows = ({ windowMs }: At): number => Math.ceil(togetherMs / windowMs);

/** When an incident opened, and whether its members may have begun apart. */
type Opened = Pick<Incident, "openedWindow" | "concurrent">;

/**
 * The window in which members, onset and component are read again. Members that began apart are never read again: the
 * look-back no longer reaches to where the first of them began.
 */
export const settledAt = ({ windowMs }: At, { openedWindow, concurrent }: Opened): number =>
  concurrent ? openedWindow : openedWindow + Math.ceil(settlingMs / windowMs);

/** Whether the incident opened so recently that its members are not settled yet. */
export const isSettling = (at: At, incident: Opened): boolean => at.window < settledAt(at, incident);

/**
 * Services that the detector leaves out (rule 24): those of open simultaneous incidents, and those known to fail alone for
 * onsets later than five minutes after theirs, and for old starts earlier than that before it, so that long isolated
 * outages do not add up to a simultaneous one.
 */
export function knownFailures({ open }: Incidents, at: At): KnownFailures {
  const known = new Map<string, { readonly from: number; readonly to: number }>();
  for (const { scope, members, onsetWindow } of open) {
    if (scope !== "simultaneous" && scope !== "isolated") continue;
    const lag = at.window - onsetWindow;
    const from = scope === "simultaneous" ? Number.POSITIVE_INFINITY : lag - togetherWindows(at);
    const to = lag + togetherWindows(at);
    for (const { service } of members) {
      const other = known.get(service) ?? { from: 0, to };
      known.set(service, { from: Math.max(from, other.from), to: Math.min(to, other.to) });
    }
  }
  return known;
}
