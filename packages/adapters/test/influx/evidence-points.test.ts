import { describe, expect, test } from "vitest";
import { lineOf, projection } from "../../src/influx/index.ts";
import { frame, minute, windowStart } from "../support/evidence.ts";

const linesOf = (arrivedMs: number | null = null): readonly string[] =>
  projection({ environment: "test", topology: null })
    .evidence(frame, arrivedMs)
    .map((point) => lineOf(point)!);

const about = (measurement: string, arrivedMs: number | null = null): readonly string[] =>
  linesOf(arrivedMs).filter((line) => line.startsWith(`${measurement},`));

const at = `${windowStart}000000`;

describe("the points of a window", () => {
  test("are the series, where null is left out and a series that was not due says nothing", () => {
    expect(about("signal")).toEqual([
      `signal,environment=test,service=facebook,signal=errors evidence=16.5,expected=4,exposure=1000,lower=0,observed=40,state="abnormal",upper=12 ${at}`,
      `signal,environment=test,service=facebook,signal=traffic evidence=-999,expected=1010.5,lower=900,observed=1000,state="normal",upper=1100 ${at}`,
      `signal,environment=test,operation=media,service=facebook,signal=errors state="silent" ${at}`,
    ]);
  });

  test("are the services with the worst state of their series, and none where no series was due", () => {
    expect(about("service_state")).toEqual([
      `service_state,environment=test,service=facebook learning=false,log_evidence=20.5,log_evidence_without_reports=18,state="abnormal",state_code=3i ${at}`,
      `service_state,environment=test,operation=media,service=facebook learning=true,log_evidence=3,log_evidence_without_reports=3,state="silent",state_code=2i ${at}`,
      `service_state,environment=test,service=probed learning=true,log_evidence=0,log_evidence_without_reports=0 ${at}`,
    ]);
  });

  test("are the world, its components and the pipeline", () => {
    expect([...about("world"), ...about("component_evidence"), ...about("pipeline")]).toEqual([
      `world,environment=test completeness=0.5,log_evidence=8.5,threshold=11.77,without_reports=8 ${at}`,
      `component_evidence,component=backbone,environment=test fewest=3i,log_evidence=9.25 ${at}`,
      `component_evidence,component=pair,environment=test log_evidence=-999 ${at}`,
      `pipeline,environment=test abnormal=1i,completeness=0.5,series=4i,silent=1i,units=3i,warming_up=0i ${at}`,
    ]);
  });

  test("carry the lag only where the evidence came from a topic: arrival less the window's end", () => {
    expect(about("pipeline", windowStart + minute + 31_000)[0]).toContain(",lag_ms=31000i,");
    expect(about("pipeline", null)[0]).not.toContain("lag_ms");
  });

  test("are the same every time", () => {
    expect(linesOf(5)).toEqual(linesOf(5));
  });
});

test("names that differ only in where one ends and the next begins stay apart", () => {
  const column = <Value>(first: Value, second: Value): Value[] => [first, second];
  const series = {
    ...frame.series,
    unit: column("a", "a b"),
    signal: column("errors", "errors") as ["errors", "errors"],
    source: column("b c", "c"),
    state: column("normal", "normal") as ["normal", "normal"],
  };
  const points = projection({ environment: "test", topology: null }).evidence({ ...frame, series }, null);
  const tags = points.filter(({ measurement }) => measurement === "signal").map((point) => point.tags);
  expect(tags.map(({ service, source }) => [service, source])).toEqual([
    ["a", "b c"],
    ["a b", "c"],
  ]);
});
