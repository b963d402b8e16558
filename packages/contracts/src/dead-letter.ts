import { z } from "zod";
import { type ErrorCode, errorCodeList } from "./error-codes.ts";

const wholeNumber = z.string().regex(/^(0|[1-9][0-9]*)$/, "a whole number in decimal digits");

/**
 * The headers that a dead letter has besides those it came with. Key and value are the original bytes. Of a batch that
 * could not be unpacked there is no value, and the offsets say which records are missing.
 */
export const DeadLetterHeaders = z
  .looseObject({
    tocsin_code: z
      .enum(errorCodeList as [ErrorCode, ...ErrorCode[]])
      .meta({ description: "Why it was refused." }),
    tocsin_reason: z
      .string()
      .meta({ description: "The same in words, with the field or value it is about." }),
    tocsin_topic: z.string().min(1).max(249).meta({ description: "Where the message came from." }),
    tocsin_partition: wholeNumber,
    tocsin_offset: wholeNumber.meta({ description: "Of an undecodable batch, its first offset." }),
    tocsin_last_offset: z
      .exactOptional(wholeNumber)
      .meta({ description: "Of an undecodable batch alone: its last offset." }),
    tocsin_timestamp: z.exactOptional(wholeNumber).meta({
      description: "When the message arrived, epoch milliseconds; not known of an undecodable batch.",
    }),
  })
  .meta({ id: "DeadLetterHeaders", title: "Headers of a dead letter" });
export type DeadLetterHeaders = z.infer<typeof DeadLetterHeaders>;
