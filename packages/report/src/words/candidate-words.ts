import type { AlertCandidate, Topology } from "@tocsin/contracts";
import { oddsOf } from "./numbers.ts";

/** The component that every service belongs to, implied where the topology does not name it. */
const everything = "all";

export const isImplied = (name: string, topology: Topology | null): boolean =>
  name === everything && topology?.components[everything] === undefined;

/**
 * `edge or mesh (1.4 to 1)`: explanations of which it is open which is true, with the odds of the first against the
 * second; null where it is not open.
 */
export function candidateWords(
  { candidates }: { readonly candidates?: readonly AlertCandidate[] },
  topology: Topology | null,
): string | null {
  if (candidates === undefined) return null;
  const names = candidates.map(({ name }) =>
    isImplied(name, topology) ? "something that reaches across all services" : name,
  );
  const named = `${names.slice(0, -1).join(", ")} or ${names.at(-1)!}`;
  return `${named} (${oddsOf(candidates[0]!.odds)})`;
}
