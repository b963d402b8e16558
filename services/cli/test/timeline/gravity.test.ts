import { expect, test } from "vitest";
import { layOut } from "../../src/terminal/layout.ts";
import type { Story } from "../../src/timeline/story.ts";
import { timeline } from "../../src/timeline/timeline.ts";
import { alert, at } from "../support/alerts.ts";
import { story } from "../support/story.ts";

const text = (told: Story): string =>
  layOut(timeline(told), 100_000)
    .map((line) => line.map(({ text: part }) => part).join(""))
    .join("\n");

test("how bad it was, what is shared and what would have been known with less stand below the course", () => {
  const bad = alert({
    severity: "critical",
    shape: { name: "traffic-gone", evidence: [] },
    impact: {
      requestsFailed: null,
      requestsMissing: { count: 61_234, unit: "requests" },
      messagesUndelivered: null,
      messagesMissing: null,
      reportsAboveExpected: { count: 120, unit: "reports" },
      services: { failing: 3, known: 12 },
    },
    counterfactuals: {
      withoutReports: at("15:42:30"),
      withoutService: [{ service: "facebook", detectedAt: "not-detected" }],
      atTwiceThreshold: at("15:44:30"),
    },
  });
  const told = text(story([bad])).replaceAll("\u00a0", " ");
  expect(told).toContain(
    "  Severity: critical; traffic is gone; 61,000 requests did not come; 120 more reports than usual.",
  );
  expect(told).toContain("  Shared: backbone (odds 1,204 to 1 against media-cdn).");
  expect(told).toContain(
    "  With less to go by: It would have been detected just as early without people's reports; not in the minutes after without Facebook; 2 min later with thresholds twice as high.",
  );
});

test("a severity that rises is told when it does", () => {
  const mild = alert({ severity: "error" });
  const worse = alert({ revision: 2, reason: "severity-raised", time: at("15:50:30") });
  expect(text(story([mild, worse]))).toContain("15:50:30  severity is critical now");
});
