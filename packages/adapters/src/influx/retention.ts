import { InfluxFault } from "./influx-fault.ts";

const dayS = 86_400;
const hourS = 3600;

/** In seconds, as InfluxDB counts them. A retention of 0 keeps points for ever. */
export interface Retention {
  readonly keptS: number;
  /** Points are kept and thrown away in groups of this length, which must not exceed the retention. */
  readonly shardS: number;
}

/**
 * Retention with the shard length that InfluxDB itself chooses for it; given always, because a server refuses to shorten
 * a retention below the shard length it has.
 * Source: InfluxData, "InfluxDB shards and shard groups", table of default shard group durations.
 */
export function retentionOf(retentionDays: number): Retention {
  const keptS = Math.round(retentionDays * dayS);
  if (keptS > 0 && keptS < hourS) {
    throw new InfluxFault("rejected", "influx.retentionDays: InfluxDB keeps points for an hour at least");
  }
  return { keptS, shardS: shardLengthS(keptS) };
}

function shardLengthS(keptS: number): number {
  if (keptS === 0 || keptS > 180 * dayS) return 7 * dayS;
  return keptS < 2 * dayS ? hourS : dayS;
}

/** What a set-up did. */
export interface BucketChange {
  readonly kind: "created" | "changed" | "unchanged";
  /** The bucket, or the database. */
  readonly name: string;
  /** 0 where points are kept for ever. */
  readonly retentionDays: number;
}

export const daysOf = (keptS: number): number => keptS / dayS;
