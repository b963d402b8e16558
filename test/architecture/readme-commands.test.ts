import { expect, test } from "vitest";
import { manifestOf, readText } from "./support/repository.ts";

const { packageManager = "", scripts = {} } = manifestOf("");

/** `npx -y pnpm@1.2.3 demo` as it stands in a text, in parts. */
function pnpmCommands(text: string): readonly { readonly version: string; readonly script: string }[] {
  return [...text.matchAll(/npx (?:-y|--yes) (pnpm@[^\s`]+) ([\w:-]+)/g)].map(
    ([, version = "", script = ""]) => ({
      version,
      script,
    }),
  );
}

const readmeCommands = (): ReturnType<typeof pnpmCommands> => pnpmCommands(readText("README.md"));

test.each(["demo", "test"])("the README says how to run `%s` with the pinned package manager", (script) => {
  expect(readmeCommands()).toContainEqual({ version: packageManager, script });
});

test("no command of the README names another version of the package manager or a script that is not there", () => {
  for (const { version, script } of readmeCommands()) {
    expect(version).toBe(packageManager);
    expect(scripts).toHaveProperty([script]);
  }
});

test("`.ci/run` runs the README's test command", () => {
  const [, pinnedVersion] = packageManager.split("@");
  const ci = readText(".ci/run");
  expect(ci).toContain(`npx -y pnpm@${pinnedVersion}`);
  expect([...ci.matchAll(/pnpm@([\d.]+)/g)].map(([, version]) => version)).toEqual(
    [...ci.matchAll(/pnpm@[\d.]+/g)].map(() => pinnedVersion),
  );
});
