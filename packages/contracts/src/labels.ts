import { z } from "zod";
import { Name } from "./names.ts";

const instant = z.iso.datetime({ offset: true });

export const LabelledIncident = z.strictObject({
  id: z.string().min(1),
  scope: z.enum(["isolated", "simultaneous", "reports-only", "source", "blind"]),
  onset: instant,
  end: instant,
  services: z.array(Name),
  component: z.exactOptional(Name.nullable()),
  /** Services that must not be called members. */
  innocent: z.exactOptional(z.array(Name)),
});

/** The truth, for scoring. Quiet periods are those in which nothing simultaneous happened. */
export const Labels = z
  .strictObject({
    incidents: z.array(LabelledIncident),
    quiet: z.exactOptional(z.array(z.strictObject({ from: instant, to: instant }))),
  })
  .meta({ id: "Labels", title: "Labels file" });
export type Labels = z.infer<typeof Labels>;
