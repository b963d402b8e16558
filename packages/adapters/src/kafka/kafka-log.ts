import { type Log } from "@tocsin/core";
import { type KafkaConnection } from "./connection.ts";
import { type TellTrouble } from "./trouble.ts";

export interface KafkaLogOptions {
  readonly connection: KafkaConnection;
  /** Told of retries and lost connections. The log writes to no output of its own. */
  readonly trouble?: TellTrouble;
}

export function kafkaLog(_options: KafkaLogOptions): Log {
  throw new Error("not written yet");
}
