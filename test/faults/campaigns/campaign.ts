import { type RoundPlan, type RoundResult } from "../round/run-round.ts";

/** A kind of fault, done so many times. */
export interface Campaign {
  readonly name: string;
  /** Completes "N times: ...". */
  readonly what: string;
  /** Option of the command that sets the count. */
  readonly option: string;
  /** The count of a full run. */
  readonly count: number;
  /** Faults of one round at most: a campaign of more has several rounds. */
  readonly perRound: number;
  readonly brokers: 1 | 3;
  /** Its faults strike the brokers: no other installation may be on them. */
  readonly strikesBrokers?: boolean;
  /**
   * `proxied`: the workers reach brokers through proxies. `stepped-clocks`: brokers whose clocks can be made wrong.
   * Others: its brokers or its database have a small disk.
   */
  readonly servers?: "proxied" | "stepped-clocks" | "disk-of-broker" | "disk-of-influx";
  /** `unsafe`: workers that write without transactions, which must show damage: the negative control. */
  readonly workers: "tocsin-run" | "unsafe";
  /** With a database of its own, and what the recorder writes compared too. */
  readonly influx?: boolean;
  readonly plan: Omit<RoundPlan, "seed" | "faults">;
}

export interface CampaignRound {
  readonly campaign: string;
  readonly round: number;
  readonly result: RoundResult;
}

/** How many faults each round has. */
export function roundsOf({ perRound }: Pick<Campaign, "perRound">, count: number): readonly number[] {
  const full = Math.floor(count / perRound);
  const rest = count % perRound;
  return [...Array.from({ length: full }, () => perRound), ...(rest > 0 ? [rest] : [])];
}
