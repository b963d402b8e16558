import process from "node:process";
import { realCommand } from "./real-command.ts";

process.exitCode = await realCommand(process.argv.slice(2), process);
