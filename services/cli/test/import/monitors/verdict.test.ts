import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { run } from "../../support/run.ts";
import { workFolder } from "../run-import.ts";

const names = ["shop", "mail", "chat", "files", "wiki", "ads"];
const day = 86_400_000;
const start = Date.UTC(2026, 10, 2);

/** Two days of checks every minute; the first four monitors are down from 14:30 of the second day for 25 minutes. */
function madeDatabase(path: string): void {
  const outage = start + day + 14.5 * 3_600_000;
  const database = new DatabaseSync(path);
  database.exec(`
    CREATE TABLE monitor (id INTEGER PRIMARY KEY, name VARCHAR(150), type VARCHAR(20));
    CREATE TABLE heartbeat (id INTEGER PRIMARY KEY AUTOINCREMENT, monitor_id INTEGER NOT NULL, status SMALLINT NOT NULL,
      msg TEXT, time DATETIME NOT NULL);
    BEGIN`);
  const beat = database.prepare("INSERT INTO heartbeat (monitor_id, status, msg, time) VALUES (?, ?, ?, ?)");
  for (const [index, name] of names.entries())
    database.prepare("INSERT INTO monitor VALUES (?, ?, 'http')").run(index + 1, name);
  for (let minute = 0; minute < 2 * 1440; minute += 1) {
    for (const index of names.keys()) {
      const at = start + minute * 60_000 + index * 7_001;
      const isDown = index < 4 && at >= outage && at < outage + 25 * 60_000;
      const time = new Date(at).toISOString().replace("T", " ").replace("Z", "");
      beat.run(index + 1, isDown ? 0 : 1, isDown ? "timeout of 48000ms exceeded" : "200 - OK", time);
    }
  }
  database.exec("COMMIT");
  database.close();
}

test("a stranger with Kuma's database gets a verdict: who failed, since when, and what they share", async () => {
  const folder = workFolder();
  madeDatabase(folder.path("kuma.db"));
  const topology = folder.write(
    "topology.yaml",
    "services: { shop: {}, mail: {}, chat: {}, files: {}, wiki: {}, ads: {} }\n" +
      "components: { rack-1: { services: [shop, mail, chat, files] }, rack-2: { services: [wiki, ads] } }\n",
  );
  const imported = await run([
    "import",
    "uptime-kuma",
    folder.path("kuma.db"),
    "-o",
    folder.path("h.jsonl.gz"),
  ]);
  expect(imported.code).toBe(0);
  const { code, out } = await run([
    "replay",
    folder.path("h.jsonl.gz"),
    "--topology",
    topology,
    "--expect",
    "simultaneous:rack-1",
  ]);
  expect(code).toBe(0);
  expect(out.replaceAll(/\s+/g, " ")).toContain("failed together from 14:30");
});
