import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import config from "../../vitest.config.ts";

const program = `import fc from "fast-check";
await import("./test/support/drawn-inputs.ts");
fc.assert(fc.property(fc.integer(), (drawn) => { console.log(drawn); }), { numRuns: 20 });`;

function drawn(environment: Readonly<Record<string, string>>): string {
  const { CI: _CI, TOCSIN_TEST_SEED: _SEED, ...rest } = process.env;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
    encoding: "utf8",
    env: { ...rest, ...environment },
  });
  expect(stderr).toBe("");
  return stdout;
}

test("a property without a seed draws the same inputs in every run of CI, others for another seed, and any elsewhere", () => {
  expect(drawn({ CI: "true" })).toBe(drawn({ CI: "true" }));
  expect(drawn({ CI: "true", TOCSIN_TEST_SEED: "7" })).toBe(drawn({ TOCSIN_TEST_SEED: "7" }));
  expect(drawn({ TOCSIN_TEST_SEED: "7" })).not.toBe(drawn({ CI: "true" }));
  expect(drawn({})).not.toBe(drawn({}));
});

test("the properties of every project draw from that seed", () => {
  const projects = config.test?.projects ?? [];
  expect(projects.length).toBeGreaterThan(0);
  for (const project of projects) {
    expect(project).toHaveProperty(
      "test.setupFiles",
      expect.arrayContaining(["./test/support/drawn-inputs.ts"]),
    );
  }
});
