import type { Doubt, ErrorCode, ExcludedPast, Refused, Summary } from "@tocsin/contracts";
import type { TelemetrySeen } from "./telemetry-seen.ts";

/** With these a file holds more than was read, and nobody knows how much. */
export const broken: readonly ErrorCode[] = [
  "gzip-truncated",
  "zstd-truncated",
  "packed-trailing",
  "file-unreadable",
  "file-empty",
  "file-disorder",
];

/** Why a replay cannot say that nothing failed; empty where it can. */
export function doubtsOf(
  refused: Refused,
  codes: ReadonlyMap<ErrorCode, number>,
  telemetry: Pick<TelemetrySeen, "isAny" | "isEnough">,
): readonly Doubt[] {
  const doubts: Doubt[] = [];
  if (refused.refused > 0 && refused.refused / refused.of > refused.limit) doubts.push("refused-lines");
  if (refused.overLimit.length > 0) doubts.push("refused-service-lines");
  if (broken.some((code) => codes.has(code))) doubts.push("broken-file");
  if (!telemetry.isAny()) doubts.push("no-telemetry");
  else if (!telemetry.isEnough()) doubts.push("short-telemetry");
  return doubts;
}

/** Whether what is left of an excluded past is not enough to judge a service by which else would have been judged. */
export const excludedDoubts = (
  exclude: readonly ExcludedPast[],
  warmingUp: readonly string[],
  telemetry: Pick<TelemetrySeen, "tells">,
): readonly Doubt[] => {
  const isExcluded = (service: string): boolean =>
    exclude.some(({ services }) => services === undefined || services.includes(service));
  const left = warmingUp.filter(
    (service) => isExcluded(service) && telemetry.tells(service, Number.NEGATIVE_INFINITY),
  );
  return left.length === 0 ? [] : ["excluded-past"];
};

/** Whether series came that were not taken: whether these failed is not known. */
export const seriesDoubts = ({ refusedSeries }: Pick<Summary, "refusedSeries">): readonly Doubt[] =>
  refusedSeries === undefined ? [] : ["refused-series"];

/** Too much was refused: no answer stands then, not even that something failed. */
export const isAboutRefusals = (doubt: Doubt): boolean =>
  doubt === "refused-lines" || doubt === "refused-service-lines";

/** There was nothing to judge, or nothing to judge it by. */
export const isAboutWhatWasThere = (doubt: Doubt): boolean =>
  doubt === "no-telemetry" || doubt === "short-telemetry" || doubt === "excluded-past";
