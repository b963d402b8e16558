export { notifierApp } from "./app.ts";
export { notifierGroup } from "./notifier-options.ts";
