import { readFile } from "node:fs/promises";
import type { ConfigFault } from "./config-fault.ts";
import type { FileTexts } from "./resolved-configuration.ts";

interface NamedFault {
  readonly code: ConfigFault["code"];
  readonly path: readonly string[];
  readonly message: string;
}

/** The keys that name a file to be read at the start. */
const keys = {
  ca: ["kafka", "tls", "caFile"],
  cert: ["kafka", "tls", "certFile"],
  key: ["kafka", "tls", "keyFile"],
  saslPassword: ["kafka", "sasl", "passwordFile"],
  saslToken: ["kafka", "sasl", "tokenFile"],
  influxToken: ["influx", "tokenFile"],
  influxPassword: ["influx", "passwordFile"],
} as const satisfies Readonly<Record<keyof FileTexts, readonly string[]>>;

/** Reads the files; one that cannot be read, is empty or is not what it should be is a fault at the key that names it. */
export async function readNamedFiles(
  fileAt: (path: readonly string[]) => string | null,
): Promise<{ readonly texts: FileTexts; readonly faults: readonly NamedFault[] }> {
  const faults: NamedFault[] = [];
  const textOf = async (name: keyof FileTexts): Promise<string | null> => {
    const path = keys[name];
    const file = fileAt(path);
    if (file === null) return null;
    try {
      const text = await fileText(file);
      if (text === "") faults.push({ code: "file-empty", path, message: `${file} is empty` });
      return text;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      faults.push({ code: "file-unreadable", path, message });
      return null;
    }
  };
  const texts = {
    ca: await textOf("ca"),
    cert: await textOf("cert"),
    key: await textOf("key"),
    saslPassword: await textOf("saslPassword"),
    saslToken: await textOf("saslToken"),
    influxToken: await textOf("influxToken"),
    influxPassword: await textOf("influxPassword"),
  };
  return { texts, faults };
}

/** What a file holds. */
export const fileText = async (file: string): Promise<string> =>
  withoutLineBreak(await readFile(file, "utf8"));

/** The line break that editors put at the end of a file; other white space may belong to a password. */
function withoutLineBreak(text: string): string {
  return text.replace(/(\r?\n)+$/, "");
}
