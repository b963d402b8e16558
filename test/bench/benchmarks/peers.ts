import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Benchmark } from "../benchmark.ts";
import { figure } from "../figure.ts";
import { goals } from "../goals.ts";
import { interleaved } from "../measure/interleave.ts";
import { perSecond, relativeSpeeds, type Sample } from "../measure/sample.ts";
import type { Peer } from "../peers/found-peers.ts";
import { rowsByService } from "../peers/rates.ts";
import { detectAll } from "./engine.ts";
import { steadyWorldInWords } from "./steady-world-in-words.ts";

/** A cut forest takes a hundred times as long for a row: it gets the first few services alone. */
const forestServices = 3;

export const peers: Benchmark = {
  name: "peers",
  what: "the engine beside detectors of others over the same rates, on one core each: river's half-space trees and a robust random cut forest",
  async run(inputs) {
    const found = await inputs.peers();
    if (found.kind === "none") return { skipped: `the detectors of others cannot be had: ${found.reasons}` };
    const { peerSeconds, repetitions, warmUpMs } = inputs.size;
    const steady = inputs.steadyWorld();
    const services = rowsByService(steady);
    const rows = {
      services: services,
      series: services.flatMap(eachAlone),
      few: services.slice(0, forestServices),
    };
    const versions = new Set<string>();
    const scoring = (peer: Peer, name: keyof typeof rows): (() => Promise<Sample>) => {
      const file = join(inputs.folder, `peers-${name}.json`);
      writeFileSync(file, JSON.stringify(rows[name]));
      return async () => {
        const scored = await found.score(peer, file, peerSeconds);
        versions.add(scored.versions);
        return scored;
      };
    };
    // A peer is a process of its own that fills its trees before it counts; only the engine has to be warmed up.
    for (let warmMs = 0; warmMs < warmUpMs;) warmMs += detectAll(steady, false).processorMs;
    const samples = await interleaved(
      {
        engine: () => detectAll(steady, false),
        byService: scoring("river", "services"),
        bySeries: scoring("river", "series"),
        forest: scoring("rrcf", "few"),
      },
      { repetitions: Math.min(repetitions, 3), warmUpMs: 0 },
    );
    const beside = (other: readonly Sample[]): readonly number[] => relativeSpeeds(samples.engine, other);
    return {
      input: `${steadyWorldInWords(steady)}; ${[...versions].join("; ")}; half-space trees with their defaults (10 trees of height 8, window 250) behind a MinMaxScaler, scored and taught row by row; cut forest of 40 trees of 256 rows, of ${rows.few.length} services alone; each ${peerSeconds} s after its trees were filled`,
      figures: [
        figure("engine: stream-minutes", "per second", samples.engine.map(perSecond)),
        figure("half-space trees of a service: rates", "per second", samples.byService.map(perSecond)),
        figure("engine beside half-space trees of a service", "times", beside(samples.byService)),
        figure("half-space trees of a series: rates", "per second", samples.bySeries.map(perSecond)),
        figure(
          "engine beside half-space trees of a series",
          "times",
          beside(samples.bySeries),
          goals.engineOverTrees,
        ),
        figure("cut forest of a service: rates", "per second", samples.forest.map(perSecond)),
        figure("engine beside a cut forest of a service", "times", beside(samples.forest)),
      ],
      processorShare: null,
    };
  },
};

type Rows = readonly (readonly number[])[];

/** The columns of a service's rows, as rows of one. */
const eachAlone = (minutes: Rows): readonly Rows[] =>
  (minutes[0] ?? []).map((_, column) => minutes.map((row) => [row[column]!]));
