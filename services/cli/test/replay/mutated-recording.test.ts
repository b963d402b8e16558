import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Reject, Summary } from "@tocsin/contracts";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { run } from "../support/run.ts";
import { smallOutageLines } from "../support/small-outage.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-mutated-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Forty minutes are enough: it is about lines, not about detection. */
const valid = smallOutageLines().slice(0, 800);

const anyBytes = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));

type Mutation =
  | { readonly kind: "replace" | "insert"; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: "cut"; readonly at: number; readonly length: number }
  | { readonly kind: "repeat" | "swap"; readonly at: number };

const place = fc.nat(1_000_000);
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constantFrom("replace" as const, "insert" as const), at: place, bytes: anyBytes }),
  fc.record({ kind: fc.constant("cut" as const), at: place, length: fc.integer({ min: 1, max: 400 }) }),
  fc.record({ kind: fc.constantFrom("repeat" as const, "swap" as const), at: place }),
);

function mutate(bytes: Buffer, change: Mutation): Buffer {
  const at = change.at % bytes.length;
  if (change.kind === "replace")
    return Buffer.concat([bytes.subarray(0, at), change.bytes, bytes.subarray(at + change.bytes.length)]);
  if (change.kind === "insert")
    return Buffer.concat([bytes.subarray(0, at), change.bytes, bytes.subarray(at)]);
  if (change.kind === "cut")
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + change.length)]);
  const lines = bytes.toString("latin1").split("\n");
  const line = change.at % lines.length;
  if (change.kind === "repeat") lines.splice(line, 0, lines[line]!);
  else lines.push(...lines.splice(line, 1));
  return Buffer.from(lines.join("\n"), "latin1");
}

/** Lines that a reader must account for: all that are not blank. A byte order mark or spaces alone are blank. */
const linesThatCount = (bytes: Buffer): readonly string[] =>
  bytes
    .toString("utf8")
    .split("\n")
    .filter((line) => line.replace(/^\u{FEFF}/u, "").trim() !== "");

test("however a recording is damaged, each line is used or refused with a code and a place, and nothing throws", async () => {
  const untouched = new Set(valid);
  let example = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 6 }), async (mutations) => {
      const damaged = mutations.reduce(mutate, Buffer.from(`${valid.join("\n")}\n`));
      const path = join(folder, `${(example += 1)}.jsonl`);
      const out = join(folder, `out-${example}`);
      writeFileSync(path, damaged);
      const ran = await run(["replay", path, "--out", out, "--quiet"]);
      expect(ran.err).not.toMatch(/\n\s+at /);
      expect([0, 1, 3]).toContain(ran.code);
      const rejects = readFileSync(join(out, "rejects.jsonl"), "utf8")
        .split("\n")
        .slice(0, -1)
        .map((line) => Reject.parse(JSON.parse(line)));
      const summary = Summary.parse(JSON.parse(readFileSync(join(out, "summary.json"), "utf8")));
      const lines = linesThatCount(damaged);
      const headers = lines.filter((line) => line.includes('"tocsinRecording"')).length;
      expect(summary.lines).toBe(lines.length);
      expect(summary.rejected).toBe(rejects.length);
      const told = summary.readings + summary.rejected + summary.readAgain;
      expect(told).toBeGreaterThanOrEqual(summary.lines - headers);
      expect(told).toBeLessThanOrEqual(summary.lines);
      const good = new Set(
        lines.filter((line) => untouched.has(line) && !line.includes('"tocsinRecording"')),
      );
      const lost = rejects.filter(
        ({ raw, code }) => good.has(raw) && code !== "duplicate" && code !== "late" && code !== "conflict",
      );
      expect(lost).toEqual([]);
      // A damaged offset may be that of a good line, which then looks as if it were read again.
      const displaced = rejects.filter(({ code }) => code === "late" || code === "conflict").length;
      expect(summary.readings).toBeGreaterThanOrEqual(good.size - displaced - summary.readAgain);
    }),
    { numRuns: 40 },
  );
});
