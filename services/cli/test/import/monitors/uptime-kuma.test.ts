import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { probesIn, runImport, workFolder } from "../run-import.ts";

/**
 * The columns of Kuma's own tables that are read, and some that are not: db/knex_init_db.js of louislam/uptime-kuma at
 * 0b9dafe996f44569e18808d042c993d829f0e3b5 (version 2), with `retries` of db/knex_migrations/2023-09-29-0000-heartbeat-retires.js.
 */
function kumaDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  database.exec(`
    CREATE TABLE monitor (id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(150), active BOOLEAN DEFAULT 1 NOT NULL,
      "interval" INTEGER DEFAULT 20 NOT NULL, url TEXT, type VARCHAR(20));
    CREATE TABLE heartbeat (id INTEGER PRIMARY KEY AUTOINCREMENT, important BOOLEAN DEFAULT 0 NOT NULL,
      monitor_id INTEGER NOT NULL REFERENCES monitor (id) ON DELETE CASCADE ON UPDATE CASCADE, status SMALLINT NOT NULL,
      msg TEXT, time DATETIME NOT NULL, ping INTEGER, duration INTEGER DEFAULT 0 NOT NULL,
      down_count INTEGER DEFAULT 0 NOT NULL, retries INTEGER DEFAULT 0 NOT NULL);
    INSERT INTO monitor (id, name, type) VALUES (1, 'Shop', 'http'), (2, 'Mail', 'port'), (3, 'All', 'group');`);
  return database;
}

const beat = (monitor: number, time: string, status: number, message = ""): string =>
  `INSERT INTO heartbeat (monitor_id, time, status, msg) VALUES (${monitor}, '2026-11-02 ${time}', ${status}, '${message}');`;

