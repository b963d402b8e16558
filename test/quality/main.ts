import process from "node:process";
import { qualityCommand } from "./quality-command.ts";

process.exitCode = await qualityCommand(process.argv.slice(2), process);
