import { autoregression, randomStream } from "@tocsin/worlds/random";
import { logCount, type Reading, recordingLine } from "./recording/series.ts";
import { usualPartitionsPerTopic } from "./recording/transport.ts";
import { serviceSampler } from "./telemetry/service-sampler.ts";
import { faultInfluences } from "./world/fault-influences.ts";
import type { Influence } from "./world/influence.ts";
import { usualNoise } from "./world/noise.ts";
import { checkWorld, type World } from "./world/world.ts";

const minuteMs = 60_000;

/**
 * The recording of a world, line by line without line ends, header first: what `tocsin replay` reads.
 *
 * Readings of a minute arrive after its end, in the order of their random delays; offsets count from 0 in each
 * partition. The lines depend on `world` alone, not on time zone, machine or time. Only one minute is held in
 * memory. Adding a service or a fault leaves the counts of all other services as they were.
 *
 * @throws RangeError when the world cannot be generated, before the first line.
 */
export function generateTelemetry(world: World): Generator<string, void, void> {
  checkWorld(world);
  return recordingLines(world);
}

function* recordingLines(world: World): Generator<string, void, void> {
  yield header(world);
  const samplers = serviceSamplers(world);
  const nextShared = autoregression(
    randomStream(world.seed, "shared-load"),
    (world.noise ?? usualNoise).sharedLoad,
  );
  const offsets: number[] = Array.from(
    { length: logCount(world.partitionsPerTopic ?? usualPartitionsPerTopic) },
    () => 0,
  );
  for (let ts = world.from; ts < world.to; ts += minuteMs) {
    const readings: Reading[] = [];
    const shared = nextShared();
    for (const sample of samplers) sample(readings, ts, shared);
    readings.sort((one, other) => one.arrival - other.arrival);
    for (const reading of readings) {
      const { log } = reading.series;
      const offset = offsets[log] ?? 0;
      offsets[log] = offset + 1;
      yield recordingLine(reading, offset);
    }
  }
}

function header(world: World): string {
  return JSON.stringify({
    tocsinRecording: 1,
    ...(world.name === undefined ? {} : { name: world.name }),
    provenance: world.provenance ?? "simulated",
    from: new Date(world.from + minuteMs).toISOString(),
    to: new Date(world.to + minuteMs - 1).toISOString(),
    seed: world.seed,
  });
}

function serviceSamplers(world: World): readonly ReturnType<typeof serviceSampler>[] {
  const byUnit = Map.groupBy(worldInfluences(world), (influence) => influence.unit);
  return world.services.map((profile) => serviceSampler(world, profile, (unit) => byUnit.get(unit) ?? []));
}

function worldInfluences(world: World): readonly Influence[] {
  const fromFaults = (world.faults ?? []).flatMap((fault) => faultInfluences(fault, world.seed));
  return [...fromFaults, ...(world.influences ?? [])];
}
