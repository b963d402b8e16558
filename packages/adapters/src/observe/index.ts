export { discreet } from "./discreet.ts";
export { type EventName, events, type Level } from "./events.ts";
export { type Health, health, type HealthCheck, type HealthVerdict } from "./health.ts";
export { type HealthServer, healthServer, type HealthServerOptions } from "./health-server.ts";
export { type Instruments, progressDeadlineMs } from "./instruments.ts";
export { type EventFields, type Logger, logger, type LoggerOptions } from "./logger.ts";
export {
  type Metrics,
  metrics,
  type MetricsOptions,
  type TransactionOutcome,
  type WorkerName,
} from "./metrics.ts";
export type { MetricsFormat } from "./metrics-format.ts";
export { sayNowAndThen } from "./say-now-and-then.ts";
export { tellAside } from "./tell-aside.ts";
