import { topicNames } from "@tocsin/contracts";
import type { HoldSettings, ProbedInterval } from "./held-probes.ts";

export interface RecordingFacts extends HoldSettings {
  readonly name: string;
  /** How the monitor writes, and how probes were made of that. */
  readonly note: string;
  /** First and last arrival, epoch milliseconds. */
  readonly from: number;
  readonly to: number;
}

/** The first line: says that the probes were derived, and how. */
export function headerLine({ name, note, from, to, cadenceMs, holdMs }: RecordingFacts): string {
  return line({
    tocsinRecording: 1,
    name,
    provenance: "recorded",
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    derived: {
      kind: "held-state-probes",
      note,
      cadenceMs,
      holdMs,
    },
  });
}

/** One line per probe of the interval; `offset` is that of the first. A probe arrives when its interval ends. */
export function probeLines({ start, probes }: ProbedInterval, cadenceMs: number, offset: number): string {
  const lines = probes.map(({ service, source, failed }, index) =>
    line({
      topic: topicNames.errorRate,
      partition: 0,
      offset: offset + index,
      tstype: "create",
      ts: start + cadenceMs,
      key: service,
      payload: JSON.stringify({
        service,
        ts: start,
        intervalMs: cadenceMs,
        requests: 1,
        errors: failed ? 1 : 0,
        source,
      }),
    }),
  );
  return lines.join("");
}

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;
