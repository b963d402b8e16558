import { z } from "zod";

/** Where a recording comes from; reconstructions are never called recorded. */
export const Provenance = z.enum(["recorded", "reconstructed", "simulated"]);

/** Optional first line of a recording. Unknown fields are kept for the reader. */
export const RecordingHeader = z
  .looseObject({
    tocsinRecording: z.literal(1),
    name: z.exactOptional(z.string()),
    provenance: z.exactOptional(Provenance),
    /** First and last arrival, when known in advance: lets a replay show how far it has come. */
    from: z.exactOptional(z.iso.datetime({ offset: true })),
    to: z.exactOptional(z.iso.datetime({ offset: true })),
  })
  .meta({ id: "RecordingHeader", title: "First line of a recording" });
export type RecordingHeader = z.infer<typeof RecordingHeader>;

/** What no reading is made of: whatever stands there, the line counts. */
const borne = z.exactOptional(z.unknown());

/** One line of a recording: what `kcat -C -J` prints. `ts` is the arrival, epoch milliseconds. */
export const RecordingLine = z
  .looseObject({
    topic: z.string().min(1).max(249),
    partition: z.int().nonnegative(),
    offset: z.int().nonnegative(),
    tstype: borne,
    ts: z.int().nonnegative().max(8.64e15),
    broker: borne,
    /** Names and values by turns; null for a header without a value. */
    headers: borne,
    /** Text or null. */
    key: borne,
    payload: z.exactOptional(z.string().nullable()),
    /** Our extension, for values that are not UTF-8 text. */
    payloadBase64: z.exactOptional(z.base64()),
    /** Our extension, for keys that are not UTF-8 text; `key` is null beside it. */
    keyBase64: borne,
  })
  .meta({ id: "RecordingLine", title: "A line of a recording" });
export type RecordingLine = z.infer<typeof RecordingLine>;
