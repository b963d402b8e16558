import { parseIso } from "../time/parse-iso.ts";
import type { AlertData, AlertLinks } from "./event.ts";

/** Addresses with `{incident}`, `{onset}` and the like to be filled in, as the configuration has them. */
export type LinkTemplates = AlertLinks;

/** Where links may lead. */
const allowed = /^https?:\/\//u;
const field = /\{([A-Za-z]+)\}/gu;

/** What is written where there is no service or component to name. */
const none = "none";

/**
 * The links of an alert: templates with its own values, percent-encoded, so that no name can add a parameter or lead
 * elsewhere. A template that leads to anything but http or https is left out; a field that is not known stays as it is.
 */
export function linksOf(
  templates: LinkTemplates,
  data: AlertData,
  about: { readonly environment: string; readonly time: string },
): AlertLinks {
  const until = data.resolvedAt ?? about.time;
  const values: Readonly<Record<string, string>> = {
    incident: data.incident,
    revision: String(data.revision),
    status: data.status,
    severity: data.severity,
    scope: data.scope,
    environment: about.environment,
    onset: data.onset,
    onsetMs: String(parseIso(data.onset)),
    until,
    untilMs: String(parseIso(until)),
    service: data.services.find(({ role }) => role === "member" || role === "suspected")?.service ?? none,
    component: data.component?.name ?? none,
  };
  const fill = (template: string): string =>
    template.replace(field, (whole, name: string) =>
      Object.hasOwn(values, name) ? encodeURIComponent(values[name]!.toWellFormed()) : whole,
    );
  const filled = (["runbook", "dashboard", "replay"] as const).flatMap((name) => {
    const template = templates[name];
    return template === undefined || !allowed.test(template) ? [] : [[name, fill(template)] as const];
  });
  return Object.fromEntries(filled);
}
