import type { AlertEvent, DetectionConfig } from "@tocsin/core";
import { nothingKnown } from "../../packages/core/src/knowledge/knowledge.ts";
import { delayed } from "../../packages/core/test/support/late-world.ts";
import { configOf, run } from "../../packages/core/test/support/run-detection.ts";
import { type SyntheticService, worldWindows } from "../../packages/core/test/support/synthetic-world.ts";
import { faultAt } from "../../packages/core/test/support/usual-world.ts";
import { components, everybody, type Kind } from "./kinds.ts";

/** What is told of a kind: the first alert, and the last one where there is another. */
export interface Told {
  readonly kind: Kind;
  readonly first: AlertEvent;
  readonly last: AlertEvent | null;
}

/** All alerts of a kind's world, in order: two hours in which nothing happens, then what is the matter, then an hour. */
function alertsOf(kind: Kind): readonly AlertEvent[] {
  const { disturbances, delays = [], works } = kind;
  const windows = worldWindows({ seed: 1, services: servicesOf(kind), windows: faultAt + 100, disturbances });
  const { emitted } = run(configFor(works), delayed(windows, delays));
  return emitted.map(({ alert }) => alert);
}

function configFor(works: Kind["works"]): DetectionConfig {
  const config = configOf(components);
  return works === undefined ? config : { ...config, knowledge: { ...nothingKnown, maintenance: works } };
}

/** The incident that is spoken of last: others were taken over by it. */
export function told(kind: Kind): Told {
  const alerts = alertsOf(kind);
  const incident = alerts.at(-1)?.data.incident;
  const own = alerts.filter(({ data }) => data.incident === incident);
  const [first] = own;
  if (first === undefined) throw new Error(`nothing is told of ${kind.name}`);
  return { kind, first, last: own.length > 1 ? own.at(-1)! : null };
}

function servicesOf({ unmeasured = [], observers }: Kind): readonly SyntheticService[] {
  return everybody.flatMap((name): readonly SyntheticService[] => {
    if (unmeasured.includes(name)) return [{ name, reports: 3 }];
    if (observers === undefined) return [{ ...usual, name }];
    return observers.map((source, index) => ({ ...(index === 0 ? usual : measured), name, source }));
  });
}

const measured = {
  requests: 2000,
  errorShare: 0.001,
  delivered: 800,
  undeliveredShare: 0.002,
  p95Ms: 300,
} as const;

/** A busy service with every signal. */
const usual = { ...measured, reports: 3 } as const;
