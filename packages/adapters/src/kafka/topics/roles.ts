import type { Topics } from "@tocsin/contracts";

/** What a topic is for: the key of its name in the configuration. */
export type TopicRole = keyof Topics;

export const telemetryRoles = ["errorRate", "deliveryLatency", "reportVolume"] as const;

/** Topics with a partition for each input partition. */
export const derivedRoles = ["windows", "deadLetters", "intakeState"] as const;

export const topicRoles = [
  ...telemetryRoles,
  "windows",
  "evidence",
  "incidents",
  "deadLetters",
  "commands",
  "intakeState",
  "detectorState",
  "acknowledgements",
  "notifierState",
] as const satisfies readonly TopicRole[];

/** The topics that each worker reads or writes. */
export const rolesOfWorker = {
  intake: [...telemetryRoles, "windows", "deadLetters", "intakeState"],
  detector: [
    ...telemetryRoles,
    "windows",
    "evidence",
    "incidents",
    "deadLetters",
    "commands",
    "detectorState",
  ],
  recorder: ["evidence", "incidents"],
  notifier: ["incidents", "deadLetters", "acknowledgements", "notifierState"],
} as const satisfies Readonly<Record<string, readonly TopicRole[]>>;

/** What a worker does without where it is not there: it was added in 0.3.0, and without it nobody can tell it anything. */
export const optionalRoles: readonly TopicRole[] = ["commands"];

export const isTelemetry = (role: TopicRole): boolean => telemetryRoles.some((one) => one === role);
/** Compacted: of each key the newest record is the truth. */
export const isKeyed = (role: TopicRole): boolean => role === "acknowledgements" || role === "notifierState";
export const isDerived = (role: TopicRole): boolean => derivedRoles.some((one) => one === role);
