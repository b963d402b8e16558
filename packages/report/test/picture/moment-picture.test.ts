import type { EvidenceFrame } from "@tocsin/contracts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { grid } from "../../src/picture/lane.ts";
import { laneMarkup } from "../../src/picture/lane-markup.ts";
import { momentPage, momentPicture } from "../../src/index.ts";
import { frameOf } from "../support/frames.ts";

const value = fc.oneof(
  fc.constant(null),
  fc.constant(0),
  fc.constant(Number.MIN_VALUE),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

test("whatever the values and gaps are, a chart holds numbers alone, and nothing of its words is markup", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(value, value, value, value), { maxLength: 20 }),
      fc.oneof(fc.constant(null), fc.double({ noNaN: true, min: -100, max: 100 })),
      (rows, threshold) => {
        const column = (at: 0 | 1 | 2 | 3): (number | null)[] => rows.map((row) => row[at]);
        const lane = {
          title: "a <b> & c",
          reading: '"',
          observed: column(0),
          expected: column(1),
          lower: column(2),
          upper: column(3),
          threshold,
        };
        const { text } = laneMarkup(lane, rows.length, 0);
        expect(text).not.toMatch(/NaN|Infinity|undefined|null/);
        expect(text).toContain("a &lt;b&gt; &amp; c");
        for (const [, y] of text.matchAll(/[ML]\d[\d.]* ([\d.-]+)/g)) {
          expect(Number(y)).toBeGreaterThanOrEqual(0);
          expect(Number(y)).toBeLessThanOrEqual(grid.laneHeight);
        }
      },
    ),
  );
});

const longName = `svc-${"a".repeat(200)}`;
const drawing = {
  frames: [27_231_460, 27_231_461].map((window) =>
    frameOf(window, [{ unit: longName, logEvidence: 9, logEvidenceWithoutReports: 9 }]),
  ),
  units: [longName],
};
const words = (text: string) => [{ indent: 0, spans: [{ text, isStrong: false }] }];

test("the page tells the answer, then draws it, then what it rests on, in lines that the reader's window breaks", () => {
  const answer = `Up to 0.9 % of requests fail${", and so on".repeat(20)}.`;
  const page = momentPage({ ...drawing, answer: words(answer), details: words("What it rests on.") });
  expect(page).toContain(answer.replace("0.9 %", "0.9\u00a0%"));
  const order = ["Up to 0.9", "evidence that services fail together", "What it rests on."];
  const places = order.map((part) => page.indexOf(part));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((one, other) => one - other));
});

test("page and drawing say what their lines mean", () => {
  const page = momentPage({ ...drawing, answer: [], details: [] });
  for (const key of ["observed", "expected, with its band", "needed for an alarm"])
    expect(page).toContain(`</span>${key}</span`);
  expect(momentPicture(drawing)).toContain("dots: needed for an alarm");
});

test("a name without end leaves room for the reading behind it", () => {
  const lane = { observed: [], expected: [], lower: [], upper: [], threshold: null };
  const { text } = laneMarkup({ ...lane, title: longName, reading: "5 %, expected 1 %" }, 0, 0);
  expect(text).not.toContain(longName);
  expect(text).toContain("…</text>");
});

test("of a series that is silent it is said that there is no reading, and nothing is made up to be expected", () => {
  const [before, now] = drawing.frames as [EvidenceFrame, EvidenceFrame];
  const silent = {
    ...now.series,
    observed: [null],
    exposure: [null],
    expected: [null],
    lower: [null],
    upper: [null],
  };
  const page = momentPage({
    ...drawing,
    frames: [before, { ...now, series: silent }],
    answer: [],
    details: [],
  });
  expect(page).toContain(`${longName} errors: no reading"`);
  expect(page).not.toMatch(/expected (nothing|0)/);
});
