import { LogFault } from "@tocsin/log";
import { describe, expect, test } from "vitest";
import { logFault } from "../../../src/kafka/faults/log-fault.ts";

function clientError(name: string, fields: object = {}): Error {
  return Object.assign(new Error(`${name} happened`), { name, ...fields });
}

describe("logFault", () => {
  test.each([
    ["KafkaJSProtocolError", { type: "PRODUCER_FENCED" }, "fenced"],
    ["KafkaJSProtocolError", { type: "INVALID_PRODUCER_EPOCH" }, "fenced"],
    ["KafkaJSProtocolError", { type: "UNKNOWN_TOPIC_OR_PARTITION" }, "topic-missing"],
    ["KafkaJSProtocolError", { type: "MESSAGE_TOO_LARGE" }, "too-large"],
    ["KafkaJSProtocolError", { type: "TOPIC_AUTHORIZATION_FAILED" }, "refused"],
    ["KafkaJSSASLAuthenticationError", {}, "refused"],
    ["KafkaJSConnectionError", { code: "ECONNREFUSED" }, "unreachable"],
    ["KafkaJSConnectionError", { code: "DEPTH_ZERO_SELF_SIGNED_CERT" }, "refused"],
    ["KafkaJSConnectionError", { code: "ERR_TLS_CERT_ALTNAME_INVALID" }, "refused"],
    ["KafkaJSRequestTimeoutError", {}, "unreachable"],
    ["KafkaJSProtocolError", { type: "UNKNOWN" }, "failed"],
    ["TypeError", {}, "failed"],
  ])("%s %o is %s", (name, fields, kind) => {
    expect(logFault(clientError(name, fields)).kind).toBe(kind);
  });

  test("the kind is found behind the errors in which kafkajs wraps it", () => {
    const cause = clientError("KafkaJSProtocolError", { type: "PRODUCER_FENCED" });
    const wrapped = clientError("KafkaJSNumberOfRetriesExceeded", {
      cause: clientError("KafkaJSError", { cause }),
    });
    const fault = logFault(wrapped, "writing");
    expect(fault).toMatchObject({
      kind: "fenced",
      message: "writing: KafkaJSNumberOfRetriesExceeded happened",
    });
    expect(fault.cause).toBe(wrapped);
  });

  test("of a record's time that a broker refuses it is said what that means", () => {
    const cause = clientError("KafkaJSProtocolError", { type: "INVALID_TIMESTAMP" });
    const { kind, message } = logFault(clientError("KafkaJSError", { cause }), "writing");
    expect(kind).toBe("time-refused");
    expect(message).toMatch(/^writing: KafkaJSError happened: .*set its clock right$/);
  });

  test("a fault stays as it is", () => {
    const fault = new LogFault("refused", "no");
    expect(logFault(fault, "reading")).toBe(fault);
  });

  test("causes in a circle end", () => {
    const error = clientError("KafkaJSError");
    Object.assign(error, { cause: error });
    expect(logFault(error).kind).toBe("failed");
  });
});
