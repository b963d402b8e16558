import type { EvidenceWeighed, Topology } from "@tocsin/contracts";
import { isImplied } from "./candidate-words.ts";
import { oddsOf } from "./numbers.ts";

/** Beyond these odds the contract tells no more. */
const mostOdds = 1e6;

/** One explanation that was weighed: `edge`, and how much likelier the likeliest is. */
export interface WeighedOne {
  readonly name: string;
  /** 0 for the likeliest, less for others. */
  readonly nats: number;
}

export const weighedOnes = ({ component, oddsNats }: EvidenceWeighed): readonly WeighedOne[] =>
  component.map((name, at) => ({ name, nats: oddsNats[at] ?? 0 }));

/** `the likeliest`, or `1,204 to 1 against it`. */
export function weighedOdds({ nats }: WeighedOne): string {
  if (nats === 0) return "the likeliest";
  return `${oddsOf(Math.min(mostOdds, Math.exp(-nats)))} against it`;
}

export const weighedName = ({ name }: WeighedOne, topology: Topology | null): string =>
  isImplied(name, topology) ? "a cause across all services" : name;

/** `edge the likeliest; storage 420 to 1 against it; 3 more that are less likely still`. */
export function weighedWords(weighed: EvidenceWeighed, topology: Topology | null): string {
  const told = weighedOnes(weighed).map((one) => `${weighedName(one, topology)} ${weighedOdds(one)}`);
  const more = weighed.more > 0 ? [`${weighed.more} more that are less likely still`] : [];
  return [...told, ...more].join("; ");
}
