/** Where a record stands in a bus: topics have partitions, and a partition is a log counted from offset 0. */
export interface BusRecord<Value> {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly value: Value;
}

/** A record before the bus has given it an offset. */
export type NewRecord<Value> = Omit<BusRecord<Value>, "offset">;
