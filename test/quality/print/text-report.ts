import type { Failing } from "../judge/goal.ts";
import type { JudgedGoal, QualityReport } from "../judge/report.ts";
import { figure, limitsOf } from "./figures.ts";

/** How many cases are named where something was not reached; the JSON has all. */
const namedCases = 4;

export function textReport(report: QualityReport): string {
  const { detectorVersion, seeds, quietDays, failures, goals, curves } = report;
  const reached = goals.filter(({ all }) => all.verdict === "reached").length;
  const head = `detector ${detectorVersion}, seeds ${seeds[0]} to ${seeds[1]}: ${Math.round(quietDays)} quiet days, ${failures} failures; ${reached} of ${goals.length} goals reached`;
  const points = curves.map(
    ({ words, points: list }) =>
      `  ${words}: ${list.map(({ from, found, of }) => `from ${from}: ${found} of ${of}`).join(", ")}`,
  );
  return [head, "", ...goals.flatMap(goalLines), "", ...points, ""].join("\n");
}

function goalLines({ words, target, unit, all, families }: JudgedGoal): readonly string[] {
  const limits = limitsOf(all, unit);
  const by = Object.entries(families).map(([family, judged]) => `${family} ${figure(judged, unit)}`);
  return [
    `${all.verdict.toUpperCase().padEnd(11)}  ${words}`,
    `             ${figure(all, unit)}${limits === "" ? "" : `, 95 %: ${limits}`}; target: ${target}`,
    ...(by.length > 1 ? [`             ${by.join("; ")}`] : []),
    ...(all.verdict === "reached" ? [] : all.failing.slice(0, namedCases)).map(
      (failing) => `             ${commandFor(failing)}`,
    ),
  ];
}

/** How to make a case again, to some hours after it: `tocsin replay` then shows what is said of it. */
function commandFor({ family, seed, minute, failure, wrongEdges }: Failing): string {
  const days = Math.ceil((minute + 240) / 1440);
  const added = failure === null ? "" : ` --failure ${failure}@${minute}`;
  const edges = wrongEdges === true ? " --wrong-edges" : "";
  const at = failure === null ? `  # minute ${minute}` : "";
  return `tocsin simulate --family ${family} --seed ${seed} --days ${days}${added}${edges} --out case.jsonl.gz${at}`;
}
