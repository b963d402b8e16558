import type { SinkKind } from "@tocsin/contracts";
import type { ConfigFault, ConfigPath } from "./config-fault.ts";
import { heldKeys } from "./resolved-notify.ts";

export type AddFault = (path: ConfigPath, message: string) => ConfigFault;

export const ownPrefix = "TOCSIN_";

export const waysOf = (key: string): readonly string[] =>
  heldKeys.some((held) => held === key) ? [key, `${key}File`, `${key}Variable`] : [key];

const schemes = { mail: ["smtp:", "smtp+starttls:", "smtps:"], other: ["http:", "https:"] };

/** Whether a sink can be reached by it; user and password have keys of their own. */
export function isSinkUrl(kind: SinkKind, url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, password, hostname } = new URL(url);
  const allowed = kind === "mail" ? schemes.mail : schemes.other;
  return allowed.includes(protocol) && username === "" && password === "" && hostname !== "";
}

/** Without the address itself, which may be a secret. */
export const urlWords = (kind: SinkKind): string =>
  kind === "mail"
    ? "the address of mail is smtp://HOST:PORT, smtp+starttls://HOST:PORT or smtps://HOST:PORT, without user and password"
    : `the address of ${kind} begins with http:// or https:// and holds no user and password`;
