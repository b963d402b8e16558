/** Writes `dashboards/` and the alert rules anew: `pnpm generate`. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { alertRulesFile, dashboardFiles } from "./dashboards.ts";

const folder = join(import.meta.dirname, "dashboards");
const files = dashboardFiles();
rmSync(folder, { recursive: true, force: true });
for (const [path, text] of files) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
writeFileSync(join(import.meta.dirname, alertRulesFile.path), alertRulesFile.text);
process.stdout.write(`${files.size} files written to infra/grafana/dashboards, and the alert rules\n`);
