import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { run } from "../support/run.ts";
import { type SmallOutage, writeSmallOutage } from "../support/small-outage.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-known-"));
let outage: SmallOutage;
beforeAll(() => {
  outage = writeSmallOutage(folder);
});

async function replayed(configuration: string, ...more: readonly string[]) {
  const config = join(mkdtempSync(join(folder, "config-")), "tocsin.yaml");
  writeFileSync(config, configuration);
  const { code, out, err } = await run([
    "replay",
    outage.recording,
    "--topology",
    outage.topology,
    "--config",
    config,
    ...more,
  ]);
  return { code, told: out.replace(/\s+/g, " "), err };
}

const excluded = (from: string, to: string, more = ""): string =>
  `exclude: [{ from: "2021-10-04T${from}Z", to: "2021-10-04T${to}Z"${more} }]\n`;

describe("a recording all of whose past is excluded", () => {
  const all = 'exclude: [{ from: "2021-01-01T00:00:00Z", to: "2022-01-01T00:00:00Z" }]\n';

  test("has no verdict that nothing failed: it is said before anything else that nothing could be learned", async () => {
    const { code, told, err } = await replayed(all);
    expect([code, err]).toEqual([0, ""]);
    expect(told).toContain(
      "Whether services failed together cannot be said. Nothing could be learned of a service",
    );
    expect(told).not.toContain("No services failed together");
  });

  test("does not show that nothing was expected to fail", async () => {
    const { code, err } = await replayed(all, "--expect", "none");
    expect([code, err.replaceAll(/\s+/g, " ")]).toEqual([1, expect.stringContaining("nothing was judged")]);
  });

  test("of one service alone leaves the answer for the others, with a doubt", async () => {
    const { told } = await replayed(excluded("00:00:00", "23:00:00", ", services: [mail]"));
    expect(told).toContain("chat, photos and video failed together from 13:20 to");
    expect(told).toContain("Whether others failed too cannot be said. Nothing could be learned of a service");
  });
});

test("a part of the past that is excluded leaves the answer as it is where enough is left to learn from", async () => {
  const { told } = await replayed(excluded("10:10:00", "10:20:00"));
  expect(told).toContain("4 of 8 known services (chat, mail, photos and video) failed together");
  expect(told).not.toContain("cannot be said");
});
