import { arrivals } from "../telemetry/deliveries.ts";
import { placeOf } from "../telemetry/place-of.ts";
import type { Sent } from "../telemetry/sent.ts";
import type { World } from "../world/world.ts";
import { msOf } from "../world/world-time.ts";

/** A line without its end, and the minute of the world in which it arrives. */
export interface LineOfWorld {
  readonly minute: number;
  readonly text: string;
}

/** The recording of a world, header first, in order of arrival: what `tocsin replay` reads. */
export function* recordingLines(world: World, name: string): Generator<LineOfWorld, void, void> {
  yield { minute: 0, text: headerOf(world, name) };
  const offsets = new Map<string, number>();
  let minute = 0;
  // What is late at the end never arrives.
  for (const arrived of arrivals(world, 0, world.minutes + 1)) {
    for (const sent of arrived) yield { minute, text: lineOf(sent, offsets) };
    minute += 1;
  }
}

const headerOf = (world: World, name: string): string =>
  JSON.stringify({
    tocsinRecording: 1,
    name,
    provenance: "simulated",
    from: new Date(msOf(1)).toISOString(),
    to: new Date(msOf(world.minutes + 1)).toISOString(),
    seed: world.seed,
  });

function lineOf(sent: Sent, offsets: Map<string, number>): string {
  const { topic, partition } = placeOf(sent);
  const log = `${topic} ${partition}`;
  const offset = offsets.get(log) ?? 0;
  offsets.set(log, offset + 1);
  return JSON.stringify({
    topic,
    partition,
    offset,
    tstype: "create",
    ts: sent.arrivalMs,
    broker: 1,
    key: sent.service,
    payload: JSON.stringify(payloadOf(sent)),
  });
}

function payloadOf({ stream: _, arrivalMs: _arrival, ...payload }: Sent): object {
  if (!("p95Ms" in payload)) return payload;
  const { p95Ms, ...rest } = payload;
  return p95Ms === null ? rest : payload;
}
