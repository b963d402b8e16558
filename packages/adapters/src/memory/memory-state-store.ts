import type { StateStore } from "@tocsin/core";

/** Keeps snapshots in this process, as copies. */
export function memoryStateStore<State>(): StateStore<State> {
  const states = new Map<string, State>();
  return {
    async load(name) {
      const state = states.get(name);
      return state === undefined ? null : structuredClone(state);
    },
    async save(name, state) {
      states.set(name, structuredClone(state));
    },
  };
}
