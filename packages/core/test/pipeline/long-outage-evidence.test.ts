import { describe, expect, test } from "vitest";
import type { EvidenceFrame } from "../../src/alert/index.ts";
import { windowDetection } from "../../src/pipeline/window-detection.ts";
import { configOf } from "../support/run-detection.ts";
import { worldWindows } from "../support/synthetic-world.ts";
import { tenNames, usualComponents, usualService } from "../support/usual-world.ts";

const fault = 130;
const end = fault + 8 * 60;
const failing = tenNames.slice(0, 4);
const names = tenNames.slice(0, 6);
const outage = {
  services: failing,
  from: fault,
  to: end,
  errorShare: 0.05,
  undeliveredShare: 0.1,
  latency: 3,
};

/** Frames of an outage of eight hours, whose level is learned after six. */
const frames = (() => {
  const detection = windowDetection({ ...configOf(usualComponents), withEvidence: true });
  const services = names.map(usualService);
  const windows = worldWindows({ seed: 1, services, windows: end + 40, disturbances: [outage] });
  return windows.map((window) => detection.step(window).evidence!);
})();

const columnOf = (frame: EvidenceFrame, signal: string, service = "ant") => {
  const row = frame.series.unit.findIndex(
    (unit, at) => unit === service && frame.series.signal[at] === signal,
  );
  const { state, expected, lower, upper, observed, evidenceNats } = frame.series;
  const of = (column: readonly (number | null)[]): number => column[row] ?? Number.NaN;
  return {
    state: state[row],
    expected: of(expected),
    lower: of(lower),
    upper: of(upper),
    observed: of(observed),
    nats: of(evidenceNats),
  };
};
const middleOf = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!;
/** The middle of twenty windows from one on. */
const around = (window: number, signal: string, service?: string) => {
  const found = frames.slice(window, window + 20).map((frame) => columnOf(frame, signal, service));
  const middle = (name: "expected" | "lower" | "upper" | "nats") => middleOf(found.map((one) => one[name]));
  return {
    expected: middle("expected"),
    lower: middle("lower"),
    upper: middle("upper"),
    nats: middle("nats"),
    abnormal: found.filter(({ state }) => state === "abnormal").length,
  };
};

describe.each(["errors", "undelivered", "latency"])(
  "%s of an outage that lasts longer than six hours",
  (signal) => {
    const [before, late] = [around(fault - 30, signal), around(fault + 7 * 60, signal)];

    test("are held against the level of before as long as the incident is open", () => {
      expect(late.nats).toBeGreaterThan(1.5);
      expect(late.abnormal).toBe(20);
      expect(late.expected / before.expected).toBeGreaterThan(0.6);
      expect(late.expected / before.expected).toBeLessThan(1.6);
      expect(late.lower).toBeLessThanOrEqual(late.expected);
      expect(late.upper).toBeGreaterThan(late.expected);
      expect(late.upper / before.upper).toBeGreaterThan(0.5);
      expect(late.upper / before.upper).toBeLessThan(2);
    });

    test("are normal again when it is over", () => {
      const after = around(end + 18, signal);
      expect(after.nats).toBeLessThan(1);
      expect(after.abnormal).toBe(0);
    });
  },
);

test("the evidence of the service does not disappear with them, and a service that works is held against its own level", () => {
  const frame = frames[fault + 7 * 60]!;
  const unit = (service: string): number => frame.units.logEvidence[frame.units.unit.indexOf(service)]!;
  for (const service of failing) expect(unit(service)).toBeGreaterThan(10);
  expect(unit("fox")).toBeLessThan(5);
  expect(around(fault + 7 * 60, "errors", "fox").abnormal).toBeLessThanOrEqual(1);
});
