import type { Stream } from "@tocsin/core";
import { rejected, type WireRejection } from "./payload.ts";

/** What shares are called by those who send them. */
const shareName =
  /^(?:error|failure|success|loss|drop|delivery)[-_ ]?(?:rate|ratio|share|percent(?:age)?|pct)$|^(?:availability|uptime)$/i;

const counts = {
  "error-rate": ["requests", "errors"],
  "delivery-latency": ["delivered", "undelivered"],
  "report-volume": ["reports"],
} as const satisfies Record<Stream, readonly string[]>;

/** A message that has a share where counts belong, in words that say what is needed; null for any other. */
export function shareAlone(stream: Stream, value: Readonly<Record<string, unknown>>): WireRejection | null {
  const [first, second] = counts[stream];
  const needed = second === undefined ? first : `${first} and ${second}`;
  const help = `send ${needed} as whole counts of the interval`;
  for (const name of [first, second]) {
    const sent = name === undefined ? undefined : value[name];
    if (typeof sent === "number" && sent > 0 && sent < 1)
      return rejected("value-schema", `${name}: ${sent} looks like a share or a rate; ${help}`);
  }
  if (value[first] !== undefined) return null;
  const share = Object.keys(value).find((name) => shareName.test(name));
  if (share === undefined) return null;
  return rejected(
    "value-schema",
    `${first}: missing; ${share} is a share, and a share alone carries no evidence: ${help}`,
  );
}
