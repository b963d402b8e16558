import { z } from "zod";
import { Name } from "./names.ts";

/** One rule: rows of `monitor` and `service` (both as written in the CSV) are sources of `as`. First match wins. */
export const MappingRule = z.union([
  z.strictObject({
    monitor: z.exactOptional(z.string()),
    service: z.exactOptional(z.string()),
    as: Name,
    source: z.exactOptional(Name),
  }),
  z.strictObject({
    monitor: z.exactOptional(z.string()),
    service: z.exactOptional(z.string()),
    ignore: z.literal(true),
  }),
]);

/** Which rows of a status-monitor CSV are which service, and who saw them. */
export const ImportMapping = z
  .strictObject({ rules: z.array(MappingRule).min(1) })
  .meta({ id: "ImportMapping", title: "Mapping file of tocsin import" });
export type ImportMapping = z.infer<typeof ImportMapping>;
