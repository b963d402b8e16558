/**
 * Counts what the test run and the static checks really gave, and says it in one closing line.
 * Usage: `node count-results.ts REPORT TEST_EXIT_CODE [CHECK=EXIT_CODE …]`, where REPORT is vitest's JSON.
 */
import { readFileSync } from "node:fs";

export interface TestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly TestFile[];
}

export interface TestFile {
  readonly name: string;
  readonly status: string;
  readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
}

export interface Check {
  readonly name: string;
  readonly exitCode: number;
}

export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What a reader must know beside the numbers, one line each. */
  readonly remarks: readonly string[];
}

/**
 * A test counts as one result and so does a static check. A test file that failed outside its tests (it did not load,
 * or its tear-down threw) counts as one failure, and so does a run without tests, without a report, or one that
 * exited as failed although nothing in the report did.
 */
export function outcomeOf(
  report: TestReport | undefined,
  testExitCode: number,
  checks: readonly Check[],
): Outcome {
  const tests = report === undefined ? noReport : outcomeOfTests(report, testExitCode);
  const failedChecks = checks.filter(({ exitCode }) => exitCode !== 0);
  return {
    passed: tests.passed + checks.length - failedChecks.length,
    failed: tests.failed + failedChecks.length,
    skipped: tests.skipped,
    remarks: [...tests.remarks, ...failedChecks.map(({ name }) => `failed check: ${name}`)],
  };
}

const noReport: Outcome = {
  passed: 0,
  failed: 1,
  skipped: 0,
  remarks: ["failed: the test run left no report"],
};

function outcomeOfTests(report: TestReport, exitCode: number): Outcome {
  const brokenFiles = report.testResults.filter((file) => failedOutsideTests(file)).map(({ name }) => name);
  const failed = report.numFailedTests + brokenFiles.length;
  const troubles = [
    ...brokenFiles.map((name) => `failed outside its tests: ${name}`),
    ...(failed === 0 ? troubleOfRun(report, exitCode) : []),
  ];
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + troubles.length,
    skipped: report.numPendingTests + report.numTodoTests,
    remarks: [...troubles, ...skippedTests(report)],
  };
}

/** What is wrong with a run in which nothing failed. */
function troubleOfRun({ numPassedTests }: TestReport, exitCode: number): readonly string[] {
  if (numPassedTests === 0) return ["failed: no test ran"];
  return exitCode === 0 ? [] : [`failed: the test run exited with ${exitCode}`];
}

function failedOutsideTests({ status, assertionResults }: TestFile): boolean {
  return status === "failed" && assertionResults.every((result) => result.status !== "failed");
}

function skippedTests({ testResults }: TestReport): readonly string[] {
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status !== "passed" && status !== "failed")
    .map(({ fullName }) => `skipped: ${fullName}`);
}

export function closingLine({ passed, failed, skipped }: Outcome): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

function readReport(path: string): TestReport | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as TestReport;
  } catch {
    return undefined;
  }
}

function parseCheck(argument: string): Check {
  const [name = "", exitCode = ""] = argument.split("=");
  return { name, exitCode: Number(exitCode) };
}

if (import.meta.main) {
  const [path = "", testExitCode = "1", ...checks] = process.argv.slice(2);
  const outcome = outcomeOf(readReport(path), Number(testExitCode), checks.map(parseCheck));
  process.stdout.write([...outcome.remarks, closingLine(outcome), ""].join("\n"));
  process.exitCode = outcome.failed > 0 ? 1 : 0;
}
