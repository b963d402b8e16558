import type { InfluxSink, RetryOptions } from "@tocsin/adapters/influx";
import type { Configuration, Topology } from "@tocsin/contracts";
import type { Log } from "@tocsin/log";
import type { RecorderInstrumentation } from "./instrumentation.ts";

export interface RecorderOptions {
  /** Is the caller's to close, as is the sink. */
  readonly log: Log;
  readonly sink: InfluxSink;
  readonly configuration: RecorderConfiguration;
  readonly topology: Topology | null;
  readonly instrumentation: RecorderInstrumentation;
  /** How a database that is away is waited for; the usual way unless given. */
  readonly retry?: Pick<RetryOptions, "firstWaitMs" | "longestWaitMs" | "wait">;
}

export interface RecorderConfiguration extends Pick<Configuration, "environment" | "clock"> {
  readonly topics: RecordedTopics;
  readonly kafka: Pick<Configuration["kafka"], "namePrefix">;
}

export interface RecordedTopics {
  readonly evidence: string;
  readonly incidents: string;
}

export const recorderGroup = ({ kafka }: RecorderConfiguration): string => `${kafka.namePrefix}.recorder`;
