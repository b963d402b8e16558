import { runThisProcess } from "@tocsin/adapters/process";
import { intakeApp } from "./app.ts";

await runThisProcess(intakeApp(), new URL("../package.json", import.meta.url));
