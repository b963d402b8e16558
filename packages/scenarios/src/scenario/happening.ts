import { LabelledIncident, Name, UnitName } from "@tocsin/contracts";
import { z } from "zod";
import { annotated } from "./annotated.ts";

const instant = z.iso.datetime().transform((text) => Date.parse(text));
const positive = z.number().positive();
const minutes = z.number().nonnegative();
const share = z.number().min(0).max(1);

/** What is different at full strength; what is not named stays as it is. */
const Changed = z.strictObject({
  trafficFactor: z.exactOptional(positive),
  errorFactor: z.exactOptional(positive),
  failingShare: z.exactOptional(share),
  latencyFactor: z.exactOptional(positive),
  undeliveredFactor: z.exactOptional(positive),
  stuckShare: z.exactOptional(share),
  reportsFactor: z.exactOptional(positive),
  silent: z.exactOptional(z.literal(true)),
});

/** What a happening does to some units. */
const Effect = z.strictObject({
  /** Services, service/operation, or `@NAME`: what the observer of that name sees. */
  units: z.array(z.string().min(1)).min(1),
  changed: annotated(Changed),
  /** `[minutes since the onset, strength]`, straight lines between, level before the first and after the last. */
  course: annotated(z.array(z.tuple([minutes, share])).min(1)),
  /** Minutes by which a unit is later than the onset; 0 unless named. */
  delayMinutes: z.exactOptional(annotated(z.record(z.string(), minutes))),
  /** Strength of units that feel less of it; 1 unless named. */
  weight: z.exactOptional(annotated(z.record(z.string(), share))),
});

/** People who complain: what their counters showed at the height, and how it came and went. */
const Complaints = z.strictObject({
  counterMinutes: annotated(positive),
  /** Of services that failed, and of those that were blamed though they worked; published and assumed apart. */
  peaks: z.array(annotated(z.record(Name, z.number().nonnegative()))).min(1),
  /** Minutes by which people complain of a service later than of the others; 0 unless named. */
  delayMinutes: z.exactOptional(annotated(z.record(Name, minutes))),
  fromMinutes: annotated(minutes),
  peakMinutes: annotated(positive),
  growthPower: annotated(positive),
  decayMinutes: annotated(positive),
  decayAfterEndMinutes: annotated(positive),
});

/** Load as at another time of the week: clocks that were changed, a Thursday that is like a Sunday. */
const AsAtOtherTime = z.strictObject({
  units: z.array(UnitName).min(1),
  shiftMinutes: annotated(z.int()),
});

/** One thing that happens in a scenario. With a `scope` something failed and it is labelled; without, nothing did. */
export const Happening = z.strictObject({
  id: z.string().min(1),
  scope: z.exactOptional(LabelledIncident.shape.scope),
  /** Who failed, as the labels say it. */
  services: z.exactOptional(z.array(Name)),
  component: z.exactOptional(Name.nullable()),
  innocent: z.exactOptional(z.array(Name)),
  onset: annotated(instant),
  end: annotated(instant),
  effects: z.array(Effect),
  complaints: z.exactOptional(Complaints),
  asAtOtherTime: z.exactOptional(AsAtOtherTime),
});
export type Happening = z.infer<typeof Happening>;
