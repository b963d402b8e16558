import { z } from "zod";
import { Name, topicNames } from "./names.ts";

/** The one sensitivity knob: how many false simultaneous alarms are acceptable. */
export const Budget = z.strictObject({
  /** False simultaneous alarms per 90 days. */
  falseAlarmsPer90Days: z.number().min(0.001).max(1000).default(1),
});

export const Configuration = z
  .strictObject({
    environment: Name.default("default"),
    budget: Budget.prefault({}),
    windowMs: z.int().min(1000).max(3_600_000).default(60_000),
    /** How long a window waits for stragglers after its end. */
    allowedLatenessMs: z.int().min(0).max(3_600_000).default(30_000),
    topics: z
      .strictObject({
        errorRate: z.string().min(1).default(topicNames.errorRate),
        deliveryLatency: z.string().min(1).default(topicNames.deliveryLatency),
        reportVolume: z.string().min(1).default(topicNames.reportVolume),
      })
      .prefault({}),
  })
  .meta({ id: "Configuration", title: "Configuration file" });
export type Configuration = z.infer<typeof Configuration>;
/** What a user may write: every key is optional. */
export type ConfigurationInput = z.input<typeof Configuration>;
