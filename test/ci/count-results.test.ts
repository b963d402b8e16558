import { expect, test } from "vitest";
import { closingLine, outcomeOf, type TestFile, type TestReport } from "./count-results.ts";

const file = (status: string, ...results: readonly string[]): TestFile => ({
  name: "some.test.ts",
  status,
  assertionResults: results.map((result) => ({ fullName: `a ${result} test`, status: result })),
});

function report(...testResults: readonly TestFile[]): TestReport {
  const count = (wanted: string): number =>
    testResults.flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => status === wanted)
      .length;
  return {
    numPassedTests: count("passed"),
    numFailedTests: count("failed"),
    numPendingTests: count("skipped"),
    numTodoTests: count("todo"),
    testResults,
  };
}

const lineOf = (...from: Parameters<typeof outcomeOf>): string => closingLine(outcomeOf(...from));

test("tests and checks are counted together", () => {
  const checks = [
    { name: "lint", exitCode: 0 },
    { name: "typecheck", exitCode: 2 },
  ];
  expect(lineOf(report(file("passed", "passed", "passed")), 0, checks)).toBe("3 passed, 1 failed");
});

test("skipped tests are counted and named", () => {
  const outcome = outcomeOf(report(file("passed", "passed", "skipped", "todo")), 0, []);
  expect(closingLine(outcome)).toBe("1 passed, 0 failed, 2 skipped");
  expect(outcome.remarks).toEqual(["skipped: a skipped test", "skipped: a todo test"]);
});

test("a file that does not load is a failure", () => {
  expect(lineOf(report(file("passed", "passed"), file("failed")), 1, [])).toBe("1 passed, 1 failed");
});

test("a file whose tear-down throws is a failure although its tests passed", () => {
  expect(lineOf(report(file("failed", "passed")), 1, [])).toBe("1 passed, 1 failed");
});

test("a failed test is not counted twice", () => {
  expect(lineOf(report(file("failed", "passed", "failed")), 1, [])).toBe("1 passed, 1 failed");
});

test("a run of no tests fails", () => {
  expect(lineOf(report(), 0, [])).toBe("0 passed, 1 failed");
  expect(lineOf(report(), 1, [])).toBe("0 passed, 1 failed");
  expect(lineOf(report(file("passed", "skipped")), 0, [])).toBe("0 passed, 1 failed, 1 skipped");
});

test("a run without a report fails", () => {
  expect(lineOf(undefined, 0, [{ name: "lint", exitCode: 0 }])).toBe("1 passed, 1 failed");
});

test("a run that exits as failed with nothing failed in its report fails", () => {
  expect(lineOf(report(file("passed", "passed")), 1, [])).toBe("1 passed, 1 failed");
});
