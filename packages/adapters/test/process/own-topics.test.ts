import { expect, test } from "vitest";
import { refuseForeign } from "../../src/process/own-topics.ts";

const own = ["telemetry.error-rate.v1", "telemetry.report-volume.v1"];
const places = (...topics: readonly string[]) => topics.map((topic) => ({ topic, partition: 0 }));

test("partitions of a worker's own topics are taken, and so are none", () => {
  expect(() => refuseForeign(places(...own), own, "tocsin.intake")).not.toThrow();
  expect(() => refuseForeign([], own, "tocsin.intake")).not.toThrow();
});

test("a partition of another installation is refused in words, with code 2", () => {
  const refused = (): void => refuseForeign(places(own[0]!, "others.errors"), own, "tocsin.intake");
  expect(refused).toThrow(
    "was given partitions of others.errors, which is none of its topics: another installation has the same environment and kafka.namePrefix, and so the same group tocsin.intake",
  );
  expect(refused).toThrow(expect.objectContaining({ exitCode: 2 }));
});
