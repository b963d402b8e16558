import { parseIso } from "@tocsin/core";
import { failureShapes, type Step, stepKinds, type Target } from "@tocsin/worlds/perturbation";
import { didYouMean } from "../arguments/suggestion.ts";
import { type ProcessFault, usageFault } from "../exit-codes.ts";
import { parseDuration } from "../import/duration.ts";

const targetKeys = ["service", "source", "topic", "partition", "share", "from", "to"] as const;
const ownKeys: Readonly<Record<Step["kind"], readonly string[]>> = {
  delay: ["up-to"],
  duplicate: ["up-to"],
  disorder: ["up-to"],
  drop: [],
  missing: [],
  skew: ["by"],
  scale: ["by"],
  fail: ["shape", "depth", "by", "ramp"],
};
const allKeys = [...targetKeys, "up-to", "by", "shape", "depth", "ramp"];

/** Between the fields of a step; names may hold spaces, and no name holds a semicolon. */
const beforeField = new RegExp(`\\s+(?=(?:[a-z-]+)=)`);

/**
 * Reads steps such as `duplicate share=5% up-to=20s; fail service=chat service=mail shape=errors depth=40% from=…`.
 * Refuses with code 2, and says what there is.
 */
export function stepsOf(text: string): readonly Step[] {
  const steps = text
    .split(";")
    .map((one) => one.trim())
    .filter((one) => one !== "");
  if (steps.length === 0) throw usageFault("--perturb is empty", `There is ${stepKinds.join(", ")}.`);
  return steps.map(stepOf);
}

type Fields = ReadonlyMap<string, readonly string[]>;

function stepOf(text: string): Step {
  const [word = "", ...parts] = text.split(beforeField);
  const kind = stepKinds.find((one) => one === word);
  if (kind === undefined) {
    const there = `There is ${stepKinds.join(", ")}, each with what it takes behind it, such as delay up-to=20s.`;
    throw usageFault(`--perturb knows no ${word}`, didYouMean(word, stepKinds) ?? there);
  }
  return withKind(kind, fieldsOf(kind, parts));
}

function fieldsOf(kind: Step["kind"], parts: readonly string[]): Fields {
  const known = [...targetKeys, ...ownKeys[kind]];
  const fields = new Map<string, string[]>();
  for (const part of parts) {
    const at = part.indexOf("=");
    const [key, value] = [part.slice(0, at), part.slice(at + 1).trim()];
    if (!known.includes(key)) {
      const there = allKeys.includes(key) ? null : didYouMean(key, known);
      throw usageFault(`--perturb ${kind} takes no ${key}`, there ?? `It takes ${known.join(", ")}.`);
    }
    if (value === "") throw usageFault(`--perturb ${kind} ${key}= has no value`);
    if (fields.has(key) && key !== "service") throw usageFault(`--perturb ${kind} has ${key} twice`);
    fields.set(key, [...(fields.get(key) ?? []), value]);
  }
  return fields;
}

function withKind(kind: Step["kind"], fields: Fields): Step {
  const target = targetOf(kind, fields);
  switch (kind) {
    case "delay":
    case "duplicate":
    case "disorder":
      return { kind, target, upToMs: duration(kind, fields, "up-to") };
    case "skew":
      return { kind, target, byMs: signedDuration(kind, fields) };
    case "scale":
      return { kind, target, times: times(kind, fields, null) };
    case "drop":
      if (target.topic === undefined && target.partition === undefined)
        throw usageFault(
          "--perturb drop needs topic=NAME or partition=N",
          "A producer that is gone is missing.",
        );
      return { kind, target };
    case "missing":
      if (target.services === undefined && target.source === undefined)
        throw usageFault("--perturb missing needs service=NAME or source=NAME");
      return { kind, target };
    case "fail":
      return failOf(target, fields);
  }
}

