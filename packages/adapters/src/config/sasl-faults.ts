import type { Configuration } from "@tocsin/contracts";
import type { ConfigFault } from "./config-fault.ts";
import { environmentVariable } from "./environment.ts";

type Sasl = NonNullable<Configuration["kafka"]["sasl"]>;
type AddFault = (path: readonly string[], message: string) => ConfigFault;

const passwordKeys = ["password", "passwordFile"] as const;
const tokenKeys = ["token", "tokenFile", "tokenCommand"] as const;
const section = ["kafka", "sasl"] as const;

/** What of a way to show who is there contradicts another part of it. */
export function saslFaults(sasl: Sasl, fault: AddFault): readonly ConfigFault[] {
  const isToken = sasl.mechanism === "oauthbearer";
  const [own, others] = isToken ? [tokenKeys, passwordKeys] : [passwordKeys, tokenKeys];
  const faults = others
    .filter((key) => sasl[key] !== undefined)
    .map((key) =>
      fault([...section, key], `kafka.sasl.${key} has no meaning with mechanism ${sasl.mechanism}`),
    );
  if (!isToken && sasl.username === undefined)
    faults.push(fault(section, `kafka.sasl needs username with mechanism ${sasl.mechanism}`));
  const [first, ...more] = own.filter((key) => sasl[key] !== undefined);
  for (const key of more)
    faults.push(fault([...section, key], `kafka.sasl.${first} and kafka.sasl.${key} exclude each other`));
  return faults;
}

/** What a worker needs to be let in and was not given, in words; null where nothing lacks. */
export function lackingSecret(sasl: Sasl): string | null {
  const isToken = sasl.mechanism === "oauthbearer";
  const keys = isToken ? tokenKeys : passwordKeys;
  if (keys.some((key) => sasl[key] !== undefined)) return null;
  const variable = environmentVariable([...section, isToken ? "token" : "password"]);
  const what = isToken ? "token, tokenFile or tokenCommand" : "password or passwordFile";
  return `kafka.sasl needs ${what} (or the variable ${variable})`;
}
