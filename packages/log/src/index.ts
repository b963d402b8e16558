export { deadLetter, undecodableLetter } from "./dead-letter.ts";
export { type GroupWorker, groupWorker } from "./group-worker.ts";
export { keepTrying } from "./keep-trying.ts";
export {
  inputName,
  inputPlaces,
  outputPartition,
  outputPartitionsNeeded,
  telemetryStandIn,
} from "./places.ts";
export {
  type AppendedRecord,
  type HeldBack,
  type JoinOptions,
  type Log,
  type LogDelivery,
  LogFault,
  type LogFaultKind,
  type LogGapReason,
  type LogHeaders,
  type LogHeaderValue,
  type LogMark,
  type LogMembership,
  type LogPlace,
  type LogPosition,
  type LogReader,
  type LogRecord,
  type LogSpan,
  type LogTransaction,
  type LogWriter,
  type NewLogRecord,
  type WhenMissing,
} from "./log.ts";
export { gapWords, type LogGap, logGap } from "./log-gap.ts";
export { presentCounts } from "./present-counts.ts";
export { readBetween } from "./read-between.ts";
export { sendInBatches } from "./send-in-batches.ts";
export { type StandAside } from "./stand-aside.ts";
export { StateFault } from "./state-fault.ts";
export { type SavedState, type StateLog, stateLog, type StateLogConfig, stateOwner } from "./state-log.ts";
