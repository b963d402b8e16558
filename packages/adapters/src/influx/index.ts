export { checkInflux, type InfluxCheck } from "./check.ts";
export { InfluxFault, type InfluxFaultKind } from "./influx-fault.ts";
export { influxOf } from "./influx-of.ts";
export { lineOf } from "./line-protocol.ts";
export type { FieldValue, Point } from "./point.ts";
export { type Projection, projection } from "./projection.ts";
export { type InfluxCell, influxQuery, type InfluxTable } from "./query.ts";
export type { BucketChange } from "./retention.ts";
export { ensureBucket } from "./setup.ts";
export {
  type InfluxSink,
  influxSink,
  type InfluxSinkOptions,
  type SetAsidePoint,
  type WriteReport,
} from "./sink.ts";
export { type InfluxRetry, type RetryOptions, untilWritten } from "./until-written.ts";
