import { runThisProcess } from "@tocsin/adapters/process";
import { detectorApp } from "./app.ts";

await runThisProcess(detectorApp(), new URL("../package.json", import.meta.url));
