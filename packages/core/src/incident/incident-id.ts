import type { Digest } from "./digest.ts";

/** Letters of an incident id: 64 bits of the digest. */
const idLength = 16;

/**
 * Identity of an incident: environment, scope, first window, window of the alarm and first members. Computed once, never
 * again. Without the window of the alarm two incidents could have one id: a service that settling leaves out of an
 * incident that its own was widened to may open another with the onset and the members of the first.
 */
export function incidentId(
  digest: Digest,
  of: {
    readonly environment: string;
    readonly scope: string;
    readonly windowStart: number;
    readonly alarmStart: number;
    readonly members: readonly string[];
  },
): string {
  const { environment, scope, windowStart, alarmStart, members } = of;
  const canonical = JSON.stringify([environment, scope, windowStart, alarmStart, [...members].sort()]);
  return digest(canonical).slice(0, idLength);
}
