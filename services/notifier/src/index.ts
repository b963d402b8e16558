export { notifierApp } from "./app.ts";
export { type MemoryPlaces, remembered } from "./book/memory.ts";
export type { HeldIncident, Told } from "./book/told.ts";
export { notifierGroup } from "./notifier-options.ts";
export { rehearse, type Rehearsed } from "./rehearsal.ts";
