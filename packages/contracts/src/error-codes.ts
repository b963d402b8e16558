/**
 * Every reason for which Tocsin refuses something, each with what to do about it.
 * The list is closed: a code is never reused for another meaning.
 */
export const errorCodes = {
  // A line of a recording
  "line-not-json":
    "The line is not a JSON object. Write one recording line per line, as `kcat -C -J` prints them.",
  "line-schema":
    "The line lacks topic, partition, offset, ts or payload. Compare it with RecordingLine in the JSON Schema.",
  "line-too-long": "The line is longer than the limit. Split the recording or look for a missing line break.",
  "line-truncated": "The last line ends in the middle. The rest was used; record again if the end matters.",
  "gzip-truncated":
    "The gzip stream ends early. What could be unpacked was used; copy the file again if the end matters.",
  "zstd-truncated":
    "The zstd stream ends early or is damaged. What could be unpacked was used; copy the file again if the end matters.",
  "packed-trailing":
    "Behind the packed data stands something that is not packed. All that was packed was used; the rest was not looked at.",
  "other-format":
    "The line or file is of another format or encoding, which the reason names. Turn it into recording lines or bare telemetry lines first; `tocsin import` reads OTLP, Prometheus, line protocol, Telegraf and tables of status monitors.",
  "time-unit":
    "A time is in seconds or microseconds. Times here are epoch milliseconds: multiply seconds by 1000, divide microseconds by 1000.",
  "payload-not-utf8": "The message value is not UTF-8 text. Producers must send JSON as UTF-8.",
  // A telemetry message
  "topic-unknown":
    "The topic is not one of the configured telemetry topics. Name it under `topics` in the configuration or leave it out of the recording.",
  "value-missing": "The message has no value (a tombstone). Telemetry topics hold values only.",
  "value-not-json": "The message value is not a JSON object. See the telemetry schemas.",
  "value-too-large":
    "The message value is larger than a telemetry message may be. Send one reading per message.",
  "value-schema":
    "A field is missing or has the wrong type. The reason names the field; see the telemetry schemas.",
  "name-invalid":
    "A service, operation, region or source has a name that is not allowed. Use letters and digits of any script, spaces and `._:@+-()&'#,=`, at most 256 bytes, no space at either end; write `∕` (U+2215) for a slash.",
  "interval-invalid": "intervalMs must be a whole number of milliseconds from 1 to 86400000.",
  "count-negative":
    "A count is below zero. Send the count of the interval, not a difference of counters that were reset.",
  "count-impossible":
    "Counts contradict each other (errors > requests, or histogram buckets that decrease). Check how the producer adds up.",
  "quantile-impossible":
    "Latency quantiles decrease (p50 > p95 or p95 > p99). Check how the producer computes them.",
  "field-dropped":
    "A field that is not needed holds what cannot be used: no number, a negative one, or quantiles or a histogram that contradict themselves. The reading counts without it. Let the producer leave the field out, or send null, where it has no value.",
  "probe-contradiction":
    "The row says down but carries a success status. The monitor is at fault, not the service; its source is not believed while this lasts.",
  "timestamp-future": "The reading begins more than 10 minutes after it arrived. Check the producer's clock.",
  "interval-unfinished":
    "The reading's interval ends more than an hour after the reading arrived. Send a reading when its interval is over, with the interval's beginning as `ts`: a total over the last day that is sent at noon began yesterday at noon.",
  "clock-not-believed":
    "The message says a time that no other message of its partition confirms. Check the clock of the machine that sent it.",
  "timestamp-past":
    "The reading is more than 7 days older than its arrival. Replay old data as a recording instead.",
  "batch-undecodable":
    "A batch of the topic cannot be unpacked, so none of its messages could be read. Check the producer's compression; the offsets tell which batch.",
  // A valid reading that does not count
  late: "The reading came so long after its window had closed that it cannot fill a gap there any more. Where it came late by its own timestamps, but by less than an hour, a higher allowedLatenessMs takes it. Else compare the clocks of its producer and of the others of its partition.",
  duplicate:
    "The same reading came before with the same values, or, where its window has closed, one of the same series. Nothing is lost.",
  conflict:
    "The same reading came before with other values; the lowest topic, partition and offset stays. Producers must add up their own instances.",
  // A series that is new to the detector
  "series-limit":
    "The detector keeps as many series as `bounds.maxSeries` allows, and this one would be one more. Look who sends so many names (`refusedSeries` in the evidence names some): an id or the name of a machine does not belong into service, operation or source. Raise the limit where all of them are meant.",
  "new-series-limit":
    "More series came within the hour than `bounds.maxNewSeriesPerHour` allows. What goes on is taken in a later hour; look who sends so many new names, or raise the limit.",
  // A command
  "command-invalid":
    "The command lacks what its kind needs, or contradicts itself. The reason says what; `tocsin maintenance` and `tocsin feedback` write commands that are right.",
  "command-too-far":
    "The command shall hold from a window that is more than an hour ahead of it. Say in `from` when planned work begins, and send the command with the second window from now as `fromWindow`.",
  "command-too-many":
    "More planned work is in force or ahead than is kept. End what is over with `tocsin maintenance end`.",
  // A notification
  "notification-refused":
    "A sink refuses what it was to be told of an incident. The reason names the sink and what it answered; the alert is in the topic of the incidents as ever.",
  "notification-too-old":
    "A sink could not be told of an incident for longer than `giveUpMs`. The reason names the sink and what was wrong last; look after it with `tocsin notify test`.",
  "acknowledgement-invalid":
    "The acknowledgement is not what the schema says. `tocsin notify ack` writes such as are right.",
  // An imported row
  "row-not-csv": "The row does not have the columns of the header.",
  "row-timestamp":
    "The timestamp cannot be read, or says no moment. The reason names what was found; `tocsin import csv --help` tells which times are read.",
  "row-value": "A column has a value that is not allowed. The reason names it.",
  "row-unmapped":
    "No entry of the mapping file matches the row. Add one, or `ignore: true` for rows that are to be left out.",
  "row-disorder": "The row is older than one already read of the same series. Sort the file by time.",
  // Telemetry of another tool, read by a mapping
  "format-unknown":
    "The bytes are of no format that is known. Name the format; supported are OTLP, Prometheus, OpenMetrics, Telegraf JSON, InfluxDB line protocol, CloudEvents and telemetry itself.",
  "format-unreadable":
    "The bytes are not what their format says, or end early. The reason names the format and what was found.",
  "schema-unknown":
    "The message is in the framing of a schema registry, and its schema is not known or cannot be used. Name the registry, or a folder with the schema, under `schemaRegistry`; Avro and JSON are read.",
  "mapping-twice":
    "Several rules make the same field of the same service from different metrics, which would count it twice. The first that was seen is used; take the other out of the mapping.",
  "service-missing":
    "The series has none of the attributes that the mapping takes the service from. Name one that it has under `service`.",
  "sample-kind":
    "The metric is a level where a counter is needed, or the other way round. Say in the rule what its values are: `kind: delta`, `rate`, `counter` or `gauge`.",
  "sample-value":
    "The value is no number that can be used here: not finite, negative, beyond 1e30, or a histogram that contradicts itself.",
  "sample-time-missing": "The sample has no time. Export with timestamps.",
  "sample-disorder":
    "The sample is older than all that is remembered of its series, or overlaps another, so it cannot be told what it adds.",
  "sample-gap":
    "The counter was not heard of for longer than `maxGapMs`. What happened in between is not known and is left out.",
  "sample-late": "The sample came after its interval had been closed.",
  "sample-incomplete":
    "Errors without requests, or a backlog without deliveries, make no reading. Map the count that is missing too.",
  "stream-not-taken":
    "The topic gives readings of a stream that the configuration takes from another topic. Name this topic for it too, or leave its metrics out of the mapping.",
  "series-too-many":
    "There are more series or open intervals than are kept. Leave out labels by which nothing is told apart, or import a shorter time.",
  // A file that a user wrote
  "file-unreadable": "The file cannot be read. Check the path and the permissions.",
  "file-empty": "The file holds no record. Check that it is the right file.",
  "file-disorder":
    "The lines are not in the order of arrival, and this input cannot be put in order as it flows. Name the file itself, or add `--unordered`.",
  "yaml-syntax": "The file is not valid YAML or JSON at the place named.",
  "config-schema": "A value in the file is not allowed. The reason names the place.",
  "config-conflict":
    "Settings contradict each other, or one lacks another that it needs. The reason names both.",
  "config-unknown-key": "The key is not known. The reason suggests the one that was probably meant.",
  "config-zone":
    "The machine does not know the time zone. Write its IANA name, such as Europe/Berlin; of new zones a newer Node knows.",
  "config-unknown-service": "A service is named that is not in the topology.",
  "config-unknown-component": "A component is named that is not in the topology.",
  "topology-unknown-service": "A component names a service that is not listed under `services`.",
  "topology-unknown-component": "`dependsOn` names a component that is not listed under `components`.",
  "topology-cycle": "Components depend on each other in a circle. Break it at one of the edges named.",
  "topology-same-members":
    "Two components have exactly the same members, so no evidence can tell them apart. Merge them, or give one a `prior`.",
  "labels-unknown-service": "A label names a service that is not in the topology.",
  "labels-unknown-component": "A label names a component that is not in the topology.",
  "labels-order": "An incident or a quiet period ends before it begins.",
  // A worker's memory in its state topic; it is left as it is
  "state-newer":
    "The memory was written by a newer version of Tocsin. Run that version, or begin anew as the message says.",
  "state-outdated":
    "The memory is of an old form that this version cannot take over. Run the version that wrote it, or begin anew as the message says.",
  "state-unreadable":
    "The record that leads to the memory is none of Tocsin's. Look who writes into the state topic, or begin anew as the message says.",
  "state-damaged":
    "The snapshots were deleted or are damaged. Raise the topic's retention.bytes, and begin anew as the message says.",
  "state-window-length":
    "The memory counts in windows of another length. Set `windowMs` back, or begin anew as the message says.",
  "state-foreign":
    "The memory belongs to another installation. Give each its own `environment` or `kafka.namePrefix`, and topics.",
} as const;

export type ErrorCode = keyof typeof errorCodes;

export const errorCodeList = Object.keys(errorCodes) as readonly ErrorCode[];
