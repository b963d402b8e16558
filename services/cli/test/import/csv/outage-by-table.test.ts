import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../../support/run.ts";
import { writeSmallOutage } from "../../support/small-outage.ts";
import { runImport, workFolder } from "../run-import.ts";

const rows = (...lines: readonly string[]): string => `${lines.join("\n")}\n`;
const counts = ["--requests", "requests", "--errors", "errors"];

test("an outage that went through a table gives the alerts of the recording that it came from", async () => {
  const folder = workFolder();
  const outage = writeSmallOutage(folder.path("."));
  const topic = '"topic":"telemetry.error-rate.v1"';
  const errorRates = outage.lines.filter((line) => line.includes(topic));
  const table = errorRates.map((line) => {
    const { payload } = JSON.parse(line) as { readonly payload: string };
    const { service, ts, requests, errors, operation } = JSON.parse(payload) as Record<string, unknown>;
    return [new Date(ts as number).toISOString(), service, operation ?? "", requests, errors].join(";");
  });
  const csv = folder.write(
    "outage.csv",
    rows("minute;service;operation;requests;errors", ...table.toReversed()),
  );
  writeFileSync(folder.path("rates.jsonl"), rows(...errorRates));
  const argv = [
    "--time",
    "minute",
    "--operation",
    "operation",
    ...counts,
    "--out",
    folder.path("imported.jsonl"),
  ];
  expect((await runImport(["csv", csv, ...argv])).code).toBe(0);
  const replayed = async (recording: string): Promise<readonly unknown[]> => {
    const { code, out } = await run([
      "replay",
      recording,
      "--topology",
      outage.topology,
      "--json",
      "--quiet",
    ]);
    expect(code).toBe(0);
    return out
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as { readonly data: object }).data)
      .map((data) => ({ ...data, impact: null }));
  };
  const alerts = await replayed(folder.path("imported.jsonl"));
  expect(alerts).toContainEqual(expect.objectContaining({ scope: "simultaneous" }));
  expect(JSON.stringify(alerts)).toContain('"component":{"name":"edge"');
  expect(alerts).toEqual(await replayed(join(folder.path("."), "rates.jsonl")));
}, 120_000);

test("a mapping is not overwritten by what is made with it", async () => {
  const folder = workFolder();
  const mapping = folder.write(
    "mapping.yaml",
    "columns: { time: minute, service: app, requests: total, errors: failed }\n",
  );
  const csv = folder.write("table.csv", rows("minute;app;total;failed", "2021-10-04T15:40:00Z;shop;10;1"));
  for (const option of ["--out", "--rejects"]) {
    const { code, err } = await runImport(["csv", csv, "--mapping", mapping, option, mapping]);
    expect([code, err]).toEqual([2, expect.stringContaining("would be overwritten")]);
  }
});
