import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { type SmallOutage, writeSmallOutage } from "./support/small-outage.ts";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tocsin-main-"));

let outage: SmallOutage;
beforeAll(() => {
  outage = writeSmallOutage(folder);
});

function tocsin(...argv: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, ["--conditions=source", main, ...argv], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.on("error", () => undefined);
  return child;
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

async function ended(child: ChildProcess): Promise<Ended> {
  const text = { out: "", err: "" };
  child.stdout?.on("data", (chunk: Buffer) => (text.out += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (text.err += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...text };
}

test("the program prints its help and ends with the command's exit code", async () => {
  expect(await ended(tocsin("--help"))).toMatchObject({ code: 0, err: "" });
  expect(await ended(tocsin("repaly"))).toMatchObject({ code: 2, out: "" });
});

test("Ctrl-C while it reads ends with 130, in words or none, and leaves no file", async () => {
  const out = join(folder, "interrupted");
  mkdirSync(out);
  const watcher = watch(out);
  const child = tocsin("replay", "-", "--json", "--out", out);
  child.stdin?.write(`${outage.lines.join("\n")}\n`);
  const result = ended(child);
  await once(watcher, "change");
  watcher.close();
  child.kill("SIGINT");
  const { code, err } = await result;
  expect([code, err]).toEqual([130, "tocsin: interrupted; no file was written\n"]);
  expect(readdirSync(out)).toEqual([]);
});

test("a reader that has enough, as head does, ends it without a word", async () => {
  const child = tocsin("replay", outage.recording, "--topology", outage.topology, "--json");
  child.stdout?.once("data", () => child.stdout?.destroy());
  let err = "";
  child.stderr?.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, "exit")) as [number | null];
  expect([code, err]).toEqual([0, ""]);
});
