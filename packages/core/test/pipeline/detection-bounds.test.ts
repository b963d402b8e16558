import { describe, expect, test } from "vitest";
import { detection, type FrameDetectionConfig } from "../../src/pipeline/detection.ts";
import type { DetectedWindow } from "../../src/pipeline/window-detection.ts";
import type { Frame } from "../../src/window/frame.ts";
import { frameOf, readingsOfWindow, windowMs } from "../support/make-frames.ts";
import { configOf } from "../support/run-detection.ts";

const hour = 60;
const dayMs = 86_400_000;
/** Midnight of a day, in windows. */
const start = 27_000_000 - (27_000_000 % 1440);

const configWith = (
  bounds: Partial<NonNullable<FrameDetectionConfig["bounds"]>> | null,
  components: Parameters<typeof configOf>[0] = null,
): FrameDetectionConfig => ({
  ...configOf(components),
  withEvidence: true,
  newcomerWaitMs: 0,
  ...(bounds === null
    ? {}
    : { bounds: { maxSeries: 1000, maxNewSeriesPerHour: 1000, keepSeriesMs: 35 * dayMs, ...bounds } }),
});

interface Sent {
  readonly service: string;
  readonly source?: string;
  readonly errors?: number;
  readonly probe?: boolean;
}

const frameAt = (window: number, sent: readonly Sent[]): Frame => {
  const of = readingsOfWindow(window);
  const readings = sent.map(({ service, source, errors = 0, probe = false }) => {
    const who = source === undefined ? { service } : { service, source };
    return of.requests(who, probe ? 1 : 1000 + ((window * 7) % 40), probe ? Math.min(1, errors) : 2 + errors);
  });
  return frameOf(window, readings, { topic: "error-rate", stream: "error-rate" });
};

/** Steady services, some that are gone before they are expected, one that fails at the end, a pod that changes every two hours. */
const churn = (window: number): readonly Sent[] => [
  ...["first", ...(window < 50 ? ["stops"] : []), "middle", "last"].map((service) => ({ service })),
  { service: "fails", errors: window > 9 * hour ? 400 : 0 },
  { service: "probe", probe: true, errors: window % 97 === 0 ? 1 : 0 },
  ...(window < 50 ? [{ service: "gone-probe", probe: true }] : []),
  { service: "middle", source: `pod-${Math.floor(window / (2 * hour))}` },
];

function bytesOf(
  config: FrameDetectionConfig,
  windows: number,
  cut: (window: number) => boolean = () => false,
): readonly string[] {
  let running = detection(config);
  return Array.from({ length: windows }, (_, window) => {
    const detected = running.step(frameAt(start + window, churn(window)));
    if (cut(window)) running = detection(config, structuredClone(running.snapshot()));
    return JSON.stringify(detected);
  });
}

const parsed = (bytes: readonly string[]) => bytes.flatMap((one) => JSON.parse(one) as DetectedWindow[]);

describe("[10] series that are dropped", () => {
  const bounds = { keepSeriesMs: 2 * hour * windowMs };
  const windows = 10 * hour;

  test("change no byte of what follows, wherever the run is cut and taken up from a snapshot", () => {
    const whole = bytesOf(configWith(bounds), windows);
    expect(bytesOf(configWith(bounds), windows, (window) => window % 11 === 0)).toEqual(whole);
    expect(parsed(whole).filter(({ dropped }) => dropped > 0).length).toBeGreaterThan(2);
    expect(parsed(whole).some(({ alerts }) => alerts.length > 0)).toBe(true);
  });

  test("leave what is seen and expected of all others as it is", () => {
    const [with_, without] = [bounds, null].map((one) => parsed(bytesOf(configWith(one), windows)));
    const steady = ["first", "middle", "last", "fails", "probe"];
    const rowsOf = ({ evidence }: DetectedWindow) => {
      const { series } = evidence!;
      const columns = Object.entries(series);
      return series.unit.flatMap((unit, row) =>
        steady.includes(unit) && series.source[row] === null
          ? [columns.map(([, column]) => column[row])]
          : [],
      );
    };
    expect(with_!.map(rowsOf)).toEqual(without!.map(rowsOf));
  });

  test("are gone with their service, and from evidence and snapshot", () => {
    const running = detection(configWith(bounds));
    const sizes: number[] = [];
    for (let window = 0; window < windows; window += 1) {
      const [detected] = running.step(frameAt(start + window, churn(window)));
      if (window % hour === hour - 1)
        sizes.push(JSON.stringify(running.snapshot().windows.model.tables).length);
      if (window === windows - 1) expect(detected!.evidence!.series.unit).not.toContain("stops");
    }
    expect(running.seen().services).not.toContain("stops");
    expect(running.seen().services).not.toContain("gone-probe");
    expect(running.snapshot().windows.model.kinds.probe!.rows).toBe(1);
    const later = sizes.slice(4);
    expect(Math.max(...later) / Math.min(...later)).toBeLessThan(1.25);
  });

  test("stay where people named their service", () => {
    const running = detection(configWith(bounds, { queue: ["stops", "first"] }));
    for (let window = 0; window < 6 * hour; window += 1) running.step(frameAt(start + window, churn(window)));
    expect(running.seen().services).toContain("stops");
    expect(running.seen().services).not.toContain("gone-probe");
  });

  test("stay while their service is part of an open incident, however many frames come at once", () => {
    const silent = (window: number): readonly Sent[] =>
      ["a", "b", "c", "d", "e"]
        .map((service) => ({ service }))
        .concat(window < 3 * hour ? [{ service: "quiet" }] : []);
    const stepped = detection(configWith(bounds));
    const atOnce = detection(configWith(bounds));
    const place = { topic: "other", partition: 0 };
    atOnce.declarePartitions([place]);
    const frames = Array.from({ length: 8 * hour }, (_, window) => frameAt(start + window, silent(window)));
    const one = frames.flatMap((frame) => stepped.step(frame));
    expect(stepped.snapshot().windows.incidents.open.map(({ members }) => members[0]!.service)).toEqual([
      "quiet",
    ]);
    expect(stepped.seen().services).toContain("quiet");
    const other = frames.flatMap((frame) => atOnce.step(frame));
    expect(other).toEqual([]);
    for (let window = 0; window < 8 * hour; window += 1)
      other.push(...atOnce.step(frameOf(start + window, [], { ...place, stream: "error-rate" })));
    expect(other.map((detected) => JSON.stringify(detected))).toEqual(
      one.map((detected) => JSON.stringify(detected)),
    );
  });
});

test("what is refused is told in the evidence frame and lowers completeness, and detection goes on", () => {
  const running = detection(configWith({ maxSeries: 8 }));
  const known = ["a", "b", "c", "d"].map((service) => ({ service }));
  let last: DetectedWindow | undefined;
  for (let window = 0; window < 3 * hour; window += 1) {
    const strangers = window < hour ? [] : [{ service: `id-${window}` }];
    [last] = running.step(frameAt(start + window, [...known, ...strangers]));
  }
  expect(last!.refused).toEqual({ series: 2, byCode: { "series-limit": 2 }, examples: ["id-179"] });
  expect(last!.evidence!.refusedSeries).toEqual(last!.refused);
  expect(last!.evidence!.completeness).toBe(0.8);
  expect(running.seen().series).toBe(8);
});
