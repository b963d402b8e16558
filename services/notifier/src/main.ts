import { runThisProcess } from "@tocsin/adapters/process";
import { notifierApp } from "./app.ts";

await runThisProcess(notifierApp(), new URL("../package.json", import.meta.url));
