import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { tooOldNode } from "../src/node-version.ts";

test.each(["22.22.0", "22.23.3", "24.0.0", "26.1.0"])("Node %s runs it", (version) => {
  expect(tooOldNode(version)).toBeNull();
});

test.each(["18.20.0", "20.20.2", "22.21.9"])("Node %s is told what is needed", (version) => {
  expect(tooOldNode(version)).toBe(`it needs Node 22.22 or newer, and this is ${version}`);
});

test("what is needed is what the manifest of the root says", () => {
  const root = new URL("../../../package.json", import.meta.url);
  const { engines } = JSON.parse(readFileSync(root, "utf8")) as {
    readonly engines: { readonly node: string };
  };
  expect(tooOldNode("1.0.0")).toContain(`Node ${engines.node.replace(">=", "")} `);
});
