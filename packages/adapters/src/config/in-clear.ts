import type { Configuration } from "@tocsin/contracts";
import type { ResolvedConfiguration } from "./resolved-configuration.ts";

/** What decides whether a secret can be read on its way. */
interface Ways {
  /** Brokers to which a password goes as it is, not encrypted. */
  readonly brokers: readonly string[];
  /** InfluxDB, where it is asked with a secret and not encrypted. */
  readonly influxUrl: string | null;
  /** The schema registry, likewise. */
  readonly registryUrl: string | null;
}

/**
 * Sentences about the passwords and tokens that anybody on the way can read, with what to set: `plain` or a token without TLS to a
 * broker, a token or password over http to InfluxDB. What stays on this machine is no matter.
 */
export function inClear(configuration: Configuration | ResolvedConfiguration): readonly string[] {
  const { brokers, influxUrl, registryUrl } = waysOf(configuration);
  const what = configuration.kafka.sasl?.mechanism === "oauthbearer" ? "token" : "password";
  return [
    ...clearSinks(configuration).map(
      (name) =>
        `What the sink ${name} is told with, its address or a token, goes there not encrypted. Set its url to https, or to smtps or smtp+starttls.`,
    ),
    ...(brokers.length === 0
      ? []
      : [
          `The ${what} goes to ${brokers.join(", ")} as it is, not encrypted. Set kafka.tls.enabled, or kafka.sasl.mechanism to scram-sha-512.`,
        ]),
    ...(influxUrl === null
      ? []
      : [`The secret of InfluxDB goes to ${influxUrl} not encrypted. Set influx.url to https.`]),
    ...(registryUrl === null
      ? []
      : [
          `The password of the registry goes to ${registryUrl} not encrypted. Set schemaRegistry.url to https.`,
        ]),
  ];
}

/** Sinks that are shown a secret over a way that is not encrypted; an address in a file or variable is not looked at here. */
function clearSinks({ notify }: Configuration | ResolvedConfiguration): readonly string[] {
  return (notify?.sinks ?? []).flatMap((sink) => {
    const { name, kind, url } = sink;
    if (url === undefined || url === null || !URL.canParse(url)) return [];
    const { protocol, hostname } = new URL(url);
    const isClear = protocol === "http:" || protocol === "smtp:";
    const isSecret = kind === "slack" || kind === "teams" || kind === "pagerduty";
    const hasToken = Object.entries(sink).some(([key, value]) => key.startsWith("token") && value !== null);
    return isClear && (isSecret || hasToken) && !isHere(hostname) ? [name] : [];
  });
}

function waysOf({ kafka, influx, schemaRegistry }: Configuration | ResolvedConfiguration): Ways {
  const { tls, sasl, brokers } = kafka;
  const isEncrypted = tls !== null && (!("enabled" in tls) || tls.enabled);
  const goesAsItIs = !isEncrypted && (sasl?.mechanism === "plain" || sasl?.mechanism === "oauthbearer");
  const url = influx === undefined || influx === null || !hasSecret(influx) ? null : new URL(influx.url);
  const { url: registryText, username } = schemaRegistry ?? {};
  const registry = registryText === undefined || username === undefined ? null : new URL(registryText);
  return {
    registryUrl: registry?.protocol === "http:" && !isHere(registry.hostname) ? registry.origin : null,
    brokers: goesAsItIs ? brokers.filter((broker) => !isHere(broker.replace(/:\d+$/, ""))) : [],
    influxUrl: url?.protocol === "http:" && !isHere(url.hostname) ? url.origin : null,
  };
}

type Influx = NonNullable<(Configuration | ResolvedConfiguration)["influx"]>;

/** v2 always has a token; v1 a password where it has a user. */
const hasSecret = (influx: Influx): boolean =>
  influx.api === "v2" || ("login" in influx ? influx.login !== null : "username" in influx);

const isHere = (host: string): boolean => /^(localhost|127(\.\d+){3}|\[?::1\]?)$/i.test(host);
