import type { MessageCounts } from "../telemetry/message-sampler.ts";
import type { RequestCounts } from "../telemetry/request-sampler.ts";

/** The counts of a reading as escaped JSON members, to stand inside a recording line's payload text. */
export function requestBody(counts: Readonly<RequestCounts>): string {
  return `\\"requests\\":${counts.requests},\\"errors\\":${counts.errors}`;
}

export function reportBody(reports: number): string {
  return `\\"reports\\":${reports}`;
}

/** Without `oldestUndeliveredMs` when nothing waits and without quantiles when nothing was delivered. */
export function messageBody(counts: Readonly<MessageCounts>): string {
  const oldest =
    counts.oldestUndeliveredMs === null ? "" : `,\\"oldestUndeliveredMs\\":${counts.oldestUndeliveredMs}`;
  const quantiles =
    counts.p50Ms === null
      ? ""
      : `,\\"p50Ms\\":${counts.p50Ms},\\"p95Ms\\":${counts.p95Ms},\\"p99Ms\\":${counts.p99Ms}`;
  return `\\"delivered\\":${counts.delivered},\\"undelivered\\":${counts.undelivered}${oldest}${quantiles}`;
}
