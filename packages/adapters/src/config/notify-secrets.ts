import type { Notify } from "@tocsin/contracts";
import { acknowledgeKeys, resolvedAcknowledge, shortestKey, shortWords } from "./notify-acknowledge.ts";
import { isSinkUrl, urlWords } from "./notify-ways.ts";
import { heldKeys, type HeldTexts, type ResolvedNotify, resolvedSink } from "./resolved-notify.ts";

export interface SecretFault {
  readonly code: "file-empty" | "file-unreadable" | "config-conflict";
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export interface SecretSources {
  /** What a named file holds; rejects where it cannot be read. */
  readonly read: (file: string) => Promise<string>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Reads what the sinks name by files and variables. What is missing or empty is a fault at the key that names it. */
export async function readNotify(
  notify: Notify,
  sources: SecretSources,
): Promise<{ readonly notify: ResolvedNotify; readonly faults: readonly SecretFault[] }> {
  const faults: SecretFault[] = [];
  const sinks: ResolvedNotify["sinks"][number][] = [];
  for (const [at, sink] of notify.sinks.entries()) {
    const texts: { -readonly [Key in keyof HeldTexts]: HeldTexts[Key] } = {};
    for (const key of heldKeys) {
      const path = ["notify", "sinks", at] as const;
      const [file, variable] = [sink[`${key}File`], sink[`${key}Variable`]];
      const found = file === undefined ? ofVariable(variable, sources) : await ofFile(file, sources);
      if (found === null) continue;
      const named = [...path, file === undefined ? `${key}Variable` : `${key}File`];
      if (found.kind === "fault") faults.push({ ...found.fault, path: named });
      else if (key === "url" && !isSinkUrl(sink.kind, found.text))
        faults.push({ code: "config-conflict", path: named, message: urlWords(sink.kind) });
      else texts[key] = found.text;
    }
    sinks.push(resolvedSink(sink, texts));
  }
  const acknowledge = await readAcknowledge(notify, sources, faults);
  return { notify: { sinks, routes: notify.routes, ...acknowledge }, faults };
}

async function readAcknowledge(
  { acknowledge }: Notify,
  sources: SecretSources,
  faults: SecretFault[],
): Promise<Pick<ResolvedNotify, "acknowledge">> {
  if (acknowledge === undefined) return {};
  const texts: { [Key in (typeof acknowledgeKeys)[number]]?: string } = {};
  for (const key of acknowledgeKeys) {
    const [file, variable] = [acknowledge[`${key}File`], acknowledge[`${key}Variable`]];
    const found = file === undefined ? ofVariable(variable, sources) : await ofFile(file, sources);
    if (found === null) continue;
    const path = ["notify", "acknowledge", file === undefined ? `${key}Variable` : `${key}File`];
    if (found.kind === "fault") faults.push({ ...found.fault, path });
    else if (found.text.length < shortestKey)
      faults.push({ code: "config-conflict", path, message: shortWords(key) });
    else texts[key] = found.text;
  }
  return { acknowledge: resolvedAcknowledge(acknowledge, texts) };
}

type Found =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "fault"; readonly fault: Omit<SecretFault, "path"> }
  | null;

function ofVariable(variable: string | undefined, { env }: SecretSources): Found {
  if (variable === undefined) return null;
  const text = env[variable] ?? "";
  if (text !== "") return { kind: "text", text };
  return {
    kind: "fault",
    fault: { code: "config-conflict", message: `the variable ${variable} is not set` },
  };
}

async function ofFile(file: string, { read }: SecretSources): Promise<Found> {
  try {
    const text = await read(file);
    if (text !== "") return { kind: "text", text };
    return { kind: "fault", fault: { code: "file-empty", message: `${file} is empty` } };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: "fault", fault: { code: "file-unreadable", message } };
  }
}

/** Every secret of the sinks, those of the file included. */
export function notifySecrets({ sinks, acknowledge }: ResolvedNotify): readonly string[] {
  const own = [acknowledge?.secret ?? null, acknowledge?.token ?? null].filter((text) => text !== null);
  const ofSinks = sinks.flatMap(({ kind, url, secret, token }) => {
    const address = kind === "slack" || kind === "teams" ? [url] : [];
    return [...address, secret, token].filter((text) => text !== null && text !== "") as string[];
  });
  return [...own, ...ofSinks];
}
