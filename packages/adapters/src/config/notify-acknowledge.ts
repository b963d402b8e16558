import type { Notify } from "@tocsin/contracts";
import type { ConfigFault } from "./config-fault.ts";
import { type AddFault, isSinkUrl, ownPrefix, waysOf } from "./notify-ways.ts";
import type { ResolvedAcknowledge } from "./resolved-notify.ts";

/** What of it may stand in a file or a variable instead. */
export const acknowledgeKeys = ["secret", "token"] as const;

/** A shorter one can be guessed. */
export const shortestKey = 16;

const at = ["acknowledge"];

/** What cannot be right of how acknowledgements are taken: nobody who can send one, or a key that can be guessed. */
export function acknowledgeFaults({ acknowledge }: Notify, fault: AddFault): readonly ConfigFault[] {
  if (acknowledge === undefined) return [];
  const given = (key: string): readonly string[] =>
    waysOf(key).filter((way) => Object.hasOwn(acknowledge, way));
  const { url } = acknowledge;
  return [
    ...(given("secret").length + given("token").length === 0
      ? [fault(at, "without a secret or a token nobody could send an acknowledgement: give one of them")]
      : []),
    ...acknowledgeKeys
      .filter((key) => given(key).length > 1)
      .map((key) => fault([...at, key], `acknowledge has more than one of ${waysOf(key).join(", ")}`)),
    ...acknowledgeKeys
      .filter((key) => (acknowledge[key]?.length ?? shortestKey) < shortestKey)
      .map((key) => fault([...at, key], shortWords(key))),
    ...acknowledgeKeys
      .map((key) => `${key}Variable` as const)
      .filter((key) => acknowledge[key]?.startsWith(ownPrefix) === true)
      .map((key) =>
        fault(
          [...at, key],
          `variables that begin with ${ownPrefix} are keys of the configuration: choose another name`,
        ),
      ),
    ...(url !== undefined && (!isSinkUrl("webhook", url) || /[?#]/.test(url))
      ? [fault([...at, "url"], "write http:// or https://, the host, and if needed a port and a path")]
      : []),
    ...(url !== undefined && given("secret").length === 0
      ? [fault([...at, "url"], "links need a secret: give secret, secretFile or secretVariable")]
      : []),
  ];
}

export const shortWords = (key: string): string =>
  `the ${key} has fewer than ${shortestKey} characters, so that it can be guessed`;

export function resolvedAcknowledge(
  { host, port, url, secret, token }: NonNullable<Notify["acknowledge"]>,
  read: Readonly<Partial<Record<(typeof acknowledgeKeys)[number], string>>>,
): ResolvedAcknowledge {
  return {
    host,
    port,
    url: url ?? null,
    secret: secret ?? read.secret ?? null,
    token: token ?? read.token ?? null,
  };
}
