import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { generatedFiles } from "../scripts/generated-files.ts";

const root = join(import.meta.dirname, "../../..");

test.each([...generatedFiles()])("%s is byte for byte what `pnpm generate` writes", (path, text) => {
  expect(readFileSync(join(root, path), "utf8")).toBe(text);
});
