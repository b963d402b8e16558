import { nothingKnown, type PlannedWork } from "../../src/knowledge/knowledge.ts";
import type { TopologyInput } from "../../src/correlate/index.ts";
import type { EvidenceFrame } from "../../src/alert/index.ts";
import { windowDetection, type WindowDetection } from "../../src/pipeline/window-detection.ts";
import type { WorldWindow } from "../../src/world/world-window.ts";
import type { Disturbance } from "./disturbance.ts";
import { configOf, type Emitted } from "./run-detection.ts";
import { minuteMs, type SyntheticService, worldStartMs, worldWindows } from "./synthetic-world.ts";
import { faultAt, tenNames, usualComponents, usualService } from "./usual-world.ts";

/** Start of a window of the synthetic worlds, epoch ms. */
export const msOf = (window: number): number => worldStartMs + window * minuteMs;

interface WorkOf extends Partial<Pick<PlannedWork, "id" | "services" | "components">> {
  /** First window, and the first one after it; null: no end is told. */
  readonly from: number;
  readonly to: number | null;
}

/** Planned work in windows of the synthetic worlds. */
export const plannedWork = ({ from, to, ...of }: WorkOf): PlannedWork => ({
  id: "work",
  services: [],
  components: [],
  note: null,
  fromMs: msOf(from),
  toMs: to === null ? null : msOf(to),
  ...of,
});

export interface PlannedRun {
  readonly seed?: number;
  readonly windows?: number;
  readonly services?: readonly SyntheticService[];
  readonly components?: Readonly<Record<string, readonly string[]>> | null;
  readonly topology?: TopologyInput;
  readonly works?: readonly PlannedWork[];
  readonly disturbances?: readonly Disturbance[];
  readonly withEvidence?: boolean;
  /** Called before each window from `faultAt` on. */
  readonly before?: (window: number, detection: WindowDetection) => void;
  /** Another form of the windows. */
  readonly changed?: (windows: readonly WorldWindow[]) => readonly WorldWindow[];
}

export interface PlannedOutcome {
  readonly emitted: readonly Emitted[];
  /** By window, from `faultAt` on. */
  readonly frames: ReadonlyMap<number, EvidenceFrame>;
  readonly detection: WindowDetection;
}

/** A world with two usual hours, and what happens and is planned from `faultAt` on. */
export function plannedRun(of: PlannedRun): PlannedOutcome {
  const { seed = 1, windows = faultAt + 120, services = tenNames.map(usualService) } = of;
  const { components = usualComponents, works = [], disturbances = [], withEvidence = false } = of;
  const config = configOf(components);
  const detection = windowDetection({
    ...config,
    ...(of.topology === undefined ? {} : { topology: of.topology }),
    withEvidence,
    knowledge: { ...nothingKnown, maintenance: works },
  });
  const world = worldWindows({ seed, services, windows, disturbances });
  const frames = new Map<number, EvidenceFrame>();
  const emitted: Emitted[] = [];
  (of.changed?.(world) ?? world).forEach((input, window) => {
    if (window >= faultAt) of.before?.(window, detection);
    const { alerts, evidence } = detection.step(input);
    if (evidence !== null && window >= faultAt) frames.set(window, evidence);
    for (const alert of alerts) emitted.push({ window, alert });
  });
  return { emitted, frames, detection };
}

/** Each event as `window: scope status reason`. */
export const told = (emitted: readonly Emitted[]): readonly string[] =>
  emitted.map(({ window, alert: { data } }) => `${window}: ${data.scope} ${data.status} ${data.reason}`);

/** First events of incidents alone. */
export const opened = (emitted: readonly Emitted[]): readonly Emitted[] =>
  emitted.filter(({ alert }) => alert.data.revision === 1);
