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

/**
 * One line of a recording: what `kcat -C -J` prints. `ts` is the arrival, epoch milliseconds.
 * Only what a replay needs is checked: other tools write headers, keys and timestamp types of their own kinds.
 */
export const RecordingLine = z
  .looseObject({
    topic: z.string().min(1).max(249),
    partition: z.int().nonnegative(),
    offset: z.int().nonnegative(),
    /** `create`, `logappend` or `unknown` where `kcat` wrote it. */
    tstype: z.unknown().optional(),
    ts: z.int().nonnegative().max(8.64e15),
    broker: z.unknown().optional(),
    /** Names and values by turns where `kcat` wrote them. */
    headers: z.unknown().optional(),
    key: z.unknown().optional(),
    /** The message value as text; an object or array stands for its JSON. */
    payload: z.exactOptional(
      z.union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())]).nullable(),
    ),
    /** Our extension, for values that are not UTF-8 text. */
    payloadBase64: z.exactOptional(z.base64()),
    /** Our extension, for keys that are not UTF-8 text; `key` is null beside it. */
    keyBase64: z.unknown().optional(),
  })
  .meta({ id: "RecordingLine", title: "A line of a recording" });
export type RecordingLine = z.infer<typeof RecordingLine>;

const fileInManifest = z.object({
  file: z.string().regex(/^[^/\\]+$/),
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  messages: z.int().nonnegative(),
  /** Arrival of the first and of the last message. */
  from: z.iso.datetime(),
  to: z.iso.datetime(),
});

/** What a recording of several files consists of, and from where it goes on. */
export const RecordingManifest = z.object({
  tocsinManifest: z.literal(1),
  /** Whether the recording reached the end that was asked for. */
  complete: z.boolean(),
  files: z.array(fileInManifest),
  /** Of each partition the first offset that is in none of the files. */
  next: z.array(
    z.object({
      topic: z.string().min(1).max(249),
      partition: z.int().nonnegative(),
      offset: z.int().nonnegative(),
    }),
  ),
});
export type RecordingManifest = z.infer<typeof RecordingManifest>;
