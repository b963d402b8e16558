import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { probesIn, runImport, workFolder } from "../run-import.ts";

/**
 * Gatus's own tables, without those that are not read: storage/store/sql/specific_sqlite.go of TwiN/gatus at
 * 01484832fc03ec348ebe0f8261cdd2a4ad8638c6.
 */
function gatusDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  database.exec(`
    CREATE TABLE endpoints (endpoint_id INTEGER PRIMARY KEY, endpoint_key TEXT UNIQUE, endpoint_name TEXT,
      endpoint_group TEXT, UNIQUE(endpoint_name, endpoint_group));
    CREATE TABLE endpoint_events (endpoint_event_id INTEGER PRIMARY KEY,
      endpoint_id INTEGER REFERENCES endpoints(endpoint_id) ON DELETE CASCADE, event_type TEXT, event_timestamp TIMESTAMP);
    CREATE TABLE endpoint_results (endpoint_result_id INTEGER PRIMARY KEY,
      endpoint_id INTEGER REFERENCES endpoints(endpoint_id) ON DELETE CASCADE, success INTEGER, errors TEXT,
      connected INTEGER, status INTEGER, dns_rcode TEXT, certificate_expiration INTEGER, domain_expiration INTEGER,
      hostname TEXT, ip TEXT, duration INTEGER, timestamp TIMESTAMP);
    INSERT INTO endpoints VALUES (1, 'core_api', 'api', 'core'), (2, 'eu_api', 'api', 'eu'), (3, '_mail', 'mail', '');`);
  return database;
}

const result = (endpoint: number, time: string, success: number, status = 200): string =>
  `INSERT INTO endpoint_results VALUES (NULL, ${endpoint}, ${success}, '', 1, ${status}, '', 0, 0, 'h', '', 5, '${time}');`;

const told = (out: string): readonly (readonly [string, string, number])[] =>
  probesIn(out).map(({ service, start, errors }) => [
    service,
    new Date(start).toISOString().slice(11, 16),
    errors,
  ]);

describe("tocsin import gatus", () => {
  test("makes probes of the results of a database; a name that two groups have stands behind its group", async () => {
    const folder = workFolder();
    const database = gatusDatabase(folder.path("gatus.db"));
    database.exec(
      [
        result(1, "2026-11-02 10:00:05.123456789 +0000 UTC", 1),
        result(2, "2026-11-02 10:00:06.123456789 +0000 UTC", 0, 200),
        result(3, "2026-11-02 10:00:07 +0000 UTC m=+12.5", 0, 0),
        result(3, "2026-11-02 10:01:00 +0000 UTC", 1, 0),
      ].join("\n"),
    );
    database.close();
    const { code, out, err } = await runImport(["gatus", folder.path("gatus.db")]);
    expect(code).toBe(0);
    expect(told(out)).toEqual([
      ["core\u2215api", "10:00", 0],
      // Its condition failed, though its status did not: that contradicts nothing.
      ["eu\u2215api", "10:00", 1],
      ["mail", "10:00", 1],
      ["core\u2215api", "10:01", 0],
      ["eu\u2215api", "10:01", 1],
      ["mail", "10:01", 0],
    ]);
    expect(err).toContain("rejected  none");
  });

  test("reads answers of the API, and of events what lies before the first result", async () => {
    const statuses = [
      {
        name: "front-end",
        group: "core",
        key: "core_front-end",
        results: [
          {
            status: 200,
            hostname: "example.org",
            duration: 10_000_000,
            conditionResults: [{ condition: "[STATUS] == 200", success: true }],
            success: true,
            timestamp: "2026-11-02T10:06:00.1Z",
          },
        ],
        events: [
          { type: "START", timestamp: "2026-11-02T09:59:00Z" },
          { type: "HEALTHY", timestamp: "2026-11-02T10:01:00.5Z" },
          { type: "UNHEALTHY", timestamp: "2026-11-02T10:03:10Z" },
          { type: "HEALTHY", timestamp: "2026-11-02T10:05:00Z" },
          { type: "UNHEALTHY", timestamp: "2026-11-02T10:06:00.2Z" },
        ],
      },
    ];
    const { out } = await runImport(["gatus", "-"], JSON.stringify(statuses));
    expect(told(out)).toEqual([
      ["front-end", "10:01", 0],
      ["front-end", "10:02", 0],
      ["front-end", "10:03", 1],
      ["front-end", "10:04", 1],
      ["front-end", "10:05", 0],
      ["front-end", "10:06", 0],
    ]);
  });

  test("several pages are one input, whichever way round they come", async () => {
    const page = (name: string): string =>
      JSON.stringify([
        { name, group: "", results: [{ success: true, status: 200, timestamp: "2026-11-02T10:00:00Z" }] },
      ]);
    const folder = workFolder();
    const [one, two] = [folder.write("1.json", page("a")), folder.write("2.json", page("b"))];
    const first = await runImport(["gatus", one, two]);
    expect(told(first.out).map(([service]) => service)).toEqual(["a", "b"]);
    expect((await runImport(["gatus", two, one])).out).toBe(first.out);
  });

  test.each([
    ["an answer without results", JSON.stringify([{ name: "a" }]), "api/v1/endpoints/statuses?pageSize=100"],
    ["metrics", "# HELP gatus_results_total x\n", "tocsin import openmetrics"],
    ["a table", "time,name,up\n", "tocsin import csv"],
  ])("%s is refused with what to do", async (_name, input, words) => {
    const { code, err } = await runImport(["gatus", "-"], input);
    expect(code).toBe(3);
    expect(err).toContain(words);
  });
});
