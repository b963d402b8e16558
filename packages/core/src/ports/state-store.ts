/**
 * Where a stage keeps a snapshot of its state, as plain data. What `load` gives is exactly what the last finished `save`
 * of that name was given: never a mixture of two, and later changes to the saved object do not show.
 */
export interface StateStore<State> {
  /** Null when nothing was saved under the name. */
  load(name: string): Promise<State | null>;
  save(name: string, state: State): Promise<void>;
}
