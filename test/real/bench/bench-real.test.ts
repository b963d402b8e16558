import { describe, expect, test } from "vitest";
import { patienceMs, haveRecordings, titled } from "../replayed.ts";
import { cloudMonitoring } from "./cloud.ts";
import { isReached, type SetResult } from "./goal.ts";
import { nodeNames } from "./petshop.ts";
import { petShopTopology } from "./petshop-topology.ts";
import { inWords, withResults } from "./print.ts";
import { realCommand } from "./real-command.ts";

const result: SetResult = {
  name: "A set",
  goals: [
    { what: "found", value: 7, target: { atLeast: 7 } },
    { what: "false", value: 3, target: { atMost: 2 } },
  ],
  details: ["one of them"],
  cannotTell: ["why"],
};

test("a goal is reached on its bound, and what is not reached is said aloud", () => {
  expect(result.goals.map(isReached)).toEqual([true, false]);
  expect(inWords([result])).toContain("found: 7 (at least 7): reached\n  false: 3 (at most 2): NOT reached");
});

test("results stand between the marks of the page, in the place of those before", () => {
  const marks = [
    "<!-- Written by `pnpm bench:real --markdown`; change nothing from here on by hand. -->",
    "<!-- End of what `pnpm bench:real --markdown` writes. -->",
  ];
  const page = withResults(`before\n${marks.join("old")}\nafter\n`, [result]);
  expect(page).toMatch(/^before\n<!--.*-->\n\n## A set\n\n\| what/);
  expect(page).toMatch(/- why\n\n<!-- End.*-->\nafter\n$/);
  expect(page).not.toContain("old");
  expect(() => withResults("no marks", [result])).toThrow("lacks the lines");
});

test("a part of PetShop and its kind are a service and its operation, and every part that is called has a component", () => {
  expect(nodeNames("payforadoption_AWS::ECS::Container")).toEqual({
    service: "payforadoption",
    operation: "AWS::ECS::Container",
  });
  expect(nodeNames("lambda_step_readDDB")).toEqual({ service: "lambda_step_readDDB", operation: null });
  const { services, components } = petShopTopology;
  expect(Object.values(components).flatMap(({ services: own }) => own)).toEqual(Object.keys(services));
  const unknown = Object.values(components).flatMap(({ dependsOn }) => dependsOn ?? []);
  expect(unknown.filter((name) => !Object.hasOwn(components, name))).toEqual([]);
});

describe.skipIf(!haveRecordings)(titled("hourly telemetry of a cloud"), () => {
  test(
    "has a line for each of the 14 windows that experts call shared, with its ceiling, and finds some of them",
    () => {
      const { goals, details } = cloudMonitoring();
      expect(details.filter((line) => /labelled, ceiling \d+: (not )?found/.test(line))).toHaveLength(14);
      expect(goals[0]!.value).toBeGreaterThan(2);
    },
    patienceMs,
  );
});

describe("the command", () => {
  async function ran(argv: readonly string[]) {
    let out = "";
    let err = "";
    const code = await realCommand(argv, {
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
    });
    return { code, out, err };
  }

  test("shows its help, and refuses what it does not know with a way to it", async () => {
    const help = await ran(["--help"]);
    expect([help.code, help.err]).toEqual([0, ""]);
    expect(help.out).toContain("--markdown FILE");
    const { code, err } = await ran(["--jsn", "a"]);
    expect(code).toBe(2);
    expect(err).toMatch(/^bench:real: .*jsn[\s\S]*pnpm bench:real --help/);
  });

  test.runIf(haveRecordings)("says before it measures that a page has no place for results", async () => {
    const { code, out, err } = await ran(["--markdown", "README.md"]);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(/^bench:real: the file lacks the lines/);
  });
});