describe("tocsin import uptime-kuma", () => {
  test("makes a probe of each check of a database, while Kuma holds it open", async () => {
    const folder = workFolder();
    const database = kumaDatabase(folder.path("kuma.db"));
    database.exec("PRAGMA journal_mode = WAL");
    database.exec(
      [
        beat(1, "10:00:05.123", 1, "200 - OK"),
        beat(2, "10:00:07.001", 1),
        beat(3, "10:00:08.001", 0),
        beat(1, "10:01:05.200", 0, "timeout of 48000ms exceeded"),
        beat(2, "10:01:07.003", 1),
        beat(1, "10:02:05.200", 1),
        beat(2, "10:02:07.003", 1),
      ].join("\n"),
    );
    const { code, out, err } = await runImport(["uptime-kuma", folder.path("kuma.db")]);
    database.close();
    expect(code).toBe(0);
    expect(
      probesIn(out).map(({ service, source, start, errors }) => [
        service,
        source,
        new Date(start).toISOString().slice(11, 16),
        errors,
      ]),
    ).toEqual([
      ["Mail", "uptime-kuma", "10:00", 0],
      ["Shop", "uptime-kuma", "10:00", 0],
      ["Mail", "uptime-kuma", "10:01", 0],
      ["Shop", "uptime-kuma", "10:01", 1],
      ["Mail", "uptime-kuma", "10:02", 0],
      // It was down until five seconds into the minute.
      ["Shop", "uptime-kuma", "10:02", 1],
    ]);
    expect(err).toContain("rows      6, of 2 series; services: 2, monitors: 1");
  });

  test("gives no probe while Kuma asks again, in maintenance, or is turned away, and counts why", async () => {
    const folder = workFolder();
    const database = kumaDatabase(folder.path("kuma.db"));
    database.exec(
      [
        beat(1, "10:00:00.000", 2),
        beat(1, "10:01:00.000", 3),
        beat(1, "10:02:00.000", 0, "Request failed with status code 429"),
        beat(2, "10:02:30.000", 1),
      ].join("\n"),
    );
    database.close();
    const { out, err } = await runImport(["uptime-kuma", folder.path("kuma.db")]);
    expect(probesIn(out).map(({ service }) => service)).toEqual(["Mail"]);
    expect(err).toContain("refused   1 rows with status 403, 405 or 429");
    expect(err).toContain("unknown   2 rows on which the monitor does not know");
  });

  test("a monitor that is not heard of any more gives no probe", async () => {
    const folder = workFolder();
    const database = kumaDatabase(folder.path("kuma.db"));
    database.exec(
      [beat(1, "10:00:00.000", 1), beat(2, "10:00:30.000", 1), beat(2, "10:20:30.000", 1)].join("\n"),
    );
    database.close();
    const { out } = await runImport(["uptime-kuma", folder.path("kuma.db"), "--hold", "5m"]);
    const starts = probesIn(out).map(({ start }) => (start / 60_000) % 60);
    expect(Math.max(...starts.filter((minute) => minute < 20))).toBeLessThanOrEqual(5);
  });

  test("of Kuma 2, which thins what is old, it is said how its changes are believed", async () => {
    const folder = workFolder();
    const database = kumaDatabase(folder.path("kuma.db"));
    database.exec("CREATE TABLE stat_hourly (id INTEGER)");
    database.exec([beat(1, "10:00:00.000", 0), beat(1, "10:40:00.000", 1)].join("\n"));
    database.close();
    const short = await runImport(["uptime-kuma", folder.path("kuma.db")]);
    expect(short.err).toContain("--hold 30d believes a state until it changes");
    const { out } = await runImport(["uptime-kuma", folder.path("kuma.db"), "--hold", "30d"]);
    expect(probesIn(out).filter(({ errors }) => errors === 1)).toHaveLength(40);
  });

  test("two monitors of one name are two services", async () => {
    const folder = workFolder();
    const database = kumaDatabase(folder.path("kuma.db"));
    database.exec(
      [
        "UPDATE monitor SET name = 'Shop' WHERE id = 2;",
        beat(1, "10:00:01.000", 1),
        beat(2, "10:00:02.000", 0),
      ].join("\n"),
    );
    database.close();
    const { out } = await runImport(["uptime-kuma", folder.path("kuma.db")]);
    expect(probesIn(out).map(({ service, errors }) => [service, errors])).toEqual([
      ["Shop 1", 0],
      ["Shop 2", 1],
    ]);
  });

  test("reads rows as sqlite3 -json prints them, and says which could not be used", async () => {
    const rows = [
      { monitor: "Shop", time: "2026-11-02 10:00:05.123", status: 1, msg: "200 - OK" },
      { monitor: "Shop", time: "yesterday", status: 1, msg: "" },
      { monitor: "Shop", time: "2026-11-02 10:01:05.123", status: 7, msg: "" },
      { monitor: "", time: "2026-11-02 10:01:05.123", status: 1, msg: "" },
    ];
    const { code, out, err } = await runImport(["uptime-kuma", "-"], JSON.stringify(rows));
    expect(code).toBe(0);
    expect(probesIn(out)).toHaveLength(1);
    expect(err).toContain("rejected  3: row-timestamp 1, row-value 2");
  });

  test.each([
    ["a backup", { version: "1.23.0", notificationList: [], monitorList: [] }, "none of their checks"],
    ["a status page", { heartbeatList: {}, uptimeList: {} }, "a status page of Uptime Kuma"],
  ])("%s is refused with the command that reads the checks", async (_name, value, words) => {
    const { code, err } = await runImport(["uptime-kuma", "-"], JSON.stringify(value));
    expect(code).toBe(3);
    expect(err).toContain(words);
    expect(err).toContain("tocsin import uptime-kuma kuma.db");
  });

  test("a database of another program is refused with what reads it", async () => {
    const folder = workFolder();
    const database = new DatabaseSync(folder.path("gatus.db"));
    database.exec("CREATE TABLE endpoint_results (endpoint_id INTEGER)");
    database.close();
    const { code, err } = await runImport(["uptime-kuma", folder.path("gatus.db")]);
    expect(code).toBe(3);
    expect(err).toContain("tocsin import gatus");
  });
});
