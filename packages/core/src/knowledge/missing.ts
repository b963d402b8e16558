import type { Stream } from "../reading/reading.ts";
import type { Knowledge, Missing } from "./knowledge.ts";

/** What it means that no reading of a stream of a service came. */
export const missingMeans = (
  { missing, missingOf }: Pick<Knowledge, "missing" | "missingOf">,
  service: string,
  stream: Stream,
): Missing => missingOf[service]?.[stream] ?? missing[stream] ?? "silence";
