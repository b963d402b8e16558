import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { generateTelemetry, serviceProfile, type World, writeRecording } from "../src/index.ts";

const from = Date.UTC(2024, 2, 4);
const hours = 48;
const world: World = {
  services: ["alpha", "beta"].map((name) => serviceProfile(name)),
  from,
  to: from + hours * 3_600_000,
  seed: 1,
};

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tocsin-recording-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function* failing(): Generator<string> {
  yield* generateTelemetry(world);
  throw new Error("no more lines");
}

describe("a recording that is written to a file", () => {
  const expected = [...generateTelemetry(world)].map((line) => `${line}\n`).join("");

  test("holds every line, packed or not, in a folder that is made for it", async () => {
    const plain = join(folder, "new", "plain.jsonl");
    const packed = join(folder, "new", "packed.jsonl.gz");
    const lines = await writeRecording(generateTelemetry(world), plain);
    await writeRecording(generateTelemetry(world), packed);
    expect(lines).toBe(1 + hours * 60 * 2 * 3);
    expect(readFileSync(plain, "utf8")).toBe(expected);
    expect(gunzipSync(readFileSync(packed)).toString("utf8")).toBe(expected);
  });

  test("leaves nothing behind when it is interrupted", async () => {
    const interruption = new AbortController();
    const onProgress = (): void => {
      setImmediate(() => interruption.abort());
    };
    const { signal } = interruption;
    const writing = writeRecording(generateTelemetry(world), join(folder, "a.jsonl.gz"), {
      onProgress,
      signal,
    });
    await expect(writing).rejects.toMatchObject({ name: "AbortError" });
    expect(readdirSync(folder)).toEqual([]);
  });

  test("leaves the file that stood there as it was when the lines fail in the middle", async () => {
    const path = join(folder, "a.jsonl");
    await writeRecording(["before"], path);
    await expect(writeRecording(failing(), path)).rejects.toThrow("no more lines");
    expect(readFileSync(path, "utf8")).toBe("before\n");
    expect(readdirSync(folder)).toEqual(["a.jsonl"]);
  });
});
