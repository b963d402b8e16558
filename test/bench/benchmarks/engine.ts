import type { Benchmark } from "../benchmark.ts";
import { figure } from "../figure.ts";
import { goals } from "../goals.ts";
import { interleaved } from "../measure/interleave.ts";
import {
  microsecondsEach,
  perSecond,
  processorShare,
  relativeSpeeds,
  type Sample,
  timed,
} from "../measure/sample.ts";
import { spreadOf } from "../measure/spread.ts";
import { floorOver } from "./floor-over.ts";
import { resumed, type SteadyWorld } from "../worlds/steady-world.ts";
import { steadyWorldInWords } from "./steady-world-in-words.ts";

/** The whole world of windows through detection, once. */
export function detectAll(steady: SteadyWorld, withEvidence: boolean): Sample {
  const detector = resumed(steady, withEvidence);
  return timed(() => {
    for (const window of steady.windows) detector.step(window);
    return steady.streamMinutes;
  });
}

export const engine: Benchmark = {
  name: "engine",
  what: "detection over windows of the world that are in memory, on one core: baselines, evidence, groups, incidents; beside a bare loop over columns",
  async run(inputs) {
    const steady = inputs.steadyWorld();
    const floor = floorOver(steady);
    const samples = await interleaved(
      { floor, alone: () => detectAll(steady, false), evidence: () => detectAll(steady, true) },
      inputs.size,
    );
    // What is left is noise where frames took no longer: never less than nothing.
    const extra = relativeSpeeds(samples.alone, samples.evidence).map((times) => Math.max(0.001, times - 1));
    return {
      input: steadyWorldInWords(steady),
      figures: [
        figure("stream-minutes", "per second", samples.alone.map(perSecond)),
        figure("time of a stream-minute", "microseconds", samples.alone.map(microsecondsEach)),
        figure("the floor: the same formulas in a bare loop", "per second", samples.floor.map(perSecond)),
        figure(
          "speed beside the floor",
          "times",
          relativeSpeeds(samples.alone, samples.floor),
          goals.engineShareOfFloor,
        ),
        figure("stream-minutes, evidence frames built", "per second", samples.evidence.map(perSecond)),
        figure("evidence frames, of the engine's time", "times", extra, goals.evidenceOverEngine),
      ],
      processorShare: spreadOf([...samples.floor, ...samples.alone, ...samples.evidence].map(processorShare)),
    };
  },
};
