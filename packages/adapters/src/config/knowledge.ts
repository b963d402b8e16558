import {
  type CalendarDay,
  type Configuration,
  type ExcludedPast,
  type Maintenance,
  type MissingByStream,
  type Topology,
  Weekday,
} from "@tocsin/contracts";
import type { Knowledge, Missing, PlannedWork, SpecialDays, Stream } from "@tocsin/core";
import { zoneTable } from "./zone-table.ts";

export type KnowledgeKey = "timeZone" | "calendar" | "maintenance" | "exclude" | "missing";

const dayMs = 86_400_000;

/** What the files say of the world, as core takes it. Throws RangeError for a time zone that this machine does not know. */
export function knowledgeOf(
  configuration: Pick<Configuration, KnowledgeKey>,
  topology: Topology | null,
): Knowledge {
  const { timeZone, calendar, maintenance, exclude, missing } = configuration;
  const services = Object.entries(topology?.services ?? {});
  return {
    zone: timeZone === undefined ? null : zoneTable(timeZone),
    zoneOf: Object.fromEntries(
      services.flatMap(([name, said]) =>
        said?.timeZone === undefined ? [] : [[name, zoneTable(said.timeZone)]],
      ),
    ),
    calendar: calendar.map(specialDays),
    maintenance: maintenance.map(plannedWork),
    exclude: exclude.map(excludedPast),
    missing: missingByStream(missing),
    missingOf: Object.fromEntries(
      services.flatMap(([name, said]) =>
        said?.missing === undefined ? [] : [[name, missingByStream(said.missing)]],
      ),
    ),
    quorumOf: Object.fromEntries(
      services.flatMap(([name, said]) => (said?.quorum === undefined ? [] : [[name, said.quorum]])),
    ),
  };
}

function specialDays({ name, date, from, to, services, like }: CalendarDay): SpecialDays {
  return {
    name,
    firstDay: dayOf(date ?? from ?? ""),
    lastDay: dayOf(date ?? to ?? ""),
    services: services ?? null,
    like: like === undefined ? null : Weekday.options.indexOf(like),
  };
}

const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / dayMs;

/** Known by its place in the file. */
function plannedWork(work: Maintenance, at: number): PlannedWork {
  return {
    id: `configuration-${at + 1}`,
    services: work.services ?? [],
    components: work.components ?? [],
    fromMs: Date.parse(work.from),
    toMs: Date.parse(work.to),
    note: work.note ?? null,
  };
}

const excludedPast = ({ from, to, services }: ExcludedPast) => ({
  fromMs: Date.parse(from),
  toMs: Date.parse(to),
  services: services ?? null,
});

function missingByStream(said: MissingByStream): Partial<Record<Stream, Missing>> {
  return {
    ...(said.errorRate === undefined ? {} : { "error-rate": said.errorRate }),
    ...(said.deliveryLatency === undefined ? {} : { "delivery-latency": said.deliveryLatency }),
    ...(said.reportVolume === undefined ? {} : { "report-volume": said.reportVolume }),
  };
}
