import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdDecompressSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { packedFile } from "../../src/record/packed-file.ts";

const root = mkdtempSync(join(tmpdir(), "packed-file-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Nine MiB: longer than two usual pieces, shorter than one of the best. */
const lines = Array.from({ length: 9 * 16 }, (_, at) => `{"at":${at},"text":"${"x".repeat(65_536)}"}`);

/** How many frames it is packed in, and what stands in them. */
async function framesOf(name: string, best: boolean, rotatesAtBytes: number | null): Promise<number> {
  const path = join(root, name);
  const file = await packedFile(path, { packing: "zstd", best, keepsPartial: true, rotatesAtBytes });
  for (const line of lines) await file.write(line);
  const { bytes } = await file.finish();
  const packed = readFileSync(path);
  expect(packed).toHaveLength(bytes);
  return packed.toString("latin1").split("(\u00B5/\u00FD").length - 1;
}

test("the longer frame of --best holds every line as it was", async () => {
  await framesOf("whole.jsonl.zst", true, null);
  const text = zstdDecompressSync(readFileSync(join(root, "whole.jsonl.zst"))).toString("utf8");
  expect(text === `${lines.join("\n")}\n`).toBe(true);
});

test("--best packs more in a frame, unless a file of a rotation is to be smaller than that", async () => {
  expect(await framesOf("usual.jsonl.zst", false, null)).toBe(3);
  expect(await framesOf("best.jsonl.zst", true, null)).toBe(1);
  expect(await framesOf("large.jsonl.zst", true, 256e6)).toBe(1);
  expect(await framesOf("small.jsonl.zst", true, 100e3)).toBe(3);
});
