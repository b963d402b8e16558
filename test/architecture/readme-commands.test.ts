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

/** What pnpm does by itself, without a script of ours. */
const ownCommands = new Set(["exec", "install", "add"]);

/** The scripts that a page calls as `pnpm NAME`, in a block or in the text. */
function pnpmScripts(text: string): readonly string[] {
  return [...text.matchAll(/(?:^|`)pnpm ([a-z][\w:-]*)/gm)]
    .map(([, script = ""]) => script)
    .filter((script) => !ownCommands.has(script));
}

test.each(["demo", "test"])("the README says how to run `%s` with the pinned package manager", (script) => {
  expect(readmeCommands()).toContainEqual({ version: packageManager, script });
});

test("no command of the README names another version of the package manager or a script that is not there", () => {
  for (const { version, script } of readmeCommands()) {
    expect(version).toBe(packageManager);
    expect(scripts).toHaveProperty([script]);
  }
});

test.each([
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "docs/benchmarks.md",
  "docs/detection-quality.md",
  "docs/operations.md",
  "docs/real-data.md",
])("every script that %s calls is there", (page) => {
  const missing = pnpmScripts(readText(page)).filter((script) => !Object.hasOwn(scripts, script));
  expect(missing).toEqual([]);
});

test("a script that is not there is found, in the text and in a block", () => {
  expect(pnpmScripts("`pnpm gone` and\n\n```sh\npnpm gone-too --all\npnpm exec tsc\n```")).toEqual([
    "gone",
    "gone-too",
  ]);
});

test("`.ci/run` runs the README's test command", () => {
  const [, pinnedVersion] = packageManager.split("@");
  const ci = readText(".ci/run");
  expect(ci).toContain(`npx -y pnpm@${pinnedVersion}`);
  expect([...ci.matchAll(/pnpm@([\d.]+)/g)].map(([, version]) => version)).toEqual(
    [...ci.matchAll(/pnpm@[\d.]+/g)].map(() => pinnedVersion),
  );
});
