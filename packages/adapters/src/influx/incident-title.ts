import type { AlertData } from "@tocsin/contracts";

/** One sentence for annotations: `facebook, instagram and 3 more fail together since 15:40 UTC; shared: backbone`. */
export function incidentTitle(data: AlertData): string {
  if (data.status !== "retracted") return sentence(data);
  return `retracted: ${sentence(data)}${whyRetracted(data)}`;
}

function whyRetracted({ supersededBy, reason }: AlertData): string {
  if (supersededBy !== undefined) return `; part of incident ${supersededBy}`;
  return reason === "late-data" ? "; telemetry that came late showed otherwise" : "";
}

/** Services that the incident is about: those that fail, or are said to. */
export function affectedServices({ services }: AlertData): readonly string[] {
  return services
    .filter(({ role }) => role === "member" || role === "suspected")
    .map(({ service }) => service);
}

function sentence(data: AlertData): string {
  const who = listed(affectedServices(data));
  const over = data.resolvedAt !== undefined;
  const when = timeOf(data);
  switch (data.scope) {
    case "simultaneous":
      return `${who} ${over ? "failed" : "fail"} together ${when}${sharedBy(data)}`;
    case "isolated":
      return `${who} ${over ? "failed" : "fails"} ${when}`;
    case "reports-only":
      return `users ${over ? "reported" : "report"} trouble with ${who} ${when}; telemetry shows none`;
    case "source":
      return `${observersAtFault(data, over)} ${when}`;
    case "blind":
      return `all telemetry ${over ? "was" : "is"} silent ${when}`;
  }
}

function observersAtFault({ sources = [], failingSources = [] }: AlertData, over: boolean): string {
  const silent = sources.filter((name) => !failingSources.includes(name));
  const failing = listed(failingSources);
  const told = [
    ...(silent.length > 0 || failingSources.length === 0
      ? [`nothing ${over ? "came" : "comes"} from ${listed(silent)}`]
      : []),
    ...(failingSources.length > 0
      ? [`failures everywhere ${over ? "were" : "are"} seen by ${failing} alone`]
      : []),
  ];
  return told.join("; ");
}

function sharedBy({ component, candidates }: AlertData): string {
  if (candidates !== undefined)
    return `; shared, component unclear: ${candidates.map(({ name }) => name).join(" or ")}`;
  return component === null ? "" : `; shared: ${component.name}`;
}

/** Up to three by name, of more the first two and how many there are besides. */
function listed(names: readonly string[]): string {
  if (names.length === 0) return "no service";
  if (names.length === 1) return names[0]!;
  const shown = names.length <= 3 ? names.slice(0, -1) : names.slice(0, 2);
  const rest = names.length <= 3 ? names.at(-1)! : `${names.length - 2} more`;
  return `${shown.join(", ")} and ${rest}`;
}

function timeOf({ onset, resolvedAt }: AlertData): string {
  if (resolvedAt === undefined) return `since ${clockOf(onset)} UTC`;
  const lasted = durationOf(Date.parse(resolvedAt) - Date.parse(onset));
  return `from ${clockOf(onset)} to ${clockOf(resolvedAt)} UTC (${lasted})`;
}

const clockOf = (instant: string): string => new Date(instant).toISOString().slice(11, 16);

function durationOf(durationMs: number): string {
  const minutes = Math.round(durationMs / 60_000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
