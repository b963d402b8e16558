import type { CalendarDay, Configuration, ErrorCode, Maintenance, Topology } from "@tocsin/contracts";
import type { ConfigFault, ConfigPath } from "./config-fault.ts";
import { suggester } from "./did-you-mean.ts";
import type { KnowledgeKey } from "./knowledge.ts";
import type { YamlSource } from "./yaml-source.ts";
import { isZone } from "./zone-table.ts";

type AddFault = (code: ErrorCode, path: ConfigPath, message: string) => ConfigFault;

const faultAdder =
  (source: YamlSource): AddFault =>
  (code, path, message) => ({
    code,
    file: source.file,
    ...source.position(path),
    path: path.join("."),
    message,
  });

/**
 * What cannot be true of what a configuration says of the world: a zone that is not known, a day that is like two, work
 * that ends before it begins, or of which nobody knows on what.
 */
export function knowledgeFaults(
  { timeZone, calendar, maintenance, exclude }: Pick<Configuration, KnowledgeKey>,
  source: YamlSource,
): readonly ConfigFault[] {
  const fault = faultAdder(source);
  return [
    ...zoneFaults(fault)(timeZone, ["timeZone"]),
    ...calendar.flatMap((day, at) => dayFaults(day, ["calendar", at], fault)),
    ...overlapFaults(calendar, fault),
    ...maintenance.flatMap((work, at) => workFaults(work, ["maintenance", at], fault)),
    ...exclude.flatMap((past, at) => orderFaults(past, ["exclude", at], fault)),
  ];
}

/** The same of a topology. */
export function serviceZoneFaults({ services }: Topology, source: YamlSource): readonly ConfigFault[] {
  const faultsOf = zoneFaults(faultAdder(source));
  return Object.entries(services).flatMap(([name, service]) =>
    faultsOf(service?.timeZone, ["services", name, "timeZone"]),
  );
}

/** Names in what a configuration says of the world that the topology does not have. */
export function knownNameFaults(
  configuration: Pick<Configuration, "calendar" | "maintenance" | "exclude">,
  source: YamlSource,
  topology: Topology,
): readonly ConfigFault[] {
  const fault = faultAdder(source);
  const { services, components } = topology;
  const near = {
    service: suggester(() => Object.keys(services)),
    component: suggester(() => Object.keys(components)),
  };
  const unknown =
    (what: "service" | "component", known: Readonly<Record<string, unknown>>, path: ConfigPath) =>
    (name: string, at: number): readonly ConfigFault[] => {
      if (Object.hasOwn(known, name)) return [];
      const message = `the topology has no ${what} ${name}${near[what](name)}`;
      return [fault(`config-unknown-${what}`, [...path, at], message)];
    };
  const ofServices = (["calendar", "maintenance", "exclude"] as const).flatMap((key) =>
    configuration[key].flatMap((entry, at) =>
      (entry.services ?? []).flatMap(unknown("service", services, [key, at, "services"])),
    ),
  );
  const ofComponents = configuration.maintenance.flatMap((entry, at) =>
    (entry.components ?? []).flatMap(unknown("component", components, ["maintenance", at, "components"])),
  );
  return [...ofServices, ...ofComponents];
}

function zoneFaults(fault: AddFault): (zone: string | undefined, path: ConfigPath) => readonly ConfigFault[] {
  const near = suggester(() => Intl.supportedValuesOf("timeZone"));
  /** Asking the platform takes a while, and many services have the same zone. */
  const known = new Map<string, boolean>();
  return (zone, path) => {
    if (zone === undefined) return [];
    const isKnown = known.get(zone) ?? isZone(zone);
    known.set(zone, isKnown);
    if (isKnown) return [];
    return [fault("config-zone", path, `this machine knows no time zone ${zone}${near(zone)}`)];
  };
}

function dayFaults(day: CalendarDay, path: ConfigPath, fault: AddFault): readonly ConfigFault[] {
  const { date, from, to, like, learn } = day;
  const isOne = date !== undefined && from === undefined && to === undefined;
  const isSpan = date === undefined && from !== undefined && to !== undefined;
  const faults: ConfigFault[] = [];
  if (!isOne && !isSpan) faults.push(fault("config-schema", path, "give either `date`, or `from` and `to`"));
  else if (firstDay(day) > lastDay(day))
    faults.push(fault("config-schema", [...path, "from"], "`from` must not be after `to`"));
  if ((like === undefined) === (learn === undefined)) {
    const message = "give either `like`, with a day of the week, or `learn: false`";
    faults.push(fault("config-schema", path, message));
  }
  return faults;
}

function workFaults(work: Maintenance, path: ConfigPath, fault: AddFault): readonly ConfigFault[] {
  const isOfNobody = work.services === undefined && work.components === undefined;
  const message = "name the `services` or `components` that are worked on";
  return [...(isOfNobody ? [fault("config-schema", path, message)] : []), ...orderFaults(work, path, fault)];
}

function orderFaults(
  { from, to }: { readonly from: string; readonly to: string },
  path: ConfigPath,
  fault: AddFault,
): readonly ConfigFault[] {
  if (Date.parse(from) < Date.parse(to)) return [];
  return [fault("config-schema", [...path, "from"], "`from` must be before `to`")];
}

/** A day of a service can be like one day only. */
function overlapFaults(calendar: readonly CalendarDay[], fault: AddFault): readonly ConfigFault[] {
  return calendar.flatMap((day, at) => {
    const other = calendar.slice(0, at).find((earlier) => meet(earlier, day));
    if (other === undefined) return [];
    const of = day.services ?? other.services;
    const whose = of === undefined ? "" : ` of ${commonName(day, other)}`;
    const message = `${JSON.stringify(other.name)} and ${JSON.stringify(day.name)} are both about ${laterStart(day, other)}${whose}`;
    return [fault("config-conflict", ["calendar", at], message)];
  });
}

const firstDay = ({ date, from }: CalendarDay): string => date ?? from ?? "";
const lastDay = ({ date, to }: CalendarDay): string => date ?? to ?? "";
const laterStart = (one: CalendarDay, other: CalendarDay): string =>
  firstDay(one) < firstDay(other) ? firstDay(other) : firstDay(one);

function meet(one: CalendarDay, other: CalendarDay): boolean {
  return (
    firstDay(one) <= lastDay(other) &&
    firstDay(other) <= lastDay(one) &&
    (one.services === undefined || other.services === undefined || commonName(one, other) !== undefined)
  );
}

/** The first service of both; where one is about all, of the other. */
const commonName = ({ services }: CalendarDay, other: CalendarDay): string | undefined =>
  services === undefined
    ? other.services?.[0]
    : services.find((name) => other.services === undefined || other.services.includes(name));
