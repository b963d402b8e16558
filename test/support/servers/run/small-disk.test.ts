import { appendFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ServerMissing } from "../ways.ts";
import { smallDisk } from "./small-disk.ts";

test("a full disk takes nothing, takes it when there is room again, and is gone in the end", async (context) => {
  const disk = await smallDisk(4).catch((error: unknown) => {
    if (error instanceof ServerMissing) return null;
    throw error;
  });
  if (disk === null) return context.skip("no file system can be mounted here");
  const file = join(disk.path, "file");
  disk.fill();
  expect(() => appendFileSync(file, new Uint8Array(5000))).toThrow("ENOSPC");
  disk.free();
  appendFileSync(file, new Uint8Array(5000));
  await disk.remove();
  expect(existsSync(disk.path)).toBe(false);
});
