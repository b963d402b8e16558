/** A committed record of a topic, as a reader of committed records sees it. */
export interface LogEntry {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestampMs: number;
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** Text of the value; empty where there is none. */
export const textOf = ({ value }: Pick<LogEntry, "value">): string => value?.toString("utf8") ?? "";
