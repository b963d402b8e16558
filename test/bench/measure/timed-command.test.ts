import { expect, test } from "vitest";
import { millisecondsOf, typedEnvironment } from "./timed-command.ts";

test.each([
  ["0m0.00s 0m0.01s\n1m2.50s 0m0.25s\n", 62_760],
  ["0m0.000000s 0m0.002000s\n0m1.500000s 0m0.250000s\n", 1752],
  ["0m0,010s 0m0,000s\n0m1,000s 0m0,500s\n", 1510],
])("times of a shell are added, whoever's shell it is: %j", (times, milliseconds) => {
  expect(millisecondsOf(times)).toBeCloseTo(milliseconds, 6);
});

test("what is no time is no measurement of zero", () => {
  expect(() => millisecondsOf("")).toThrow("the shell tells no four times");
});

test("what a package manager tells its scripts is not told to a command that is timed, and the rest is", () => {
  const typed = { LANG: "C", npm_config_registry: "https://r.example", NODE_EXTRA_CA_CERTS: "/c.pem" };
  const added = {
    npm_lifecycle_event: "bench",
    npm_package_name: "tocsin",
    pnpm_config_verify_deps_before_run: "false",
    PNPM_SCRIPT_SRC_DIR: "/checkout",
    INIT_CWD: "/checkout",
    NODE_OPTIONS: "--conditions=source",
  };
  const path = "/checkout/node_modules/.bin:/npm/node-gyp-bin:/usr/bin:/opt/a/bin";
  expect(typedEnvironment({ ...typed, ...added, PATH: path })).toEqual({
    ...typed,
    PATH: "/usr/bin:/opt/a/bin",
  });
});
