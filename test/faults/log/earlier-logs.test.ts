import { expect, test } from "vitest";
import { earlierLogs } from "./earlier-logs.ts";
import { type LogEntry } from "./log-entry.ts";

const entry = (partition: number, offset: number, value: string): LogEntry => ({
  topic: "t",
  partition,
  offset,
  timestampMs: 0,
  key: null,
  value: Buffer.from(value),
  headers: {},
});
const values = (entries: readonly LogEntry[]) => entries.map(({ value }) => value?.toString("utf8"));

test("a topic that nothing happened to is as it is", () => {
  const now = [entry(0, 0, "a")];
  expect(earlierLogs().withEarlier("t", now)).toBe(now);
});

test("what was made anew stands behind all that was there, and what was cut back goes on at the cut", () => {
  const logs = earlierLogs();
  logs.keep("t", [entry(0, 0, "a"), entry(1, 0, "b"), entry(1, 1, "lost")], (partition) => partition);
  const cutBack = [entry(0, 0, "again"), entry(1, 0, "b"), entry(1, 1, "c")];
  expect(values(logs.withEarlier("t", cutBack))).toEqual(["a", "b", "lost", "again", "c"]);
  logs.keep("t", cutBack, () => 0);
  expect(values(logs.withEarlier("t", [entry(1, 0, "d")]))).toEqual(["a", "b", "lost", "again", "c", "d"]);
  expect(logs.withEarlier("other", [])).toEqual([]);
});
