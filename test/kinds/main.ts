import process from "node:process";
import { kinds } from "./kinds.ts";
import { told } from "./told.ts";
import { readable } from "./readable.ts";

for (const [index, kind] of kinds.entries()) process.stdout.write(readable(index + 1, told(kind)));
