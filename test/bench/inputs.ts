import { firstLines } from "./worlds/first-lines.ts";
import { type Recording, scenarioRecording } from "./worlds/recordings.ts";
import type { Size } from "./sizes.ts";
import { type SteadyWorld, steadyWorld } from "./worlds/steady-world.ts";

/** What benchmarks work on, made when first asked for. */
export interface Inputs {
  readonly size: Size;
  /** A folder for what replays write. */
  readonly folder: string;
  readonly recording: () => Promise<Recording>;
  /** Lines of the recording, without its header. */
  readonly lines: () => Promise<readonly string[]>;
  readonly steadyWorld: () => SteadyWorld;
}

export function inputsOf(size: Size, folder: string): Inputs {
  let recording: Promise<Recording> | null = null;
  let lines: Promise<readonly string[]> | null = null;
  let steady: SteadyWorld | null = null;
  const inputs: Inputs = {
    size,
    folder,
    recording: () => (recording ??= scenarioRecording(folder, size.replayedMinutes)),
    lines: () => (lines ??= inputs.recording().then(({ plain }) => firstLines(plain, 1, size.lines))),
    steadyWorld: () => (steady ??= steadyWorld(size.learnedMinutes, size.measuredMinutes)),
  };
  return inputs;
}
