import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../run/free-port.ts";
import { temporaryFolder } from "../run/temporary-folder.ts";
import { brokerProcess } from "./broker-process.ts";
import { warmCoordinators } from "./broker-ready.ts";
import { type Certificates, makeCertificates } from "./certificates.ts";
import { jarsForProcesses } from "./kafka-jars.ts";

export type SaslMechanism = "plain" | "scram-sha-256" | "scram-sha-512";

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** One broker that asks who is there, on one listener for each kind of asking. */
export interface SecuredKafka {
  readonly addresses: {
    /** Asks nothing: for what a test sets up. */
    readonly open: string;
    readonly saslPlaintext: string;
    readonly saslTls: string;
    readonly tls: string;
    /** TLS, and the client must show a certificate. */
    readonly mutualTls: string;
  };
  /** For `oauthbearer`, of which this broker believes who says so: not signed, as Kafka takes them for tests. */
  readonly tokens: { readonly good: () => string; readonly expired: () => string };
  /** Each mechanism has a user of its own, which the others refuse. */
  readonly users: Readonly<Record<SaslMechanism, Credentials>>;
  readonly certificates: Omit<Certificates, "serverCertFile" | "serverKeyFile">;
  readonly close: () => Promise<void>;
}

const host = "127.0.0.1";

const users = {
  plain: { username: "plain-user", password: "plain-secret-7Qm" },
  "scram-sha-256": { username: "scram-256-user", password: "scram-256-secret-x2R" },
  "scram-sha-512": { username: "scram-512-user", password: "scram-512-secret-p9T" },
} as const;

const scramArgs = (["scram-sha-256", "scram-sha-512"] as const).flatMap((mechanism) => {
  const { username, password } = users[mechanism];
  return ["--add-scram", `${mechanism.toUpperCase()}=[name=${username},password=${password}]`];
});

const listenerNames = ["open", "saslPlaintext", "saslTls", "tls", "mutualTls"] as const;
type ListenerName = (typeof listenerNames)[number];
type Ports = Readonly<Record<ListenerName, number>>;

const protocols: Readonly<Record<ListenerName, string>> = {
  open: "PLAINTEXT",
  saslPlaintext: "SASL_PLAINTEXT",
  saslTls: "SASL_SSL",
  tls: "SSL",
  mutualTls: "SSL",
};

const hourS = 3600;

/** An unsecured JWS (RFC 7515, appendix A.5) that holds from then on for an hour. */
function unsignedToken(fromS: number): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { sub: "token-user", iat: Math.floor(fromS), exp: Math.floor(fromS) + hourS };
  return `${part({ alg: "none" })}.${part(claims)}.`;
}

const tokens = {
  good: (): string => unsignedToken(Date.now() / 1000),
  expired: (): string => unsignedToken(Date.now() / 1000 - 3 * hourS),
};

function saslSettings(listener: ListenerName): Readonly<Record<string, string>> {
  const prefix = `listener.name.${listener.toLowerCase()}`;
  const { username, password } = users.plain;
  const scram = "org.apache.kafka.common.security.scram.ScramLoginModule required;";
  return {
    [`${prefix}.sasl.enabled.mechanisms`]: "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER",
    [`${prefix}.plain.sasl.jaas.config`]: `org.apache.kafka.common.security.plain.PlainLoginModule required user_${username}="${password}";`,
    [`${prefix}.scram-sha-256.sasl.jaas.config`]: scram,
    [`${prefix}.scram-sha-512.sasl.jaas.config`]: scram,
    [`${prefix}.oauthbearer.sasl.jaas.config`]:
      "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;",
  };
}

function settings(ports: Ports, keystore: string, truststore: string): Readonly<Record<string, string>> {
  const listeners = listenerNames.map((name) => `${name.toUpperCase()}://${host}:${ports[name]}`).join(",");
  const map = listenerNames.map((name) => `${name.toUpperCase()}:${protocols[name]}`).join(",");
  return {
    "listener.security.protocol.map": `CONTROLLER:PLAINTEXT,${map}`,
    "inter.broker.listener.name": "OPEN",
    "advertised.listeners": listeners,
    "ssl.keystore.type": "PEM",
    "ssl.keystore.location": keystore,
    "ssl.truststore.type": "PEM",
    "ssl.truststore.location": truststore,
    "listener.name.mutualtls.ssl.client.auth": "required",
    ...saslSettings("saslPlaintext"),
    ...saslSettings("saslTls"),
  };
}

async function freePorts(): Promise<Ports> {
  const entries = [];
  for (const name of listenerNames) entries.push([name, await freePort()] as const);
  return Object.fromEntries(entries) as Ports;
}

/** Throws `ServerMissing` where Kafka cannot be run as a process or there is no `openssl`. */
export async function securedKafka(): Promise<SecuredKafka> {
  const jars = await jarsForProcesses();
  const folder = temporaryFolder("kafka-secured");
  let close = (): Promise<void> => folder.remove();
  try {
    const { serverCertFile, serverKeyFile, ...certificates } = await makeCertificates(folder.path);
    const keystore = join(folder.path, "keystore.pem");
    writeFileSync(keystore, readFileSync(serverKeyFile, "utf8") + readFileSync(serverCertFile, "utf8"));
    const ports = await freePorts();
    const broker = { nodeId: 1, port: ports.open, controllerPort: await freePort() };
    const listeners = listenerNames.map((name) => `${name.toUpperCase()}://${host}:${ports[name]}`);
    const server = await brokerProcess({
      jars,
      folder: folder.path,
      broker,
      cluster: [broker],
      formatArgs: scramArgs,
      extra: {
        ...settings(ports, keystore, certificates.caFile),
        listeners: [...listeners, `CONTROLLER://${host}:${broker.controllerPort}`].join(","),
      },
    });
    close = async () => {
      await server.kill();
      await folder.remove();
    };
    await server.start();
    await warmCoordinators([`${host}:${ports.open}`]);
    const addresses = Object.fromEntries(
      listenerNames.map((name) => [name, `${host}:${ports[name]}`]),
    ) as unknown as SecuredKafka["addresses"];
    return { addresses, users, tokens, certificates, close };
  } catch (error) {
    await close();
    throw error;
  }
}
