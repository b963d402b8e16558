import { freePort } from "../run/free-port.ts";
import { temporaryFolder } from "../run/temporary-folder.ts";
import { brokerProcess } from "./broker-process.ts";
import { warmCoordinators } from "./broker-ready.ts";
import { jarsForProcesses } from "./kafka-jars.ts";

/** One broker that asks who is there and looks up what he may do. */
export interface AuthorisingKafka {
  /** Asks nothing and allows everything: for what a test sets up. */
  readonly open: string;
  /** SASL plain. Nobody may do anything there without a right. */
  readonly asked: string;
  readonly passwordOf: (user: string) => string;
  readonly close: () => Promise<void>;
}

const host = "127.0.0.1";
const passwordOf = (user: string): string => `${user}-secret-4Hk`;

/** Throws `ServerMissing` where Kafka cannot be run as a process. */
export async function authorisingKafka(users: readonly string[]): Promise<AuthorisingKafka> {
  const jars = await jarsForProcesses();
  const folder = temporaryFolder("kafka-authorising");
  let close = (): Promise<void> => folder.remove();
  try {
    const [open, asked] = [await freePort(), await freePort()];
    const broker = { nodeId: 1, port: open, controllerPort: await freePort() };
    const listeners = `OPEN://${host}:${open},ASKED://${host}:${asked}`;
    const known = users.map((user) => `user_${user}="${passwordOf(user)}"`).join(" ");
    const server = await brokerProcess({
      jars,
      folder: folder.path,
      broker,
      cluster: [broker],
      extra: {
        listeners: `${listeners},CONTROLLER://${host}:${broker.controllerPort}`,
        "advertised.listeners": listeners,
        "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,OPEN:PLAINTEXT,ASKED:SASL_PLAINTEXT",
        "inter.broker.listener.name": "OPEN",
        "listener.name.asked.sasl.enabled.mechanisms": "PLAIN",
        "listener.name.asked.plain.sasl.jaas.config": `org.apache.kafka.common.security.plain.PlainLoginModule required ${known};`,
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        // Who comes without a name is the broker itself, and the test.
        "super.users": "User:ANONYMOUS",
      },
    });
    close = async () => {
      await server.kill();
      await folder.remove();
    };
    await server.start();
    await warmCoordinators([`${host}:${open}`]);
    return { open: `${host}:${open}`, asked: `${host}:${asked}`, passwordOf, close };
  } catch (error) {
    await close();
    throw error;
  }
}
