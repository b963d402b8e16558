import type { Benchmark } from "../benchmark.ts";
import { figure } from "../figure.ts";
import { goals } from "../goals.ts";
import { interleaved } from "../measure/interleave.ts";
import { processorShare } from "../measure/sample.ts";
import { spreadOf } from "../measure/spread.ts";
import type { Figure } from "../report.ts";
import { type MinuteSample, minuteTimes, type PartSample, partTimes } from "./minute-times.ts";
import { medianOf, quantileOf } from "./quantiles.ts";
import { steadyWorldInWords } from "./steady-world-in-words.ts";

type Times = readonly (readonly number[])[];

const slowestHundredth = (times: readonly number[]): number => quantileOf(times, 0.99);
const slowest = (times: readonly number[]): number => Math.max(...times);

/** Of each minute the middle of its repetitions: what is left is slow by itself, not by collector or machine. */
function settled(repetitions: Times): readonly number[] {
  const [first = []] = repetitions;
  return first.map((_, minute) => medianOf(repetitions.map((times) => times[minute]!)));
}

export const window: Benchmark = {
  name: "window",
  what: "time to take one closed minute through detection, and its part in the groups (both passes of the e-detector)",
  async run(inputs) {
    const steady = inputs.steadyWorld();
    const rounds = inputs.size;
    const { whole } = await interleaved({ whole: () => minuteTimes(steady) }, rounds);
    const { parts } = await interleaved({ parts: () => partTimes(steady) }, rounds);
    return {
      input: steadyWorldInWords(steady),
      figures: [...minuteFigures(whole), ...partFigures(parts, steady.streamMinutes)],
      processorShare: spreadOf([...whole, ...parts].map(processorShare)),
    };
  },
};

function minuteFigures(whole: readonly MinuteSample[]): readonly Figure[] {
  const times = whole.map(({ wholeMs }) => wholeMs);
  return [
    figure("closed minute, median", "milliseconds", times.map(medianOf), goals.minuteMs),
    figure(
      "closed minute, 99th percentile",
      "milliseconds",
      times.map(slowestHundredth),
      goals.slowestHundredthMs,
    ),
    figure("closed minute, slowest", "milliseconds", times.map(slowest), goals.slowestMs),
    figure("closed minute, slowest when each is the median of its runs", "milliseconds", [
      slowest(settled(times)),
    ]),
  ];
}

function partFigures(parts: readonly PartSample[], streamMinutes: number): readonly Figure[] {
  const groups = parts.map(({ groupsMs }) => groupsMs);
  const perUpdate = parts.map(
    ({ evidenceMs }) => (1000 * evidenceMs.reduce((sum, ms) => sum + ms, 0)) / streamMinutes,
  );
  return [
    figure("groups, median", "milliseconds", groups.map(medianOf), goals.groupsMs),
    figure("groups, 99th percentile", "milliseconds", groups.map(slowestHundredth), goals.slowestHundredthMs),
    figure("groups, slowest", "milliseconds", groups.map(slowest)),
    figure("baselines and evidence of one series", "microseconds", perUpdate),
  ];
}
