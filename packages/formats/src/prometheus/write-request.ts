import type { INamespace } from "protobufjs/light.js";
import { messageType } from "../protobuf/message-type.ts";

const span = { offset: { id: 1, type: "sint32" }, length: { id: 2, type: "uint32" } };

/** The fields of both versions, under the numbers that they have in both. */
const histogram = {
  countInt: { id: 1, type: "uint64" },
  countFloat: { id: 2, type: "double" },
  sum: { id: 3, type: "double" },
  schema: { id: 4, type: "sint32" },
  zeroThreshold: { id: 5, type: "double" },
  zeroCountInt: { id: 6, type: "uint64" },
  zeroCountFloat: { id: 7, type: "double" },
  negativeSpans: { id: 8, type: "BucketSpan", rule: "repeated" },
  negativeDeltas: { id: 9, type: "sint64", rule: "repeated" },
  negativeCounts: { id: 10, type: "double", rule: "repeated" },
  positiveSpans: { id: 11, type: "BucketSpan", rule: "repeated" },
  positiveDeltas: { id: 12, type: "sint64", rule: "repeated" },
  positiveCounts: { id: 13, type: "double", rule: "repeated" },
  resetHint: { id: 14, type: "int32" },
  timestamp: { id: 15, type: "int64" },
  customValues: { id: 16, type: "double", rule: "repeated" },
};

/**
 * Prometheus remote write: `prometheus.WriteRequest` of version 1.0 and `io.prometheus.write.v2.Request` of 2.0
 * (prometheus.io/docs/specs/prw/remote_write_spec and remote_write_spec_2_0). No number means one thing in the first and
 * another in the second, by their rule, so one definition reads both.
 */
const definitions: INamespace = {
  nested: {
    Request: {
      fields: {
        timeseries: { id: 1, type: "TimeSeries", rule: "repeated" },
        symbols: { id: 4, type: "string", rule: "repeated" },
        timeseries2: { id: 5, type: "TimeSeries2", rule: "repeated" },
      },
    },
    TimeSeries: {
      fields: {
        labels: { id: 1, type: "Label", rule: "repeated" },
        samples: { id: 2, type: "Sample", rule: "repeated" },
        histograms: { id: 4, type: "Histogram", rule: "repeated" },
      },
    },
    TimeSeries2: {
      fields: {
        labelsRefs: { id: 1, type: "uint32", rule: "repeated" },
        samples: { id: 2, type: "Sample", rule: "repeated" },
        histograms: { id: 3, type: "Histogram", rule: "repeated" },
        metadata: { id: 5, type: "Metadata" },
      },
    },
    Metadata: { fields: { type: { id: 1, type: "int32" } } },
    Label: { fields: { name: { id: 1, type: "string" }, value: { id: 2, type: "string" } } },
    Sample: { fields: { value: { id: 1, type: "double" }, timestamp: { id: 2, type: "int64" } } },
    Histogram: { fields: histogram },
    BucketSpan: { fields: span },
  },
};

export const decodeWriteRequest = messageType(definitions, "Request");
