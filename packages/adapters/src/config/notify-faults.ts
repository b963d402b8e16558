import type { Configuration, NotifyRoute, NotifySink, SinkKind, Topology } from "@tocsin/contracts";
import { acknowledgeFaults } from "./notify-acknowledge.ts";
import type { ConfigFault, ConfigPath } from "./config-fault.ts";
import { suggestion } from "./did-you-mean.ts";
import { heldKeys } from "./resolved-notify.ts";
import type { YamlSource } from "./yaml-source.ts";
import { type AddFault, isSinkUrl, ownPrefix, urlWords, waysOf } from "./notify-ways.ts";
import { isZone } from "./zone-table.ts";

/** What each kind of sink needs, and what it can have besides; every other key is a slip. */
const keysOfKind: Readonly<
  Record<SinkKind, { readonly needs: readonly string[]; readonly takes: readonly string[] }>
> = {
  alertmanager: { needs: ["url"], takes: ["username", "token", "refreshMs", "holdMs", "showMs"] },
  webhook: { needs: ["url"], takes: ["secret", "token"] },
  pagerduty: { needs: ["secret"], takes: ["url", "showMs"] },
  slack: { needs: ["url"], takes: [] },
  teams: { needs: ["url"], takes: [] },
  mail: { needs: ["url", "from", "to"], takes: ["username", "token"] },
};

const ofEveryKind: readonly string[] = ["name", "kind", "updates", "timeoutMs", "perMinute", "giveUpMs"];

/** What cannot be right of who is told: keys of another kind, what a kind lacks, routes that lead nowhere. */
export function notifyFaults({ notify }: Configuration, source: YamlSource): readonly ConfigFault[] {
  if (notify === undefined) return [];
  const fault: AddFault = (path, message) => ({
    code: "config-conflict",
    file: source.file,
    ...source.position(["notify", ...path]),
    path: ["notify", ...path].join("."),
    message,
  });
  const names = notify.sinks.map(({ name }) => name);
  return [
    ...notify.sinks.flatMap((sink, at) => [
      ...sinkFaults(sink, ["sinks", at], fault),
      ...(names.indexOf(sink.name) < at
        ? [fault(["sinks", at, "name"], `two sinks are called ${sink.name}`)]
        : []),
    ]),
    ...acknowledgeFaults(notify, fault),
    ...notify.routes.flatMap((route, at) => routeFaults(route, names, ["routes", at], fault)),
    ...(notify.sinks.length > 0 && notify.routes.length === 0
      ? [fault([], "notify has sinks and no route, so nobody would be told: write notify.routes")]
      : []),
  ];
}

function sinkFaults(sink: NotifySink, at: ConfigPath, fault: AddFault): readonly ConfigFault[] {
  const { kind } = sink;
  const { needs, takes } = keysOfKind[kind];
  const known = new Set([...ofEveryKind, ...[...needs, ...takes].flatMap(waysOf)]);
  const has = (key: string): boolean => waysOf(key).some((way) => Object.hasOwn(sink, way));
  const foreign = Object.keys(sink).filter((key) => !known.has(key));
  const twice = heldKeys.filter((key) => waysOf(key).filter((way) => Object.hasOwn(sink, way)).length > 1);
  return [
    ...foreign.map((key) => fault([...at, key], `${key} means nothing of a sink of kind ${kind}`)),
    ...needs
      .filter((key) => !has(key))
      .map((key) => fault(at, `${sink.name}, of kind ${kind}, needs ${words(key)}`)),
    ...twice.map((key) => fault(at, `${sink.name} has more than one of ${waysOf(key).join(", ")}`)),
    ...urlFaults(sink, at, fault),
    ...heldKeys
      .map((key) => `${key}Variable` as const)
      .filter((key) => sink[key]?.startsWith(ownPrefix) === true)
      .map((key) =>
        fault(
          [...at, key],
          `variables that begin with ${ownPrefix} are keys of the configuration: choose another name`,
        ),
      ),
    ...(sink.username !== undefined && !has("token")
      ? [
          fault(
            [...at, "username"],
            `${sink.name} has a username and no password (token, tokenFile or tokenVariable)`,
          ),
        ]
      : []),
    ...(sink.holdMs !== undefined && sink.holdMs < 3 * (sink.refreshMs ?? usualRefreshMs)
      ? [
          fault(
            [...at, "holdMs"],
            "holdMs is less than three times refreshMs, so that an alert may end by itself",
          ),
        ]
      : []),
  ];
}

const usualRefreshMs = 60_000;

const words = (key: string): string => {
  const ways = waysOf(key);
  return ways.length === 1 ? key : `${ways.slice(0, -1).join(", ")} or ${ways.at(-1) ?? ""}`;
};

function urlFaults({ kind, url }: NotifySink, at: ConfigPath, fault: AddFault): readonly ConfigFault[] {
  if (url === undefined || isSinkUrl(kind, url)) return [];
  return [fault([...at, "url"], urlWords(kind))];
}

function routeFaults(
  route: NotifyRoute,
  sinks: readonly string[],
  at: ConfigPath,
  fault: AddFault,
): readonly ConfigFault[] {
  const { quietFrom, quietTo, quietDays, quietUnless, quietTimeZone: zone } = route;
  const unknown = route.sinks.flatMap((name, index) =>
    sinks.includes(name)
      ? []
      : [fault([...at, "sinks", index], `there is no sink ${name}${suggestion(name, sinks)}`)],
  );
  const isHalf = (quietFrom === undefined) !== (quietTo === undefined);
  const isIdle = quietFrom === undefined && (quietDays ?? quietUnless ?? zone) !== undefined;
  return [
    ...unknown,
    ...(isHalf ? [fault(at, "quietFrom and quietTo go together")] : []),
    ...(isIdle && !isHalf ? [fault(at, "quiet hours need quietFrom and quietTo")] : []),
    ...(quietFrom !== undefined && quietFrom === quietTo
      ? [fault([...at, "quietTo"], "quietFrom and quietTo are the same, which could mean always or never")]
      : []),
    ...(zone === undefined || isZone(zone)
      ? []
      : [fault([...at, "quietTimeZone"], `this machine knows no time zone ${zone}`)]),
  ];
}

/** Names in routes that the topology does not have: such a route would wait for ever. */
export function notifyNameFaults(
  { notify }: Pick<Configuration, "notify">,
  source: YamlSource,
  topology: Topology,
): readonly ConfigFault[] {
  const owners = Object.values(topology.services).flatMap((service) => service?.owner ?? []);
  const components = Object.keys(topology.components);
  return (notify?.routes ?? []).flatMap((route, at) => {
    const missing = (key: "components" | "owners", what: string, known: readonly string[]) =>
      (route[key] ?? []).flatMap((name, index): readonly ConfigFault[] => {
        if (known.includes(name)) return [];
        const path = ["notify", "routes", at, key, index];
        return [
          {
            code: key === "components" ? "config-unknown-component" : "config-conflict",
            file: source.file,
            ...source.position(path),
            path: path.join("."),
            message: `the topology has no ${what} ${name}${suggestion(name, known)}`,
          },
        ];
      });
    return [...missing("components", "component", components), ...missing("owners", "owner", owners)];
  });
}
