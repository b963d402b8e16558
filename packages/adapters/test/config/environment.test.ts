import { Configuration } from "@tocsin/contracts";
import { describe, expect, test } from "vitest";
import { configurationLeaves } from "../../src/config/configuration-keys.ts";
import { environmentVariable, readEnvironment } from "../../src/config/environment.ts";
import { mergeOverrides, valueAt } from "../../src/config/merge-overrides.ts";

const messages = (env: Record<string, string>): readonly string[] =>
  readEnvironment(env).faults.map(({ file, code, message }) => `${file} ${code} ${message}`);

describe("the variable of a key", () => {
  test.each([
    [["windowMs"], "TOCSIN_WINDOW_MS"],
    [["kafka", "brokers"], "TOCSIN_KAFKA_BROKERS"],
    [["kafka", "sasl", "passwordFile"], "TOCSIN_KAFKA_SASL_PASSWORD_FILE"],
    [["influx", "token"], "TOCSIN_INFLUX_TOKEN"],
    [["budget", "falseAlarmsPer90Days"], "TOCSIN_BUDGET_FALSE_ALARMS_PER_90_DAYS"],
  ])("%j is %s", (path, variable) => {
    expect(environmentVariable(path)).toBe(variable);
  });

  test("is its own: no two keys have the same", () => {
    const variables = configurationLeaves().map(({ path }) => environmentVariable(path));
    expect(variables.length).toBeGreaterThan(40);
    expect(new Set(variables).size).toBe(variables.length);
  });
});

test("numbers, truth values and lists are read as such; text stays text though it looks like a number", () => {
  const { values, faults } = readEnvironment({
    TOCSIN_WINDOW_MS: "10000",
    TOCSIN_BUDGET_FALSE_ALARMS_PER_90_DAYS: "0.5",
    TOCSIN_KAFKA_TLS_ENABLED: "true",
    TOCSIN_KAFKA_BROKERS: "a:9092, b:9092",
    TOCSIN_KAFKA_SASL_PASSWORD: "0123",
  });
  expect(faults).toEqual([]);
  expect(Object.fromEntries(values.map(({ path, value }) => [path.join("."), value]))).toEqual({
    windowMs: 10_000,
    "budget.falseAlarmsPer90Days": 0.5,
    "kafka.tls.enabled": true,
    "kafka.brokers": ["a:9092", "b:9092"],
    "kafka.sasl.password": "0123",
  });
});

test("an unknown variable is refused, with the one that was probably meant", () => {
  expect(
    messages({ TOCSIN_KAFKA_BROKER: "a:1", TOCSIN_WINDOW_MS_: "1", TOCSIN_NOTHING_OF_THE_KIND: "1" }),
  ).toEqual([
    'environment config-unknown-key unknown variable TOCSIN_KAFKA_BROKER (did you mean "TOCSIN_KAFKA_BROKERS"?)',
    "environment config-unknown-key unknown variable TOCSIN_NOTHING_OF_THE_KIND",
    'environment config-unknown-key unknown variable TOCSIN_WINDOW_MS_ (did you mean "TOCSIN_WINDOW_MS"?)',
  ]);
});

test("a list of entries cannot be given by a variable, and that is said", () => {
  expect(messages({ TOCSIN_CALENDAR: "x" })).toEqual([
    "environment config-unknown-key calendar holds entries that only the file can give",
  ]);
});

test("variables of the tests, of other programs and empty ones are left alone", () => {
  const read = readEnvironment({
    TOCSIN_TEST_KAFKA: "127.0.0.1:9092",
    PATH: "/bin",
    TOCSIN_WINDOW_MS: "",
    TOCSIN_CLOCK: undefined,
  });
  expect(read).toEqual({ values: [], faults: [] });
});

test("what is no number or truth value is refused without being repeated", () => {
  expect(
    messages({
      TOCSIN_WINDOW_MS: "a minute",
      TOCSIN_KAFKA_TLS_ENABLED: "yes",
      TOCSIN_BUDGET_FALSE_ALARMS_PER_90_DAYS: "0x10",
    }),
  ).toEqual([
    "environment config-schema TOCSIN_BUDGET_FALSE_ALARMS_PER_90_DAYS must be a number",
    "environment config-schema TOCSIN_KAFKA_TLS_ENABLED must be true or false",
    "environment config-schema TOCSIN_WINDOW_MS must be a whole number",
  ]);
});

/** What `sasl` must hold before anything else can be put into it. */
const user = { kafka: { sasl: { mechanism: "plain", username: "u" } } };

test.each(configurationLeaves().map((leaf) => [leaf.path.join("."), leaf] as const))(
  "%s can be given by its variable",
  (_name, { path, defaultValue, example }) => {
    const value = defaultValue ?? example;
    const text = Array.isArray(value) ? value.join(",") : String(value);
    const { values, faults } = readEnvironment({ [environmentVariable(path)]: text });
    expect(faults).toEqual([]);
    const merged = Configuration.parse(mergeOverrides(path[1] === "sasl" ? user : {}, values));
    expect(valueAt(merged, path)).toEqual(value);
  },
);
