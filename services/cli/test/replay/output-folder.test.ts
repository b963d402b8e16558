import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { outputFolder } from "../../src/replay/output-folder.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tocsin-out-"));
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

const names = [
  "alerts.jsonl",
  "evidence.jsonl.gz",
  "influx.lp.gz",
  "rejects.jsonl",
  "report.html",
  "summary.json",
];

test("nothing stands under its final name before everything is whole", async () => {
  const output = await outputFolder(join(folder, "deep/er"));
  await output.alerts.write("alert\n");
  await output.evidence.write("frame\n");
  const during = await readdir(join(folder, "deep/er"));
  expect(during.filter((name) => !name.endsWith(".partial"))).toEqual([]);
  await output.publish();
  expect((await readdir(join(folder, "deep/er"))).toSorted()).toEqual(names);
  expect(await readFile(join(folder, "deep/er/alerts.jsonl"), "utf8")).toBe("alert\n");
});

test("what is discarded leaves no trace, and what an earlier run wrote stays", async () => {
  await writeFile(join(folder, "alerts.jsonl"), "earlier\n");
  const output = await outputFolder(folder);
  await output.alerts.write("x".repeat(200_000));
  await output.discard();
  expect(await readdir(folder)).toEqual(["alerts.jsonl"]);
  expect(await readFile(join(folder, "alerts.jsonl"), "utf8")).toBe("earlier\n");
});

test("packed text comes back whole, and the same text gives the same bytes", async () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => `{"line":${index}}\n`);
  const bytes: Buffer[] = [];
  for (const name of ["one", "two"]) {
    const output = await outputFolder(join(folder, name));
    for (const line of lines) await output.evidence.write(line);
    await output.publish();
    bytes.push(await readFile(join(folder, name, "evidence.jsonl.gz")));
  }
  expect(gunzipSync(bytes[0]!).toString()).toBe(lines.join(""));
  expect(bytes[0]!.equals(bytes[1]!)).toBe(true);
  expect(bytes[0]!.readUInt32LE(4)).toBe(0);
});

test("a folder that cannot be made is a fault of usage in words", async () => {
  await writeFile(join(folder, "file"), "");
  await expect(outputFolder(join(folder, "file", "out"))).rejects.toMatchObject({ exitCode: 2 });
});
