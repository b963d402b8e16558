import { z } from "zod";
import { type ErrorCode, errorCodeList } from "./error-codes.ts";

/** What was refused, why, and where it stood. `raw` is cut to 1,000 characters. */
export const Reject = z
  .object({
    code: z.enum(errorCodeList as [ErrorCode, ...ErrorCode[]]),
    reason: z.string(),
    file: z.string(),
    line: z.int().positive(),
    topic: z.exactOptional(z.string()),
    partition: z.exactOptional(z.int()),
    offset: z.exactOptional(z.int()),
    raw: z.string(),
  })
  .meta({ id: "Reject", title: "A line of rejects.jsonl" });
export type Reject = z.infer<typeof Reject>;
