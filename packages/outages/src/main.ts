#!/usr/bin/env node
/** `tocsin-outages`: the outages without the rest of Tocsin. */
import process from "node:process";
import { outageNames } from "./outages.ts";
import { writeOutage } from "./write-outage.ts";

const [what, ...names] = process.argv.slice(2);
const known = outageNames();
const unknown = names.filter((name) => !known.includes(name));

if (what === "list") process.stdout.write(`${known.join("\n")}\n`);
else if (what === "write" && names.length > 0 && unknown.length === 0) {
  for (const name of names) {
    for (const path of await writeOutage(name, process.cwd(), process.stderr))
      process.stdout.write(`${path}\n`);
  }
} else {
  const why = unknown.length > 0 ? `there is no outage ${unknown.join(", ")}\n` : "";
  process.stderr.write(
    `${why}Usage: tocsin-outages list | write NAME…\nWrites NAME.jsonl.gz, NAME.topology.json and NAME.labels.json here. There is ${known.join(", ")}.\n`,
  );
  process.exitCode = 2;
}
