import { expect, test } from "vitest";
import { run } from "../support/run.ts";

test("a recorder alone without a database is refused with code 2, and not left waiting in silence", async () => {
  const { code, out, err } = await run(["run", "--worker", "recorder"]);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain("no influx section");
});
