import {
  decodeAlert,
  decodeCommand,
  decodeEvidence,
  decodeFrame,
  decodeTelemetry,
} from "@tocsin/adapters/wire";
import { lateReadingsOf, readingsOf } from "../../../packages/core/src/window/frame-readings.ts";
import { readingRejection } from "@tocsin/core";
import { examples } from "../../../packages/contracts/scripts/examples.ts";
import { breedBytes } from "../inputs/breed-bytes.ts";
import { breedJson } from "../inputs/breed-json.ts";
import { breedText } from "../inputs/breed-text.ts";
import { fromSchema, wordsOf } from "../inputs/from-schema.ts";
import { allFinite, bytesOf, json, type Parser, promise } from "./parser.ts";

const arrivalMs = 1_633_362_060_000;
const windowMs = 60_000;
const streams = ["error-rate", "delivery-latency", "report-volume"] as const;

const examplesOf = (...schemas: readonly string[]): readonly Uint8Array[] =>
  schemas.flatMap((schema) => (examples[schema] ?? []).map(json));

/** What any JSON value of the wire is bred by. */
function breeds(...schemas: readonly string[]): Parser["breeds"] {
  const words = schemas.flatMap((schema) => wordsOf(schema));
  const byJson = breedJson(words);
  return [byJson, byJson, byJson, ...schemas.map(fromSchema), breedText(words), breedBytes];
}

const telemetry: Parser = {
  name: "telemetry",
  seeds: [
    ...examplesOf("ErrorRateTelemetry", "DeliveryLatencyTelemetry", "ReportVolumeTelemetry", "Tick"),
    bytesOf('{"service":"a","ts":1633361940000,"intervalMs":60000,"requests":10,"errors":NaN}'),
  ],
  breeds: breeds("error-rate-telemetry", "delivery-latency-telemetry", "report-volume-telemetry", "tick"),
  parse: (input) =>
    streams.flatMap((stream) => {
      const decoded = decodeTelemetry(stream, input, arrivalMs);
      if (decoded.kind === "rejected") return [decoded.code];
      if (decoded.kind === "tick") return [];
      allFinite(decoded.reading, "a reading");
      promise(readingRejection(decoded.reading, arrivalMs) === null, "a reading is one that can be");
      const { service } = decoded.reading;
      promise(service === service.normalize("NFC") && service !== "", "a name is in form NFC");
      return [];
    }),
};

const frames: Parser = {
  name: "frames",
  seeds: examplesOf("WindowFrame"),
  breeds: breeds("window-frame"),
  parse: (input) => {
    const decoded = decodeFrame(input, windowMs);
    if (decoded.kind === "rejected") return [decoded.code];
    for (const reading of [...readingsOf(decoded.frame), ...lateReadingsOf(decoded.frame)])
      allFinite(reading, "a reading of a frame");
    return [];
  },
};

const evidence: Parser = {
  name: "evidence",
  seeds: examplesOf("EvidenceFrame"),
  breeds: breeds("evidence-frame"),
  parse: (input) => {
    const decoded = decodeEvidence(input);
    if (decoded.kind === "rejected") return [decoded.code];
    allFinite(decoded.frame, "an evidence frame");
    return [];
  },
};

const alerts: Parser = {
  name: "alerts",
  seeds: examplesOf("AlertEvent"),
  breeds: breeds("alert-event"),
  parse: (input) => {
    const decoded = decodeAlert(input);
    if (decoded.kind === "rejected") return [decoded.code];
    allFinite(decoded.event, "an alert");
    return [];
  },
};

const commands: Parser = {
  name: "commands",
  seeds: examplesOf("Command"),
  breeds: breeds("command"),
  parse: (input) => {
    const decoded = decodeCommand(input, arrivalMs, windowMs);
    return decoded.kind === "rejected" ? [decoded.code] : [];
  },
};

export const wireParsers: readonly Parser[] = [telemetry, frames, evidence, alerts, commands];
