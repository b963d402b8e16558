export type Level = "trace" | "debug" | "info" | "warn" | "error";

interface Meaning {
  readonly level: Level;
  readonly meaning: string;
}

/**
 * Everything that a worker says in its log, by the name that stands in the field `event`. The list is closed: a name
 * is never reused for another meaning.
 */
export const events = {
  "config.loaded": {
    level: "info",
    meaning: "The configuration was read; the fields say what matters of it.",
  },
  "credentials.in-clear": {
    level: "warn",
    meaning: "A password or token goes over the network not encrypted: whoever is on the way can read it.",
  },
  "http.listening": { level: "info", meaning: "Health and metrics answer at this address." },
  "worker.starting": { level: "info", meaning: "A worker begins to start." },
  "worker.ready": {
    level: "info",
    meaning: "The start is done: the workers join their groups. `/readyz` says when each does its work.",
  },
  "worker.standby": {
    level: "info",
    meaning: "A worker is not, or no longer, the active one; it takes over when the group asks it to.",
  },
  "worker.aside": {
    level: "warn",
    meaning:
      "The brokers do not take the times of this machine's clock, so it can write nothing: it has left its group, and others do its work. It asks again.",
  },
  "worker.back": {
    level: "info",
    meaning: "The brokers take this machine's times again: it joins its group.",
  },
  "worker.stopping": { level: "info", meaning: "A worker was asked to stop and hands over what it holds." },
  "worker.stopped": { level: "info", meaning: "A worker has stopped; nothing is left open." },
  "partition.acquired": { level: "info", meaning: "A partition is this worker's from now on." },
  "partition.released": { level: "info", meaning: "A partition was given up." },
  "partition.stuck": {
    level: "warn",
    meaning: "A partition's watermark has not moved for long, so windows cannot be judged.",
  },
  "clock.doubted": {
    level: "warn",
    meaning:
      "The host's clock made a step, or stands far from what the telemetry says (`aheadSeconds`). No window is closed by it until messages agree with it, or two minutes without any have passed.",
  },
  "clock.believed": { level: "info", meaning: "The host's clock is believed again." },
  "producer.skewed": {
    level: "warn",
    meaning:
      "A producer's clock is ahead of the others of its partition (`skewSeconds`, negative: behind) by more than the allowed lateness, or more than a tenth of what it sends is late (`lateRatio`). At most twenty producers are told of at a time.",
  },
  "producer.well": { level: "info", meaning: "A producer that was told of is well again, or gone." },
  "state.restored": {
    level: "info",
    meaning: "A worker's memory was read from its topic; work goes on from there.",
  },
  "state.caught-up": {
    level: "warn",
    meaning:
      "A worker's newest snapshot cannot be read. The one before it was taken, and what came behind it was read again (`records` of an intake, `judgedAgain` windows of a detector); nothing of it is said twice.",
  },
  "state.refused": {
    level: "error",
    meaning: "A worker's memory cannot be used and stays as it is; `code` says why, the message what to do.",
  },
  "state.adopted": {
    level: "info",
    meaning:
      "A worker's memory of another version or configuration was taken over; `takenBy` is its detector's version.",
  },
  "window.closed": { level: "debug", meaning: "A window is complete and was given on." },
  "alert.sent": { level: "info", meaning: "An alert was committed to the alert topic." },
  "transaction.failed": {
    level: "warn",
    meaning: "A transaction was not committed; what it held is done again from the last one that was.",
  },
  "transaction.hanging": {
    level: "warn",
    meaning:
      "A producer's transaction has been open in a telemetry partition for `seconds`: nothing behind it can be read until it ends. By the wall clock, windows close without it after `kafka.openTransactionMs`.",
  },
  "writer.fenced": { level: "warn", meaning: "Another worker has taken over what this one was writing." },
  "record.dead-lettered": { level: "warn", meaning: "A message was refused and put into the dead letters." },
  "samples.refused": {
    level: "warn",
    meaning:
      "Samples of other tools' messages do not count, for the reason that `code` and the message say; what else stands in those messages does. `count` of them since it was told before.",
  },
  "samples.unmapped": {
    level: "warn",
    meaning:
      "No rule of the topic's mapping names anything in its messages, so nothing comes of them. `metrics` names some that they hold; `tocsin check --sample` shows what a mapping makes of them.",
  },
  "registry.unavailable": {
    level: "warn",
    meaning:
      "The schema registry does not answer. The partition waits with the message that needs a schema, and asks again.",
  },
  "frame.refused": {
    level: "warn",
    meaning: "A frame cannot be used, for example one of another window length; it stays in its topic.",
  },
  "command.applied": {
    level: "info",
    meaning:
      "Planned work was told or ended by a command, and `from` on it holds. `answer` says what became of it; `isLate`: the window that it asked for had been judged.",
  },
  "command.refused": {
    level: "warn",
    meaning: "A command cannot be used and was put into the dead letters; `code` says why.",
  },
  "commands.unread": {
    level: "warn",
    meaning:
      "The command topic is not there or may not be read, so nothing can be told to the detector. It works without, and looks for the topic again.",
  },
  "alerts.unread": {
    level: "warn",
    meaning:
      "A detector that begins without a memory may not read the alert topic, so incidents that stand open there are not taken back. It works without.",
  },
  "batch.undecodable": {
    level: "error",
    meaning: "A batch cannot be unpacked; its offsets were put into the dead letters.",
  },
  "log.gap": {
    level: "error",
    meaning:
      "What was to be read at the offset `expected` is not there any more, and it is read on at `next`. `reason`: `deleted` (before it was read: it is lost), `made-anew` (the topic was deleted and made anew) or `cut-back` (the newest records were lost with their broker); `meaning` says what became of the memory.",
  },
  "kafka.trouble": {
    level: "warn",
    meaning: "The Kafka client reports trouble that it tries to get over by itself.",
  },
  "influx.unavailable": { level: "warn", meaning: "InfluxDB does not take points; they wait in Kafka." },
  "influx.recovered": { level: "info", meaning: "InfluxDB takes points again." },
  "influx.rejected": { level: "error", meaning: "InfluxDB refuses a point for good; it was set aside." },
  "notify.sent": {
    level: "info",
    meaning: "A sink has taken what it was told of an incident; `why` says what.",
  },
  "notify.failing": {
    level: "warn",
    meaning:
      "A sink does not take what it is told. It is tried again and again, and nothing is lost meanwhile.",
  },
  "notify.recovered": { level: "info", meaning: "A sink takes what it is told again." },
  "notify.given-up": {
    level: "error",
    meaning: "A sink refuses what it was to be told for good, or for too long; it is in the dead letters.",
  },
  "notify.doubted": {
    level: "warn",
    meaning:
      "It is not known whether a sink was told, because the notifier ended meanwhile. It is told again, with words that say so.",
  },
  "notify.acknowledge-listening": {
    level: "info",
    meaning: "Acknowledgements are taken by HTTP at this address.",
  },
  "notify.acknowledged": {
    level: "info",
    meaning: "Somebody said by HTTP that they take care of an incident, or that nobody does any more.",
  },
  "notify.unread": {
    level: "error",
    meaning: "A record of the alerts or of the acknowledgements cannot be read; nobody is told of it.",
  },
  "topology.reloaded": { level: "info", meaning: "The topology file has changed and is in use." },
  "topology.faulty": { level: "error", meaning: "The topology file is faulty; the one before stays in use." },
  "topic.warning": {
    level: "warn",
    meaning: "A topic is not as it should be. The worker works, until something else happens.",
  },
  "topic.shrunk": {
    level: "warn",
    meaning:
      "A telemetry topic has fewer partitions than it had when it was read before, as when it was made anew. The others have frames without anything in them, so that nothing waits for them.",
  },
  "topic.regrown": { level: "info", meaning: "It has as many partitions as before again." },
  "topic.missing": {
    level: "error",
    meaning:
      "A telemetry topic is not there. What the others hold is judged; of this one the frames say that nothing was seen.",
  },
  "topic.found": { level: "info", meaning: "A telemetry topic that was missing is there, and is read." },
  "component.unwatched": {
    level: "warn",
    meaning:
      "In these components no failure of several can be found: their services fail alone so often that any number could be an accident. `components` names at most five of `count`; 0 when all are watched again.",
  },
  "series.refused": {
    level: "warn",
    meaning:
      "Series came that are not taken, because there are too many: `bounds.maxSeries` or `bounds.maxNewSeriesPerHour`. `code` says which limit, `series` how many there were in the newest window, `units` names some. What they say is not seen.",
  },
  "series.dropped": {
    level: "info",
    meaning: "Series of which nothing came for `bounds.keepSeriesDays` were dropped, `series` of them.",
  },
  "service.warming-up": {
    level: "info",
    meaning:
      "Nothing can be told yet of services that are new. `speaksFrom` is when the first of them can be heard at the earliest, by the timestamps of the telemetry, `allSpeakFrom` the last; `services` names at most five of `count`.",
  },
  "service.speaks": {
    level: "info",
    meaning: "Services have warmed up: their failures are found from now on. As `service.warming-up`.",
  },
  "warm-start.learning": {
    level: "info",
    meaning: "Baselines are built from a recording or from the topics' history; nothing is said of it.",
  },
  crash: { level: "error", meaning: "Something unexpected happened; the process ends." },
} as const satisfies Readonly<Record<string, Meaning>>;

export type EventName = keyof typeof events;
