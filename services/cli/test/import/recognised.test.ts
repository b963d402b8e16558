import { describe, expect, test } from "vitest";
import { header, runImport } from "./run-import.ts";

const otlp = '{"resourceMetrics":[]}';
const answer = '{"status":"success","data":{"resultType":"matrix","result":[]}}';
const openMetrics = "# TYPE up gauge\nup 1 1633361940\n";
const lines = "http,app=shop total=1i 1633361940000\n";
const annotated = "#datatype,string,long\n,result,table,_time,_value\n";
const table = "time,service,requests,errors\n2021-10-04T12:00:00Z,shop,1,0\n";

describe("a file of another kind is refused with the command that reads it", () => {
  test.each([
    ["csv", otlp, "tocsin import otlp -"],
    ["csv", answer, "tocsin import prometheus -"],
    ["csv", openMetrics, "tocsin import openmetrics -"],
    ["csv", annotated, "tocsin import influx -"],
    ["csv", "SQLite format 3\0\u0010", "tocsin import uptime-kuma"],
    ["csv", '{"topic":"telemetry.error-rate.v1"}\n', "tocsin replay -"],
    ["status-csv", table, "tocsin import csv -"],
    ["status-csv", "SQLite format 3\0\u0010", "tocsin import uptime-kuma"],
    ["otlp", answer, "tocsin import prometheus -"],
    ["otlp", table, "tocsin import csv -"],
    ["prometheus", otlp, "tocsin import otlp -"],
    ["prometheus", openMetrics, "tocsin import openmetrics -"],
    ["openmetrics", answer, "tocsin import prometheus -"],
    ["openmetrics", `${header}\n`, "tocsin import status-csv -"],
    ["influx", table, "tocsin import csv -"],
    ["influx", otlp, "tocsin import otlp -"],
    ["telegraf", lines, "tocsin import influx -"],
    ["uptime-kuma", table, "tocsin import csv -"],
    ["gatus", openMetrics, "tocsin import openmetrics -"],
  ])("import %s of %j names %s", async (kind, input, command) => {
    const { code, err } = await runImport([kind, "-"], input);
    expect(code).toBe(3);
    expect(err).toContain(command);
  });
});

describe("what is no table, or no text at all, is refused in few words", () => {
  const binary = Buffer.from(Array.from({ length: 60_000 }, (_, index) => index % 256));
  const wide = Array.from({ length: 30_000 }, (_, index) => `column ${index}`).join(",");
  test.each([
    ["csv", "every byte", binary],
    ["reports", "every byte", binary],
    ["status-csv", "every byte", binary],
    ["otlp", "every byte", binary],
    ["influx", "every byte", binary],
    ["csv", "a heading without end", `${"x".repeat(90_000)};b\n1;2\n`],
    ["csv", "thirty thousand headings", `${wide}\n1\n`],
    ["reports", "thirty thousand headings", `time,${wide}\n1\n`],
  ])("import %s of %s", async (kind, _, input) => {
    const { code, err } = await runImport([kind, "-"], input);
    expect(code).toBeGreaterThan(0);
    expect(err.length).toBeLessThan(2000);
    if (Buffer.isBuffer(input)) expect(err).not.toContain("It looks like");
  });
});
