import { kafkaLog } from "@tocsin/adapters/kafka";
import { connectionTo } from "./connection.ts";

/** A member of its own process, to be killed and frozen: writes a line for whatever it is told to hold. */
const [broker = "", group = "", topic = "", strategy = ""] = process.argv.slice(2);
const log = kafkaLog({ connection: connectionTo([broker]) });
const member = log.join({
  group,
  topics: [topic],
  strategy: strategy === "single" ? "single" : "spread",
});
for (let held = await member.next(); held !== null; held = await member.next()) {
  process.stdout.write(`${JSON.stringify(held.map(({ partition }) => partition))}\n`);
}
