import { z } from "zod";
import { BenchReport, benchmarkNames, type Goal, type Machine, SizeName, Unit } from "../report.ts";

/**
 * What one run gives another to be held against: figures that do not depend on how fast the machine is. Those are ratios of
 * two things that were measured side by side, and bytes.
 */
export const Baseline = z.object({
  tocsinBenchBaseline: z.literal(1),
  takenAt: z.iso.datetime(),
  size: SizeName,
  /** See `machineKind`. */
  kind: z.string(),
  node: z.string(),
  commit: z.string().nullable(),
  figures: z.array(
    z.object({
      benchmark: z.enum(benchmarkNames),
      name: z.string(),
      unit: Unit,
      /** The side on which there is more of what is wanted. */
      better: z.enum(["more", "less"]),
      median: z.number(),
      lowerQuartile: z.number(),
      upperQuartile: z.number(),
    }),
  ),
});
export type Baseline = z.infer<typeof Baseline>;
export type BaselineFigure = Baseline["figures"][number];

/** Machines of one kind should give about the same ratios: what they run on, the processor and how many cores of it. */
export function machineKind({ processor, cores, system }: Machine): string {
  const [type = "", ...rest] = system.split(" ");
  const words = [type, rest.at(-1) ?? "", `${cores} cores`, processor.replace(/\(r\)|\(tm\)|@.*$/gi, " ")];
  return words
    .join(" ")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

export function baselineOf(report: BenchReport): Baseline {
  const { startedAt, size, machine, versions, commit } = report;
  return {
    tocsinBenchBaseline: 1,
    takenAt: startedAt,
    size,
    kind: machineKind(machine),
    node: versions.node,
    commit: commit === null ? null : `${commit.hash}${commit.changed ? " with changes" : ""}`,
    figures: report.benchmarks.flatMap(({ name: benchmark, figures }) =>
      figures
        .filter(({ unit }) => unit === "times" || unit === "bytes")
        .map(({ name, unit, spread, goal }) => ({
          benchmark,
          name,
          unit,
          better: betterSide(unit, goal),
          median: spread.median,
          lowerQuartile: spread.lowerQuartile,
          upperQuartile: spread.upperQuartile,
        })),
    ),
  };
}

/** The goal says it; without one, a ratio tells how fast something is beside another, and bytes are better few. */
function betterSide(unit: Unit, goal: Goal | null): "more" | "less" {
  if (goal !== null) return goal.kind === "at-least" ? "more" : "less";
  return unit === "bytes" ? "less" : "more";
}

/** Benchmarks that ran anew take the place of their figures; those of the others stay. */
export function replacing(kept: Baseline | null, anew: Baseline): Baseline {
  if (kept === null || kept.size !== anew.size) return anew;
  const ran = new Set(anew.figures.map(({ benchmark }) => benchmark));
  const stay = kept.figures.filter(({ benchmark }) => !ran.has(benchmark));
  const order = (figure: BaselineFigure): number => benchmarkNames.indexOf(figure.benchmark);
  return { ...anew, figures: [...stay, ...anew.figures].sort((one, other) => order(one) - order(other)) };
}

/** A text of `--json` or a baseline that was kept. Throws an Error with a sentence for the user. */
export function readBaseline(text: string, where: string): Baseline {
  const of = (value: unknown): Baseline | null => {
    const kept = Baseline.safeParse(value);
    if (kept.success) return kept.data;
    const report = BenchReport.safeParse(value);
    return report.success ? baselineOf(report.data) : null;
  };
  const found = of(parsed(text));
  if (found !== null) return found;
  throw new Error(`${where} is neither what pnpm bench --json writes nor a baseline that it keeps`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
