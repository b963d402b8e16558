import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Summary } from "@tocsin/contracts";
import { afterAll, expect, test } from "vitest";
import { run } from "../support/run.ts";
import { outageOnset, writeSmallOutage } from "../support/small-outage.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-bounds-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const outage = writeSmallOutage(folder);
const quiet = outage.lines.slice(1).filter((line) => (JSON.parse(line) as { ts: number }).ts < outageOnset);

async function replayed(bounds: string) {
  const [path, config, out] = ["quiet.jsonl", "bounds.yaml", "out"].map((name) => join(folder, name));
  writeFileSync(path!, `${quiet.join("\n")}\n`);
  writeFileSync(config!, `bounds: ${bounds}\n`);
  const ran = await run(["replay", path!, "--config", config!, "--out", out!]);
  return {
    ...ran,
    words: ran.out.replace(/\s+/g, " "),
    summary: Summary.parse(JSON.parse(readFileSync(join(out!, "summary.json"), "utf8"))),
  };
}

test("a replay that could not take all series says how many it did not see, and that nothing failed it does not say", async () => {
  const { code, words, err, summary } = await replayed("{ maxSeries: 6 }");
  expect(code).toBe(1);
  expect(summary.series).toBe(6);
  expect(summary.doubts).toEqual(["refused-series"]);
  expect(summary.refusedSeries).toMatchObject({ byCode: { "series-limit": summary.refusedSeries!.series } });
  expect(words).toContain(
    `${summary.refusedSeries!.series} series were not seen, because there are more than bounds.maxSeries allows`,
  );
  expect(words).not.toMatch(/No services failed/);
  expect(err).toContain("the answer cannot be vouched for");
});

test("with room for all of them it says nothing of bounds", async () => {
  const { code, summary } = await replayed("{ maxSeries: 1000 }");
  expect(code).toBe(0);
  expect(summary.refusedSeries).toBeUndefined();
});
