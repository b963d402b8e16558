import type { Incident, Member } from "../incident/index.ts";
import { formatIso } from "../time/format-iso.ts";
import { type Signal, signals } from "../world/world-window.ts";
import type { AlertShape, AlertSignal, ShapeName } from "./event.ts";
import { rounded } from "./round.ts";
import type { Toll, TollWindow } from "./toll.ts";

/** Less than this fails beside what usually does: the rest works. */
const partialBelow = 0.2;
/** No more of what is expected comes. */
const goneBelow = 0.1;
/** So long before the onset requests must have surged, and no more of them may have failed then. */
const surgeBeforeMs = 5 * 60_000;
const stillWorking = 0.01;

type SignalsByService = ReadonlyMap<string, readonly AlertSignal[]>;
export type Load = NonNullable<AlertShape["load"]>;

/**
 * What a failure looks like (rule 48), from the clearest signals of its members; a cause is never asserted. Null where
 * nobody fails by telemetry.
 */
export function shapeOf(incident: Incident, found: SignalsByService, load: Load | null): AlertShape | null {
  if (incident.scope !== "isolated" && incident.scope !== "simultaneous") return null;
  const members = incident.members.map(({ service }) => found.get(service) ?? []);
  const evidence = evidenceOf(members);
  if (load !== null) return { name: "overload-first", evidence, load };
  return { name: commonShape(members.flatMap((one) => memberShape(one) ?? [])), evidence };
}

function evidenceOf(members: readonly (readonly AlertSignal[])[]): AlertShape["evidence"] {
  const telling = signals.flatMap((signal) => {
    const services = members.filter((one) => one.some((found) => found.signal === signal)).length;
    return services === 0
      ? []
      : [{ signal, services, evidenceNats: rounded(natsOf(members.flat(), [signal])) }];
  });
  return telling.sort((one, other) => other.evidenceNats - one.evidenceNats);
}

const natsOf = (found: readonly AlertSignal[], among: readonly Signal[]): number =>
  found
    .filter(({ signal }) => among.includes(signal))
    .reduce((sum, { evidenceNats }) => sum + evidenceNats, 0);

/** The shape of more than half; of failures that are partial here and whole there the more frequent; else mixed. */
function commonShape(found: readonly ShapeName[]): ShapeName {
  const count = (name: ShapeName): number => found.filter((one) => one === name).length;
  const most = [...new Set(found)].find((name) => 2 * count(name) > found.length);
  if (most !== undefined) return most;
  const failing = count("errors") + count("partial");
  if (2 * failing > found.length) return count("errors") >= count("partial") ? "errors" : "partial";
  return "mixed";
}

/** Null where nothing but reports is known of it. */
function memberShape(found: readonly AlertSignal[]): ShapeName | null {
  const isStalled = found.some(({ signal }) => signal === "undelivered");
  const gone: readonly Signal[] = isStalled ? ["traffic"] : ["traffic", "deliveries"];
  if (found.some((one) => gone.includes(one.signal) && isGone(one))) return "traffic-gone";
  const nats = {
    silent: natsOf(found, ["heartbeat"]),
    "traffic-gone": natsOf(found, gone),
    "delivery-stalled": natsOf(found, isStalled ? ["undelivered", "deliveries"] : []),
    errors: natsOf(found, ["errors"]),
    slow: natsOf(found, ["latency"]),
  };
  if (2 * nats.errors >= nats["delivery-stalled"]) nats["delivery-stalled"] = 0;
  const names = Object.keys(nats) as (keyof typeof nats)[];
  const name = names.reduce((best, one) => (nats[one] > nats[best] ? one : best));
  if (nats[name] === 0) return null;
  if (name === "errors") return isPartial(found, "errors") ? "partial" : name;
  if (name === "delivery-stalled") return isPartial(found, "undelivered") ? "partial" : name;
  return name;
}

const isGone = ({ observed, expected }: AlertSignal): boolean =>
  observed !== null && expected !== null && observed <= goneBelow * expected;

/** Whether in no series of the signal so much fails that it is down. */
const isPartial = (found: readonly AlertSignal[], of: Signal): boolean =>
  found.every(
    ({ signal, observed, expected }) => signal !== of || (observed ?? 0) - (expected ?? 0) < partialBelow,
  );

/**
 * The load before the failure, of the member that surged most: requests rose far above what was expected, and did no harm
 * yet, before the member failed. Null unless that is so of half of the members, and of more than half of those whose
 * requests surged at all: elsewhere errors came first, or no surge.
 */
export function loadBefore(toll: Toll, incident: Incident, windowMs: number): Load | null {
  const surged = incident.members.filter(({ service }) =>
    toll.windowsOf(service).some((told) => told.surged > 0),
  );
  const loads = surged.flatMap((member) => memberLoad(toll, member, windowMs) ?? []);
  if (loads.length === 0 || 2 * loads.length <= surged.length || 2 * loads.length < incident.members.length)
    return null;
  const ratio = ({ observed, expected }: Load): number => observed / expected;
  return loads.reduce((most, one) => (ratio(one) > ratio(most) ? one : most));
}

function memberLoad(toll: Toll, { service, onsetWindow }: Member, windowMs: number): Load | null {
  const reach = Math.ceil(surgeBeforeMs / windowMs);
  const before = toll.windowsOf(service).filter(({ window, surged }) => surged > 0 && window < onsetWindow);
  const run: TollWindow[] = [];
  let next = onsetWindow;
  for (const told of before.toReversed()) {
    if (next - told.window > reach) break;
    run.push(told);
    next = told.window;
  }
  const first = run.at(-1);
  if (first === undefined || first.requestsFailed >= stillWorking * first.surged) return null;
  const peak = run.reduce((most, one) =>
    one.surged / one.surgedFrom > most.surged / most.surgedFrom ? one : most,
  );
  return {
    service,
    since: formatIso(first.window * windowMs),
    observed: rounded(peak.surged),
    expected: rounded(peak.surgedFrom),
    unit: "per-window",
  };
}
