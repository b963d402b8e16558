import type { Digest } from "./digest.ts";

/** Letters of an incident id: 64 bits of the digest. */
const idLength = 16;

/** Identity of an incident: environment, scope, first window and first members. Computed once, never again. */
export function incidentId(
  digest: Digest,
  of: {
    readonly environment: string;
    readonly scope: string;
    readonly windowStart: number;
    readonly members: readonly string[];
  },
): string {
  const canonical = JSON.stringify([of.environment, of.scope, of.windowStart, [...of.members].sort()]);
  return digest(canonical).slice(0, idLength);
}
