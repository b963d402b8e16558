import { spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { RecordingManifest } from "@tocsin/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { kafkaWithMany, manyRecords } from "../support/many-records.ts";
import { run } from "../support/run.ts";

const root = mkdtempSync(join(tmpdir(), "tocsin-rotated-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const child = fileURLToPath(new URL("../support/record-and-be-killed.ts", import.meta.url));

const folderOf = (name: string): string => join(root, name);

async function record(folder: string, ...options: readonly string[]) {
  const kafka = await kafkaWithMany();
  return await run(["record", "--out", folder, ...options], { cluster: kafka.cluster });
}

const manifestOf = (folder: string): RecordingManifest =>
  RecordingManifest.parse(JSON.parse(readFileSync(join(folder, "recording.manifest.json"), "utf8")));

function textOf(path: string): string {
  const bytes = readFileSync(path);
  if (path.endsWith(".gz")) return gunzipSync(bytes).toString("utf8");
  return path.endsWith(".zst") ? zstdDecompressSync(bytes).toString("utf8") : bytes.toString("utf8");
}

/** The lines of all files without their headers. */
const linesIn = (folder: string): readonly string[] =>
  manifestOf(folder).files.flatMap(({ file }) => textOf(join(folder, file)).trimEnd().split("\n").slice(1));

let whole: readonly string[] = [];
beforeAll(async () => {
  const kafka = await kafkaWithMany();
  const { out } = await run(["record"], { cluster: kafka.cluster });
  whole = out.trimEnd().split("\n").slice(1);
  expect(whole).toHaveLength(manyRecords);
});

describe("rotation", () => {
  test("by time gives files of that span, and by size files of about that size, with all lines in order", async () => {
    const hours = folderOf("by-time");
    expect((await record(hours, "--rotate", "10m", "--packing", "none")).code).toBe(0);
    const { files, complete } = manifestOf(hours);
    expect([complete, files.length]).toEqual([true, 5]);
    for (const { from, to } of files) expect(from.slice(0, 15)).toBe(to.slice(0, 15));
    expect(linesIn(hours)).toEqual(whole);

    const sizes = folderOf("by-size");
    await record(sizes, "--rotate", "100kB", "--packing", "none");
    expect(linesIn(sizes)).toEqual(whole);
    const bytes = manifestOf(sizes).files.map((file) => file.bytes);
    expect(bytes.length).toBeGreaterThan(3);
    for (const size of bytes.slice(0, -1)) {
      expect(size).toBeGreaterThan(100_000);
      expect(size).toBeLessThan(300_000);
    }
  });

  test("a folder with a recording is refused without --resume, and gone on with nothing new with it", async () => {
    const folder = folderOf("again");
    await record(folder, "--rotate", "10m");
    const before = manifestOf(folder);
    const { code, err } = await record(folder, "--rotate", "10m");
    expect([code, err]).toEqual([2, expect.stringContaining("holds a recording already")]);
    expect((await record(folder, "--rotate", "10m", "--resume")).code).toBe(0);
    expect(manifestOf(folder)).toEqual(before);
  });

  test("a file that is not as it was written is not gone on with", async () => {
    const folder = folderOf("damaged");
    await record(folder, "--rotate", "10m");
    const [first] = manifestOf(folder).files;
    appendFileSync(join(folder, first?.file ?? ""), "x");
    const grown = await record(folder, "--rotate", "10m", "--resume");
    expect([grown.code, grown.err]).toEqual([2, expect.stringContaining("bytes, and was written with")]);
    rmSync(join(folder, first?.file ?? ""));
    expect((await record(folder, "--rotate", "10m", "--resume")).err).toContain("is missing");
  });

  test("a manifest of something else is told, and nothing is touched", async () => {
    const folder = folderOf("foreign");
    await record(folder, "--rotate", "10m");
    writeFileSync(join(folder, "recording.manifest.json"), "{}");
    const names = readdirSync(folder);
    const { code, err } = await record(folder, "--rotate", "10m", "--resume");
    expect([code, err]).toEqual([3, expect.stringContaining("no manifest of a recording")]);
    expect(readdirSync(folder)).toEqual(names);
  });
});

describe("a recording that is killed", () => {
  test.each([3, 60, 140])(
    "at its delivery %i goes on without a gap and without a line twice",
    async (deliveries) => {
      const folder = folderOf(`killed-${deliveries}`);
      const options = ["--out", folder, "--rotate", "60kB", "--packing", "none"];
      const argv = ["--conditions=source", child, String(deliveries), "record", ...options];
      const killed = spawnSync(process.execPath, argv, { encoding: "utf8" });
      expect([killed.signal, killed.stderr]).toEqual(["SIGKILL", ""]);
      const left = manifestOf(folder);
      expect(left.complete).toBe(false);
      for (const { file } of left.files) expect(textOf(join(folder, file)).endsWith("\n")).toBe(true);

      const { code } = await record(folder, "--rotate", "60kB", "--packing", "none", "--resume");
      expect(code).toBe(0);
      expect(linesIn(folder).toSorted()).toEqual(whole.toSorted());
      expect(manifestOf(folder).files.slice(0, left.files.length)).toEqual(left.files);
      const named = manifestOf(folder).files.map(({ file }) => file);
      expect(readdirSync(folder).toSorted()).toEqual([...named, "recording.manifest.json"].toSorted());
    },
  );

  test("by Ctrl-C leaves files that can be read, and says that they are not all", async () => {
    const interruption = new AbortController();
    let deliveries = 0;
    const kafka = await kafkaWithMany({
      through: (log) => ({
        ...log,
        reader: (from) => {
          const reader = log.reader(from);
          return {
            ...reader,
            next: async (waitMs) => {
              deliveries += 1;
              if (deliveries === 60) interruption.abort();
              return await reader.next(waitMs);
            },
          };
        },
      }),
    });
    const folder = folderOf("interrupted");
    const argv = ["record", "--out", folder, "--rotate", "60kB"];
    const ran = await run(argv, { cluster: kafka.cluster, interrupted: interruption.signal });
    expect(ran.code).toBe(130);
    expect(ran.err).toContain(
      "The recording is partial: it was interrupted before its end. Go on with --resume.",
    );
    expect(manifestOf(folder).complete).toBe(false);
    expect(linesIn(folder).length).toBeGreaterThan(0);
    expect((await record(folder, "--rotate", "60kB", "--resume")).code).toBe(0);
    expect(manifestOf(folder).complete).toBe(true);
    expect(linesIn(folder).toSorted()).toEqual(whole.toSorted());
  });
});

describe("packed files", () => {
  test.each(["one.jsonl.zst", "one.jsonl.gz", "one.jsonl"])("%s holds the same lines", async (name) => {
    const path = join(root, name);
    expect((await record(path)).code).toBe(0);
    expect(textOf(path).trimEnd().split("\n").slice(1)).toEqual(whole);
    const best = join(root, `best-${name}`);
    expect((await record(best, "--best")).code).toBe(0);
    expect(textOf(best)).toBe(textOf(path));
    expect(readFileSync(best).length).toBeLessThanOrEqual(readFileSync(path).length);
  });

  test.runIf(spawnSync("zstd", ["--version"]).error === undefined)("plain zstd reads them", () => {
    const { stdout, status } = spawnSync("zstd", ["-dc", join(root, "one.jsonl.zst")], {
      encoding: "utf8",
      maxBuffer: 1e8,
    });
    expect([status, stdout]).toEqual([0, textOf(join(root, "one.jsonl.zst"))]);
  });
});

test.each([
  [["--rotate", "1h"], "--rotate needs the folder"],
  [["--out", "x", "--rotate", "often"], "--rotate takes a size, a duration or both, not often"],
  [["--out", "x", "--resume"], "--resume goes with --rotate alone"],
  [["--out", "x", "--packing", "gz"], "--packing goes with --rotate alone"],
  [["--out", "x", "--rotate", "1h", "--packing", "rar"], "--packing takes zst, gz or none, not rar"],
  [["--best"], "--best goes with --out alone"],
])("%j is refused", async (options, words) => {
  const { code, err } = await run(["record", ...options]);
  expect([code, err]).toEqual([2, expect.stringContaining(words)]);
});
