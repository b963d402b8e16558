import type { Notify } from "@tocsin/contracts";
import { isSinkUrl, urlWords } from "./notify-faults.ts";
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
  return { notify: { sinks, routes: notify.routes }, faults };
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
export function notifySecrets({ sinks }: ResolvedNotify): readonly string[] {
  return sinks.flatMap(({ kind, url, secret, token }) => {
    const address = kind === "slack" || kind === "teams" ? [url] : [];
    return [...address, secret, token].filter((text) => text !== null && text !== "") as string[];
  });
}
