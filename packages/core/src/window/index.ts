import type { PartitionState } from "./partition-state.ts";

export { addReading, type AnyAdmission, countRejected, participate } from "./add-message.ts";
export { closeByClock, closerOf, openReadings, resetPartition } from "./advance.ts";
export { closeWindows } from "./close-windows.ts";
export { comparePlaces, compareText } from "./compare-places.ts";
export type { Frame } from "./frame.ts";
export { lateReadingsOf, readingsOf } from "./frame-readings.ts";
export {
  believe,
  clockAgreementMs,
  hear,
  isNear,
  nextPlace,
  refusedBecauseOf,
  released,
  settle,
  startOf,
  type TimedMessage,
  wait,
  waitingAfter,
  type WaitingMessage,
} from "./partition-clock.ts";
export {
  type PartitionSnapshot,
  partitionSnapshot,
  partitionState,
  restoredPartition,
} from "./partition-state.ts";

/** A partition's windows, as others see them: only the functions of this folder change them. */
export type Partition = Readonly<PartitionState>;
