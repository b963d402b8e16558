import { type Knowledge, nothingKnown } from "../../src/knowledge/knowledge.ts";
import type { DetectionConfig } from "../../src/pipeline/window-detection.ts";
import type { Observation, WorldSeries, WorldWindow } from "../../src/world/world-window.ts";
import { configOf } from "./run-detection.ts";

/** What a message that is not sent says: of which series, what, and in which window. */
type IsSent = (series: WorldSeries, observation: Observation, window: number) => boolean;

/** The same windows, but only what is sent comes. */
export function sent(windows: readonly WorldWindow[], isSent: IsSent): readonly WorldWindow[] {
  const series = windows.flatMap(({ newSeries }) => newSeries);
  return windows.map((world, window) => ({
    ...world,
    observations: world.observations.filter((one) => isSent(series[one.series]!, one, window)),
  }));
}

/** Services that send requests and errors only in windows with errors. */
export function sentWithErrors(
  windows: readonly WorldWindow[],
  services: readonly string[],
): readonly WorldWindow[] {
  const series = windows.flatMap(({ newSeries }) => newSeries);
  const isFailure = ({ series: index, value }: Observation): boolean =>
    series[index]!.signal === "errors" && value > 0;
  const failed = windows.map(
    ({ observations }) => new Set(observations.filter(isFailure).map((one) => series[one.series]!.service)),
  );
  return sent(
    windows,
    ({ service }, _, window) => !services.includes(service) || failed[window]!.has(service),
  );
}

/** A configuration under which this is known. */
export const knowing = (
  knowledge: Partial<Knowledge>,
  components: Parameters<typeof configOf>[0] = null,
): DetectionConfig => ({ ...configOf(components), knowledge: { ...nothingKnown, ...knowledge } });
