export { intakeApp, type IntakeAppOptions } from "./app.ts";
export { type ConfiguredTopics, configuredTopics } from "./foreign/configured-topics.ts";
export type { ForeignTaken } from "./foreign/foreign-partition.ts";
export type { IntakeCommit, IntakeInstrumentation } from "./instrumentation.ts";
export { intakeGroup, type IntakeOptions } from "./intake-options.ts";
export {
  type IntakeSession,
  type IntakeSessionConfig,
  intakeSession,
  type IntakeStep,
  type RefusedRecord,
  type TelemetryRecord,
} from "./intake-session.ts";
export {
  type PartitionFigures,
  type ProducerFigures,
  type ProducerWatch,
  type ProducerWatchOptions,
  producerWatch,
} from "./producers/producer-watch.ts";
export { producerName } from "./producers/told-producers.ts";
export { isSkewed, type PartitionHealth, partitionHealth, worstFirst } from "./producers/unwell.ts";
export { intakeWorker } from "./intake-worker.ts";
