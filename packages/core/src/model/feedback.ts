/** What the incidents of a window tell the model, by names of services, before the next window comes. */
export interface Feedback {
  /** Their incident is over: their evidence is forgotten, and they are learned of again. */
  readonly over: readonly string[];
  /** Sources whose incident is over: the evidence of their silence is forgotten. */
  readonly heard: readonly string[];
  /** They fail in an open incident: one signal that shows it is enough to keep them from being learned (rule 16). */
  readonly failing: readonly string[];
  /** They have recovered while others of their incident still fail: they are learned of again. */
  readonly resumed: readonly string[];
  /** What they lose has just become slight: what comes now may be their level, and what was before is not. */
  readonly eased: readonly string[];
  /** They have recovered but for a drift (rule 31): where they are now is their level. */
  readonly drifted: readonly string[];
}
