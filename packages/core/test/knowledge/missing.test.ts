import { expect, test } from "vitest";
import { nothingKnown } from "../../src/knowledge/knowledge.ts";
import { missingMeans } from "../../src/knowledge/missing.ts";

test("what it means that nothing came is what is said of the service, else of the stream, else silence", () => {
  const known = {
    ...nothingKnown,
    missing: { "error-rate": "ignore" as const, "report-volume": "zero" as const },
    missingOf: { web: { "error-rate": "zero" as const } },
  };
  expect(missingMeans(known, "web", "error-rate")).toBe("zero");
  expect(missingMeans(known, "web", "report-volume")).toBe("zero");
  expect(missingMeans(known, "mail", "error-rate")).toBe("ignore");
  expect(missingMeans(known, "mail", "delivery-latency")).toBe("silence");
});
