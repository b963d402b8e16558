/** When a reading was made, for the functions that expect and learn it. One object a window, reused. */
export interface ObservedAt {
  /** Middle of the reading's window, epoch milliseconds. */
  timeMs: number;
  windowMs: number;
  /** Number of the window: start / windowMs. */
  window: number;
  /** Length of the reading's interval in minutes. */
  minutes: number;
  /** Windows between two readings of the series. */
  cadence: number;
  /** Common factor of the signal in nats, 0 where none is removed. */
  factor: number;
  /** False while an outage outlasts its release: its hours must not become the usual ones. */
  learnsSeason: boolean;
}
