import { expect, test } from "vitest";
import { atLeast, figure } from "../figure.ts";
import type { BenchReport } from "../report.ts";
import { withResults } from "./markdown-report.ts";
import { short } from "./numbers.ts";
import { benchmarkText } from "./text-report.ts";

const report: BenchReport = {
  tocsinBench: 1,
  startedAt: "2026-01-05T10:30:00.000Z",
  tookMs: 61_000,
  size: "full",
  machine: { processor: "Some Processor", cores: 2, memoryBytes: 8 * 2 ** 30, system: "Linux 6 x64" },
  versions: { node: "24.0.0", v8: "13.6" },
  commit: { hash: "0123456789ab", changed: true },
  load: { before: [0.5, 0.25, 0], after: [1, 0.5, 0.25] },
  benchmarks: [
    {
      name: "engine",
      what: "how fast",
      input: "ten things",
      figures: [figure("things", "per second", [1_234_567, 1_000_000, 2_000_000], atLeast(2_000_000))],
      processorShare: null,
    },
  ],
  skipped: [],
};

const document = `# Benchmarks

<!-- Written by \`pnpm bench --markdown\`; change nothing from here on by hand. -->

old figures

<!-- End of what \`pnpm bench --markdown\` writes. -->

The rest.
`;

test("results take the place of those before and leave the rest of the document alone", () => {
  const written = withResults(document, report);
  expect(written).not.toContain("old figures");
  expect(written).toContain("| things | 1,230,000/s |");
  expect(written).toMatch(/^# Benchmarks\n[^]*The rest\.\n$/);
  expect(withResults(written, report)).toBe(written);
});

test("figures that are to be drawn are bars by their medians, the longest whole and none nothing", () => {
  const [engine] = report.benchmarks;
  const figures = [figure("few", "microseconds", [0.01]), figure("many", "microseconds", [4, 2, 3])];
  const written = withResults(document, {
    ...report,
    benchmarks: [{ ...engine!, figures, bars: ["few", "many"] }],
  });
  expect(written).toContain(`\`\`\`text\nfew   █ 0.0100 µs\nmany  ${"█".repeat(50)} 3.00 µs\n\`\`\``);
});

test("a document without the marks is refused and not guessed at", () => {
  expect(() => withResults("# Benchmarks\n", report)).toThrow("lacks the lines");
});

test("the table says on what, with what spread, and whether the goal was reached", () => {
  const text = benchmarkText(report.benchmarks[0]!);
  expect(text).toContain("engine: how fast");
  expect(text).toContain("1,000,000/s to 2,000,000/s");
  expect(text).toContain("at least 2,000,000/s: not reached");
});

test.each([
  [0, "0"],
  [0.01234, "0.0123"],
  [1.234, "1.23"],
  [12.34, "12.3"],
  [123.4, "123"],
  [1_234_567, "1,230,000"],
])("%d is written as %s: no more digits than were measured", (value, text) => {
  expect(short(value)).toBe(text);
});
