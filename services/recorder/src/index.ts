export { type Recorder, recorder, type RecorderOptions } from "./app.ts";
export type { LogGap, RecorderObserver, RejectedRecord, WrittenDelivery } from "./observer.ts";
export type { RecorderPatience } from "./patience.ts";
