import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Script, runInNewContext } from "node:vm";
import { expect, onTestFinished, test } from "vitest";
import { pageScript } from "../../src/page/assets.ts";
import { bundleScripts } from "../../src/page/bundle-scripts.ts";

function bundled(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), "tocsin-bundle-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return bundleScripts(pathToFileURL(path.join(folder, "main.js")));
}

test("modules become one script in which imports run before importers, each once", () => {
  const script = bundled({
    "main.js":
      'import { b } from "./b.js";\nimport { a } from "./a.js";\n/** @type {number} */\nout.push("main", a, b);\n',
    "b.js": 'import { a } from "./a.js";\nexport const b = a + 1;\nout.push("b");\n',
    "a.js": 'export const a = 1;\nout.push("a");\n//# sourceMappingURL=a.js.map',
  });
  const out: unknown[] = [];
  runInNewContext(script, { out });
  expect(out).toEqual(["a", "b", "main", 1, 2]);
});

test("two modules with the same top-level name do not pass unseen", () => {
  const script = bundled({
    "main.js": 'import { f } from "./f.js";\nfunction help() {}\nf(help);\n',
    "f.js": "export function f() {}\nfunction help() {}\n",
  });
  expect(() => new Script(script)).toThrow(SyntaxError);
});

test("a form of import or export that is not understood is refused", () => {
  expect(() => bundled({ "main.js": 'import * as all from "./a.js";\n' })).toThrow(/cannot inline/);
  expect(() => bundled({ "main.js": "export default 1;\n" })).toThrow(/cannot inline/);
});

test("the page's own script is one that parses", () => {
  expect(() => new Script(pageScript())).not.toThrow();
});
