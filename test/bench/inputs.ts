import type { FoundCheckout } from "./clone/found-checkout.ts";
import type { FoundBroker } from "./kafka/found-broker.ts";
import type { FoundInflux } from "./influx/found-influx.ts";
import type { FoundPeers } from "./peers/found-peers.ts";
import { firstLines } from "./worlds/first-lines.ts";
import { type Recording, scenarioRecording } from "./worlds/recordings.ts";
import type { Size } from "./sizes.ts";
import { type SteadyWorld, steadyWorld } from "./worlds/steady-world.ts";

/** What benchmarks work on, made when first asked for. */
export interface Inputs {
  readonly size: Size;
  /** A folder for what replays write. */
  readonly folder: string;
  readonly recording: () => Promise<Recording>;
  /** Lines of the recording, without its header. */
  readonly lines: () => Promise<readonly string[]>;
  readonly steadyWorld: () => SteadyWorld;
  /** The one broker of the run, looked for when first asked for. */
  readonly broker: () => Promise<FoundBroker>;
  /** An InfluxDB, started when asked for; whoever asks ends it. */
  readonly influx: () => Promise<FoundInflux>;
  /** The detectors of others, looked for when asked for. */
  readonly peers: () => Promise<FoundPeers>;
  /** The commit that is measured, to be cloned. */
  readonly checkout: () => FoundCheckout;
}

/** What is looked for on the machine. */
export interface Finders {
  readonly findBroker: () => Promise<FoundBroker>;
  readonly findInflux: () => Promise<FoundInflux>;
  readonly findPeers: () => Promise<FoundPeers>;
  readonly findCheckout: () => FoundCheckout;
}

export function inputsOf(size: Size, folder: string, finders: Finders): Inputs {
  const { findBroker, findInflux, findPeers, findCheckout } = finders;
  let broker: Promise<FoundBroker> | null = null;
  let recording: Promise<Recording> | null = null;
  let lines: Promise<readonly string[]> | null = null;
  let steady: SteadyWorld | null = null;
  const inputs: Inputs = {
    size,
    folder,
    recording: () => (recording ??= scenarioRecording(folder, size.replayedMinutes)),
    lines: () => (lines ??= inputs.recording().then(({ plain }) => firstLines(plain, 1, size.lines))),
    steadyWorld: () => (steady ??= steadyWorld(size.learnedMinutes, size.measuredMinutes)),
    broker: () => (broker ??= findBroker()),
    influx: findInflux,
    peers: findPeers,
    checkout: findCheckout,
  };
  return inputs;
}
