import { generateTelemetry } from "../generate-telemetry.ts";
import { type WriteOptions, writeRecording } from "../recording/write-recording.ts";
import type { ServiceProfile } from "../world/service-profile.ts";
import type { World } from "../world/world.ts";
import type { Scenario } from "./scenario.ts";
import { scenarioWorld } from "./scenario-world.ts";

/** Where progress is shown, when it is a terminal. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface ScenarioOutput {
  readonly path: string;
  readonly seed: number;
  readonly progress: ProgressOutput;
  readonly signal?: AbortSignal;
}

const minuteMs = 60_000;
const clearLine = "\r\u001b[K";

/** Writes a scenario's recording, with one changing line of progress on a terminal. Returns the number of lines. */
export async function writeScenario(scenario: Scenario, output: ScenarioOutput): Promise<number> {
  const world = scenarioWorld(scenario, output.seed);
  const { progress } = output;
  const lineCount = expectedLines(world);
  const options: WriteOptions = {
    ...(output.signal === undefined ? {} : { signal: output.signal }),
    onProgress: (lines) => {
      const percent = Math.floor((100 * lines) / lineCount);
      if (progress.isTTY === true) progress.write(`${clearLine}generating ${scenario.name}: ${percent} %`);
    },
  };
  try {
    return await writeRecording(generateTelemetry(world), output.path, options);
  } finally {
    if (progress.isTTY === true) progress.write(clearLine);
  }
}

/** Lines of the recording, were nothing lost or silent. */
function expectedLines(world: World): number {
  const seriesCount = world.services.reduce((sum, service) => sum + seriesOf(service), 0);
  return ((world.to - world.from) / minuteMs) * seriesCount;
}

function seriesOf(service: ServiceProfile): number {
  const messages = service.messages === null ? 0 : 1;
  const reports = service.reportsPerMinute === null ? 0 : 1;
  return 1 + service.operations.length + (service.observers ?? []).length + messages + reports;
}
