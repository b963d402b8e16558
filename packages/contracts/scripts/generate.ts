/** Writes `schema/` anew from the zod schemas: `pnpm generate`. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generatedDocuments } from "./documents.ts";

const root = join(import.meta.dirname, "..");
const folder = join(root, "schema");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
const documents = generatedDocuments(manifest.version);
for (const [name, text] of documents) writeFileSync(join(folder, name), text);
process.stdout.write(`${documents.size} files written to packages/contracts/schema\n`);
