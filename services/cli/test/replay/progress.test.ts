import { expect, test } from "vitest";
import { line, progress } from "../../src/replay/progress.ts";
import { captured } from "../support/captured.ts";

const position = { share: 0.436, events: 824_000, eventTimeMs: Date.parse("2021-10-04T15:41:00Z") };

test("the line tells the share of the input, events per second and the current event time", () => {
  expect(line(position, 2000)).toBe("43 %  412,000 events/s  2021-10-04 15:41 UTC");
  expect(line({ ...position, share: null, eventTimeMs: null }, 2000)).toBe("412,000 events/s");
});

test("it is silent where the output is not a terminal, or where it is not wanted", () => {
  for (const [output, wanted] of [
    [captured(), true],
    [captured(80), false],
  ] as const) {
    let now = 0;
    const shown = progress(output, () => (now += 1000), wanted);
    for (let call = 0; call < 5000; call += 1) shown.at(() => position);
    shown.clear();
    expect(output.text()).toBe("");
  }
});

test("a terminal sees one line, written over at most five times a second, and taken away at the end", () => {
  const output = captured(80);
  let now = 0;
  const shown = progress(output, () => (now += 1), true);
  for (let call = 0; call < 1000; call += 1) shown.at(() => position);
  shown.clear();
  expect(output.text()).not.toContain("\n");
  expect(output.text().endsWith("\r\u001b[K")).toBe(true);
  expect(output.text().split("\r").length - 2).toBe(5);
});
