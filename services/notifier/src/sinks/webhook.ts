import { createHmac } from "node:crypto";
import type { ResolvedSink } from "@tocsin/adapters/config";
import { authorization } from "./alertmanager.ts";
import { frameOf, habitsOf, type SinkFrame } from "./frame.ts";
import { type Fetch, post } from "./post.ts";
import type { Sink } from "./sink.ts";

const usual: SinkFrame = { perMinute: 600, batch: 1, noted: "never" };

/**
 * Any server: the alert as it stands in the topic, by the HTTP binding of CloudEvents in structured mode. A receiver knows
 * a repetition by `id`, incident and revision, which stands in `Idempotency-Key` too.
 */
export function webhook(sink: ResolvedSink, send?: Fetch): Sink {
  const frame = frameOf(sink, usual);
  return {
    ...frame,
    habits: habitsOf(sink, {
      updates: "all",
      hearsOfCare: false,
      refreshMs: null,
      alwaysEnds: true,
      showMs: null,
    }),
    tell: async ([message], stop) => {
      if (message === undefined) return { kind: "taken" };
      const body = JSON.stringify(message.event);
      const headers = {
        "content-type": "application/cloudevents+json; charset=utf-8",
        "idempotency-key": message.event.id,
        ...(message.acknowledgeUrl === null ? {} : { "tocsin-acknowledge": message.acknowledgeUrl }),
        ...authorization(sink),
        ...(sink.secret === null ? {} : { "tocsin-signature": signature(sink.secret, body, message.nowMs) }),
      };
      return await post({ url: sink.url ?? "", body, headers, timeoutMs: frame.timeoutMs }, stop, send);
    },
  };
}

/**
 * `t=SECONDS,v1=HEX`: the HMAC with SHA-256 of `SECONDS.BODY` under the shared key, in hexadecimal. The time is part of it,
 * so that a receiver can refuse what was caught and sent again later.
 */
function signature(key: string, body: string, nowMs: number): string {
  const seconds = Math.floor(nowMs / 1000);
  return `t=${seconds},v1=${createHmac("sha256", key).update(`${seconds}.${body}`, "utf8").digest("hex")}`;
}
