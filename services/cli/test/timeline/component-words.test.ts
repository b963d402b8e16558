import { expect, test } from "vitest";
import { layOut } from "../../src/terminal/layout.ts";
import type { Story } from "../../src/timeline/story.ts";
import { timeline } from "../../src/timeline/timeline.ts";
import { alert, other } from "../support/alerts.ts";
import { story } from "../support/story.ts";

const text = (told: Story): string =>
  layOut(timeline(told), 100_000)
    .map((line) => line.map(({ text: part }) => part).join(""))
    .join("\n");

test("where it is open what they share it says between what, and of whom nothing is known", () => {
  const candidates = ["backbone", "media-cdn"].map((name, at) => ({ name, odds: [1.4, 0.71][at]! }));
  const services = [...alert().data.services, other("workplace", "unknown")];
  const settled = alert({ revision: 2, component: null, candidates, services });
  const told = text(story([alert(), settled]));
  expect(told).toContain("Shared: something, and it is open what: backbone or media-cdn (1.4 to 1).");
  expect(told).toContain(
    "shared, by what is known now: something, and it is open what: backbone or media-cdn",
  );
  expect(told).toContain("Part of it too, but nothing recent is known of it: workplace");
});

test("without a component it says so instead of naming one", () => {
  expect(text(story([alert({ component: null })]))).toContain("Shared: nothing that the topology names");
});

test("a failure of everything is not blamed on a component called all", () => {
  const all = alert({ component: { name: "all", odds: 12, runnerUp: null } });
  expect(text(story([all]))).toContain(
    "something that reaches across all services, not one component (odds 12 to 1)",
  );
});
