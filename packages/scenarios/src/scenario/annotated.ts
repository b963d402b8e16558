import { z } from "zod";

/**
 * `published`: a source gives this number. `derived`: computed from published numbers. `assumed`: nobody gives it;
 * it was chosen here.
 */
export const statuses = ["published", "derived", "assumed"] as const;
export type Status = (typeof statuses)[number];

/** Where a value comes from. Everything that is not published says why it is what it is. */
const origin = {
  status: z.enum(statuses),
  /** Keys of the file's `sources` section. */
  source: z.array(z.string().min(1)).min(1),
  why: z.exactOptional(z.string().min(10)),
};

/** What every annotated entry of a scenario file looks like, whatever its value. */
export const AnnotatedEntry = z
  .strictObject({ value: z.unknown(), ...origin })
  .refine((entry) => entry.status === "published" || entry.why !== undefined, {
    error: "a derived or assumed value needs a `why`",
  });
export type AnnotatedEntry = z.infer<typeof AnnotatedEntry>;

/** An annotated entry `{ value, status, source, why }` whose value matches `value`, read as that bare value. */
export function annotated<Value extends z.ZodType>(value: Value) {
  return AnnotatedEntry.transform((entry) => entry.value).pipe(value);
}
