import { type DecodeMessage, messageTypes } from "../protobuf/message-type.ts";
import { type Fields, listOf } from "../unknown-values.ts";
import { metricsDefinitions } from "./definitions.ts";

export const shapes = ["sum", "gauge", "histogram", "exponentialHistogram", "summary"] as const;
export type Shape = (typeof shapes)[number];

const typeNamed = messageTypes(metricsDefinitions);

/** What an exporter sends, down to the metrics; what these hold is bytes still. */
export const decodeMetrics: DecodeMessage = typeNamed("MetricsData");

interface ShapeDecoders {
  readonly whole: DecodeMessage;
  /** Without buckets, which are most of a histogram. */
  readonly counts: DecodeMessage;
}

const both = (name: string): ShapeDecoders => ({ whole: typeNamed(name), counts: typeNamed(name) });

const decoders: Readonly<Record<Shape, ShapeDecoders>> = {
  sum: both("Sum"),
  gauge: both("Gauge"),
  histogram: { whole: typeNamed("Histogram"), counts: typeNamed("HistogramCounts") },
  exponentialHistogram: {
    whole: typeNamed("ExponentialHistogram"),
    counts: typeNamed("ExponentialHistogramCounts"),
  },
  summary: both("Summary"),
};

/** The points of a metric; a text says what is wrong with the bytes. */
export const unpackedShape = (shape: Shape, bytes: Uint8Array, wantsBuckets: boolean): Fields | string =>
  decoders[shape][wantsBuckets ? "whole" : "counts"](bytes);

const decodePoint: Readonly<Record<Shape, DecodeMessage>> = {
  sum: typeNamed("NumberPoint"),
  gauge: typeNamed("NumberPoint"),
  histogram: typeNamed("HistogramCount"),
  exponentialHistogram: typeNamed("ExponentialCount"),
  summary: typeNamed("SummaryPoint"),
};

/** The attributes of a point of which these bytes are fields; none of damaged bytes. */
export function unpackedAttributes(shape: Shape, bytes: Uint8Array): unknown {
  const point = decodePoint[shape](bytes);
  return typeof point === "string" ? [] : point["attributes"];
}

const decodeCounted = typeNamed("Counted");

/** How many points a metric of any shape has; none of damaged bytes. */
export function countedPoints(bytes: Uint8Array): number {
  const counted = decodeCounted(bytes);
  return typeof counted === "string" ? 0 : listOf(counted["dataPoints"]).length;
}
