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
import { resumed, type SteadyWorld } from "../worlds/steady-world.ts";
import { steadyWorldInWords } from "./steady-world-in-words.ts";

function detectAll(steady: SteadyWorld, withEvidence: boolean): Sample {
  const detector = resumed(steady, withEvidence);
  return timed(() => {
    for (const window of steady.windows) detector.step(window);
    return steady.streamMinutes;
  });
}

export const engine: Benchmark = {
  name: "engine",
  what: "detection over windows of the world that are in memory, on one core: baselines, evidence, groups, incidents",
  async run(inputs) {
    const steady = inputs.steadyWorld();
    const samples = await interleaved(
      { alone: () => detectAll(steady, false), evidence: () => detectAll(steady, true) },
      inputs.size,
    );
    return {
      input: steadyWorldInWords(steady),
      figures: [
        figure("stream-minutes", "per second", samples.alone.map(perSecond), goals.streamMinutesPerSecond),
        figure("time of a stream-minute", "microseconds", samples.alone.map(microsecondsEach)),
        figure("stream-minutes, evidence frames built", "per second", samples.evidence.map(perSecond)),
        figure("speed with evidence frames", "times", relativeSpeeds(samples.evidence, samples.alone)),
      ],
      processorShare: spreadOf([...samples.alone, ...samples.evidence].map(processorShare)),
    };
  },
};
