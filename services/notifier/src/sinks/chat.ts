import type { ResolvedSink } from "@tocsin/adapters/config";
import { frameOf, habitsOf, type SinkFrame, toPeople } from "./frame.ts";
import { type Fetch, post } from "./post.ts";
import type { Message, Sink } from "./sink.ts";

/** Chats take about one message a second. */
const usual: SinkFrame = { perMinute: 60, batch: 1, noted: "always" };

/** A chat that takes messages by a webhook. It knows no key: what is sent twice is there twice. */
export function chat(sink: ResolvedSink, written: (message: Message) => object, send?: Fetch): Sink {
  const frame = frameOf(sink, usual);
  return {
    ...frame,
    habits: habitsOf(sink, toPeople),
    tell: async ([message], stop) => {
      if (message === undefined) return { kind: "taken" };
      const body = JSON.stringify(written(message));
      const headers = { "content-type": "application/json; charset=utf-8" };
      return await post({ url: sink.url ?? "", body, headers, timeoutMs: frame.timeoutMs }, stop, send);
    },
  };
}
