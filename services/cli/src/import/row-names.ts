import type { ImportMapping } from "@tocsin/contracts";
import { validName } from "./valid-name.ts";

/** Which service a row is about and who saw it. */
export type RowNames =
  | { readonly kind: "named"; readonly service: string; readonly source: string }
  | { readonly kind: "ignored" }
  | { readonly kind: "unmapped" }
  | { readonly kind: "unnameable" };

export type NameRow = (monitor: string, service: string) => RowNames;

/**
 * Names rows by the mapping's first rule that matches; a rule without `monitor` or `service` matches every one.
 * Without a mapping a service keeps its name, made valid, whoever watches it: rows of two monitors with the same
 * service name are then two witnesses of one service. That is the safe side for a program that counts failing
 * services: one service is never counted twice, at the price that two that merely share a name count once.
 */
export function rowNames(mapping: ImportMapping | null): NameRow {
  const known = new Map<string, RowNames>();
  return (monitor, service) => {
    const key = JSON.stringify([monitor, service]);
    const before = known.get(key);
    if (before !== undefined) return before;
    const names = mapping === null ? ownNames(monitor, service) : mappedNames(mapping, monitor, service);
    known.set(key, names);
    return names;
  };
}

function mappedNames(mapping: ImportMapping, monitor: string, service: string): RowNames {
  const rule = mapping.rules.find(
    (candidate) => (candidate.monitor ?? monitor) === monitor && (candidate.service ?? service) === service,
  );
  if (rule === undefined) return { kind: "unmapped" };
  if ("ignore" in rule) return { kind: "ignored" };
  return named(rule.as, rule.source ?? validName(monitor));
}

const ownNames = (monitor: string, service: string): RowNames =>
  named(validName(service), validName(monitor));

function named(service: string | null, source: string | null): RowNames {
  if (service === null || source === null) return { kind: "unnameable" };
  return { kind: "named", service, source };
}
