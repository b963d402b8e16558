import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { zstdDecompressSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { packedFile } from "../src/record/packed-file.ts";
import { kafkaWithMany } from "./support/many-records.ts";
import { run } from "./support/run.ts";
import { writeSmallOutage } from "./support/small-outage.ts";

/** A device on which there is never any room. */
const full = "/dev/full";
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "full-disk-"));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});
const at = (name: string): string => join(folder, name);

/** What is written as `name` until it is whole finds the disk full. */
const fill = (name: string): void => symlinkSync(full, at(`${name}.${process.pid}.partial`));

describe.skipIf(!existsSync(full))(
  "a full disk is told as such with code 2, and nothing half-written stays",
  () => {
    test.each(["alerts.jsonl", "evidence.jsonl.gz", "report.html"])("replay --out, at %s", async (name) => {
      const { recording } = writeSmallOutage(folder);
      mkdirSync(at("out"));
      writeFileSync(at("out/summary.json"), "earlier\n");
      fill(`out/${name}`);
      const { code, err } = await run(["replay", recording, "--out", at("out"), "--quiet"]);
      expect(err).toContain(
        `cannot write ${at(`out/${name}`)}: the disk is full\nNothing half-written is left`,
      );
      expect(code).toBe(2);
      expect(readdirSync(at("out"))).toEqual(["summary.json"]);
      expect(readFileSync(at("out/summary.json"), "utf8")).toBe("earlier\n");
    });

    test.each(["o.jsonl", "o.jsonl.gz", "rejects.jsonl"])("import csv, at %s", async (name) => {
      const rows = Array.from({ length: 90 }, (_, minute) => `${1_700_000_000 + minute * 60},shop,100,1`);
      writeFileSync(at("t.csv"), `time,service,requests,errors\n${rows.join("\n")}\n1,shop,x,y\n`);
      fill(name);
      const out = name.startsWith("o") ? name : "o.jsonl";
      const argv = [
        "import",
        "csv",
        at("t.csv"),
        "-o",
        at(out),
        "--rejects",
        at("rejects.jsonl"),
        "--requests",
        "requests",
        "--errors",
        "errors",
      ];
      const { code, err } = await run(argv);
      expect(err).toContain(`cannot write ${at(name)}: the disk is full`);
      expect(code).toBe(2);
      expect(readdirSync(folder).filter((file) => file.includes("partial"))).toEqual([]);
      expect(existsSync(at(name))).toBe(false);
    });

    test("outages write, at the recording and at what goes beside it", async () => {
      symlinkSync(full, at("cascade.jsonl.gz.unfinished"));
      const first = await run(["outages", "write", "cascade", "--out", folder]);
      expect(first.err).toContain(`cannot write ${at("cascade.jsonl.gz")}: the disk is full`);
      expect(first.code).toBe(2);
      expect(readdirSync(folder)).toEqual([]);
      symlinkSync(full, at("cascade.labels.json"));
      const second = await run(["outages", "write", "cascade", "--out", folder]);
      expect(second.err).toMatch(/: the disk is full\nMake room/);
      expect(second.code).toBe(2);
      expect(existsSync(at("cascade.labels.json"))).toBe(false);
    }, 60_000);

    test("record, at its first bytes", async () => {
      const { cluster } = await kafkaWithMany();
      fill("r.jsonl");
      const { code, err } = await run(["record", "--out", at("r.jsonl")], { cluster });
      expect(err).toContain(`cannot write ${at("r.jsonl")}: the disk is full\nNothing half-written is left`);
      expect(code).toBe(2);
      expect(readdirSync(folder)).toEqual([]);
    });
  },
);

interface Writing {
  write: (this: unknown, data: Uint8Array, from: number) => Promise<{ readonly bytesWritten: number }>;
}

/** From so many bytes on the disk takes no more; what was begun breaks off in the middle. */
async function diskOf(bytes: number): Promise<void> {
  const handle = await open(at("any"), "w");
  const kind = Object.getPrototypeOf(handle) as Writing;
  await handle.close();
  rmSync(at("any"));
  const { write } = kind;
  let left = bytes;
  vi.spyOn(kind, "write").mockImplementation(async function (this: unknown, data, from) {
    if (left === 0)
      throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    const taken = data.subarray(from, from + left);
    left -= taken.length;
    return await write.call(this, taken, 0);
  });
}

test("a recording that fills the disk keeps what was whole by then, readable, and says where", async () => {
  const lines = Array.from({ length: 200 }, (_, index) => `{"line":${index},"text":"${"x".repeat(60_000)}"}`);
  await diskOf(1000);
  const path = at("r.jsonl.zst");
  const file = await packedFile(path, { packing: "zstd", best: false, keepsPartial: true });
  const writing = async (): Promise<void> => {
    for (const line of lines) await file.write(line);
    await file.finish();
  };
  const partial = `${path}.${process.pid}.partial`;
  await expect(writing()).rejects.toMatchObject({
    exitCode: 2,
    message: `cannot write ${path}: the disk is full`,
    hint: expect.stringContaining(`is whole and readable in ${partial}`) as string,
  });
  await file.discard();
  expect(readdirSync(folder)).toEqual([`r.jsonl.zst.${process.pid}.partial`]);
  const kept = zstdDecompressSync(readFileSync(partial)).toString("utf8");
  expect(kept.trimEnd().split("\n")).toEqual(lines.slice(0, kept.trimEnd().split("\n").length));
});

test("record --rotate, of which --resume goes on behind the files that are whole", async () => {
  const rotating = ["record", "--out", folder, "--rotate", "10m", "--packing", "none"];
  const name = "recording-000003.jsonl";
  await diskOf(500_000);
  const { code, err } = await run(rotating, await kafkaWithMany());
  expect(err).toContain(
    `cannot write ${at(name)}: the disk is full\nThe files before it are whole, and --resume`,
  );
  expect(code).toBe(2);
  expect(readdirSync(folder).toSorted()).toEqual([
    "recording-000001.jsonl",
    "recording-000002.jsonl",
    "recording.manifest.json",
  ]);
  vi.restoreAllMocks();
  const { code: resumed } = await run([...rotating, "--resume"], await kafkaWithMany());
  expect(resumed).toBe(0);
  const offsets = readdirSync(folder)
    .filter((file) => file.endsWith(".jsonl"))
    .toSorted()
    .flatMap((file) => readFileSync(at(file), "utf8").trimEnd().split("\n").slice(1));
  expect(new Set(offsets).size).toBe(3000);
  expect(offsets).toHaveLength(3000);
});

test("a full disk is told as such wherever it is met, and is no bug of ours", async () => {
  const fault = Object.assign(new Error("ENOSPC: no space left on device"), {
    code: "ENOSPC",
    path: "/tmp/x",
  });
  const { code, err } = await run(["record"], {
    cluster: new Proxy(
      {},
      {
        get: () => {
          throw fault;
        },
      },
    ) as never,
  });
  expect(err).toContain("cannot write at /tmp/x: the disk is full\nMake room");
  expect(code).toBe(2);
});
