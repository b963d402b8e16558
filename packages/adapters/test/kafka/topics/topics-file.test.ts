import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sizeOf, sizeText, timeOf, timeText } from "../../../src/kafka/topics/amounts.ts";
import { loadTopicsFile } from "../../../src/kafka/topics/index.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const folder = temporaryFolder();
const text = readFileSync(join(import.meta.dirname, "../../../../../infra/kafka/topics.yaml"), "utf8");

async function faults(change: (text: string) => string): Promise<readonly string[]> {
  const loaded = await loadTopicsFile(folder.write("topics.yaml", change(text)));
  return loaded.kind === "loaded"
    ? []
    : loaded.faults.map(({ line, code, path: at, message }) => `${line} ${code} ${at}: ${message}`);
}

/** Changes the first line of a role's entry that begins with the key. */
const inEntry = (role: string, key: string, to: string) => (whole: string) =>
  whole.replace(new RegExp(`(^${role}:\\n(?:  .*\\n)*?)  ${key}: .*$`, "m"), `$1  ${key}: ${to}`);

test("the file in the repository has no fault", async () => {
  expect(await faults((same) => same)).toEqual([]);
});

test.each([
  [
    "an unknown key, with what was meant",
    inEntry("windows", "cleanup", "delete\n  retantion: 5d"),
    "retention",
  ],
  ["a time that is none", inEntry("windows", "retention", "forever"), "write a time such as 30m"],
  ["a size that is none", inEntry("windows", "maxMessageSize", "2 MB"), "write a size such as"],
  [
    "a size without limit where there must be one",
    inEntry("windows", "maxMessageSize", "unlimited"),
    "write a size",
  ],
  ["a number in place of derived", inEntry("windows", "partitions", "12"), "must be derived"],
  ["derived in place of a number", inEntry("evidence", "partitions", "derived"), "can be derived"],
  ["several partitions of what one detector writes", inEntry("incidents", "partitions", "2"), "must be 1"],
  ["compacted state", inEntry("intakeState", "cleanup", "compact"), "compaction would delete"],
  ["state that grows too old", inEntry("detectorState", "retention", "7d"), "write unlimited"],
  ["state in less than two segments", inEntry("intakeState", "retentionSize", "20MiB"), "at least twice"],
  ["dead letters no larger than inputs", inEntry("deadLetters", "maxMessageSize", "6MiB"), "must be larger"],
  [
    "a segment smaller than a message",
    inEntry("detectorState", "segmentSize", "8MiB"),
    "at least maxMessageSize",
  ],
  [
    "a topic left out",
    (whole: string) => whole.replace(/^evidence:\n(?: {2}.*\n)*/m, ""),
    "evidence is missing",
  ],
])("%s is refused with its line", async (_what, change, words) => {
  const found = await faults(change);
  expect(found.join("\n")).toContain(words);
  expect(found[0]).toMatch(/^\d+ config-/);
});

test("a file that is not there is told", async () => {
  expect(await loadTopicsFile(join(folder.path, "nowhere.yaml"))).toMatchObject({
    kind: "faulty",
    faults: [{ code: "file-unreadable" }],
  });
});

test("times and sizes are read as they are written", () => {
  const units = { time: [timeOf, timeText], size: [sizeOf, sizeText] } as const;
  for (const [read, write] of Object.values(units)) {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), (amount) => read(write(amount)) === amount),
    );
    expect(read(write(-1))).toBe(-1);
  }
  expect([timeOf("7d"), timeText(604_800_000), sizeOf("6MiB"), sizeText(6_291_456)]).toEqual([
    604_800_000,
    "7d",
    6_291_456,
    "6MiB",
  ]);
  for (const bad of ["", "0d", "-1", "7", "7 d", "1.5h", "7D"]) expect(timeOf(bad)).toBeNull();
});
