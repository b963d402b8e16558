import { type Directory, growingDirectory } from "../../src/world/directory.ts";
import type { Signal, WorldSeries } from "../../src/world/world-window.ts";

/** One series of a directory made by hand. */
export interface SeriesOf {
  /** `service`, or `service/operation`. */
  readonly entity: string;
  readonly signal?: Signal;
  readonly source?: string;
}

/** The series with their indexes; a bare name is the errors of that entity. */
export const seriesList = (series: readonly (SeriesOf | string)[]): readonly WorldSeries[] =>
  series.map((one, index) => {
    const { entity, signal = "errors", source = null } = typeof one === "string" ? { entity: one } : one;
    const [service, operation = null] = entity.split("/") as [string, string | undefined];
    return { index, entity, service, operation, source, signal };
  });

/** The directory of a few series. */
export const directoryOf = (series: readonly (SeriesOf | string)[]): Directory =>
  growingDirectory(seriesList(series)).directory;