function failOf(target: Target, fields: Fields): Step {
  const text = one(fields, "shape") ?? "errors";
  const shape = failureShapes.find((known) => known === text);
  if (shape === undefined) {
    const there = `There is ${failureShapes.join(", ")}.`;
    throw usageFault(`--perturb fail knows no shape ${text}`, didYouMean(text, failureShapes) ?? there);
  }
  if (target.services === undefined) throw usageFault("--perturb fail needs service=NAME, once or more");
  const depth = one(fields, "depth");
  return {
    kind: "fail",
    target,
    shape,
    depth: depth === undefined ? 0.5 : shareOf("fail", "depth", depth),
    times: times("fail", fields, 10),
    rampMs: fields.has("ramp") ? duration("fail", fields, "ramp") : 0,
  };
}

function targetOf(kind: Step["kind"], fields: Fields): Target {
  const services = fields.get("service");
  const [source, topic, partition, share] = ["source", "topic", "partition", "share"].map((key) =>
    one(fields, key),
  );
  const fromMs = timeOf(kind, fields, "from");
  const toMs = timeOf(kind, fields, "to");
  if (fromMs !== undefined && toMs !== undefined && toMs <= fromMs)
    throw usageFault(`--perturb ${kind}: to is not after from`);
  return {
    ...(services === undefined ? {} : { services: services.map((name) => name.normalize("NFC")) }),
    ...(source === undefined ? {} : { source }),
    ...(topic === undefined ? {} : { topic }),
    ...(partition === undefined ? {} : { partition: wholeOf(kind, partition) }),
    ...(share === undefined ? {} : { share: shareOf(kind, "share", share) }),
    ...(fromMs === undefined ? {} : { fromMs }),
    ...(toMs === undefined ? {} : { toMs }),
  };
}

const one = (fields: Fields, key: string): string | undefined => fields.get(key)?.[0];

function refused(kind: Step["kind"], key: string, takes: string, text: string | undefined): ProcessFault {
  const given = text === undefined ? "" : `, not ${text}`;
  return usageFault(`--perturb ${kind} ${key}= takes ${takes}${given}`);
}

function timeOf(kind: Step["kind"], fields: Fields, key: "from" | "to"): number | undefined {
  const text = one(fields, key);
  if (text === undefined) return undefined;
  const timeMs = parseIso(text);
  if (timeMs === null) throw refused(kind, key, "a time with its offset, such as 2021-10-04T15:00:00Z", text);
  return timeMs;
}

function duration(kind: Step["kind"], fields: Fields, key: string): number {
  const text = one(fields, key);
  const ms = text === undefined ? null : parseDuration(text);
  if (ms === null) throw refused(kind, key, "a duration, such as 20s or 5m", text);
  return ms;
}

function signedDuration(kind: Step["kind"], fields: Fields): number {
  const text = one(fields, "by");
  const ms = text === undefined ? null : parseDuration(text.replace(/^[+-]/, ""));
  if (ms === null) throw refused(kind, "by", "a duration with its sign, such as +90s or -5m", text);
  return text?.startsWith("-") === true ? -ms : ms;
}

const mostTimes = 1e6;

function times(kind: Step["kind"], fields: Fields, usual: number | null): number {
  const text = one(fields, "by");
  if (text === undefined && usual !== null) return usual;
  const number =
    text !== undefined && /^\d+(\.\d+)?x?$/.test(text) ? Number(text.replace("x", "")) : Number.NaN;
  if (!(number >= 0 && number <= mostTimes))
    throw refused(kind, "by", "how many times, such as 2x or 0.5", text);
  return number;
}

function shareOf(kind: Step["kind"], key: string, text: string): number {
  const number = /^\d+(\.\d+)?%$/.test(text) ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (/^\d+(\.\d+)?%?$/.test(text) && number >= 0 && number <= 1) return number;
  throw refused(kind, key, "a share, such as 5% or 0.05", text);
}

function wholeOf(kind: Step["kind"], text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw refused(kind, "partition", "a whole number", text);
}
