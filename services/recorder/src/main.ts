import { runThisProcess } from "@tocsin/adapters/process";
import { recorderApp } from "./app.ts";

await runThisProcess(recorderApp(), new URL("../package.json", import.meta.url));
