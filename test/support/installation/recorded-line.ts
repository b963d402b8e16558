export interface RecordedLine {
  readonly topic: string;
  readonly partition: number;
  readonly ts: number;
  readonly key: string | null;
  readonly payload: string | null;
}

/** A line of a recording; null for its header. */
export function parseLine(line: string): RecordedLine | null {
  const value = JSON.parse(line) as Partial<RecordedLine>;
  if (value.topic === undefined) return null;
  return {
    topic: value.topic,
    partition: value.partition ?? 0,
    ts: value.ts ?? 0,
    key: value.key ?? null,
    payload: value.payload ?? null,
  };
}
