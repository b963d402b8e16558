import type { ResolvedNotify } from "@tocsin/adapters/config";
import { type ProcessFault, usageFault, type WorkerApp, type WorkerContext } from "@tocsin/adapters/process";
import { careDoor } from "./acknowledging/care-door.ts";
import { notifierInstrumentation } from "./instrumentation.ts";
import { notifierWorker } from "./notifier-worker.ts";
import { openSink } from "./sinks/open-sink.ts";
import { systemClock } from "./telling/clock.ts";

/** A notifier with its log events, metrics and health. It has nothing to do where nobody is to be told. */
export function notifierApp(): WorkerApp {
  return {
    name: "notifier",
    idle: ({ notify }) => (isToTell(notify) ? null : nothingToDo()),
    start: ({ configuration, topology, log, instruments }) => {
      const { sinks, routes, acknowledge } = configured(configuration);
      const instrumentation = notifierInstrumentation(
        instruments,
        sinks.map(({ name }) => name),
      );
      const topic = configuration.topics.acknowledgements;
      const door =
        acknowledge === undefined
          ? null
          : careDoor({ acknowledge, log, topic, instrumentation, nowMs: instruments.nowMs });
      const worker = notifierWorker({
        log,
        configuration,
        topology,
        routes,
        sinks: sinks.map(openSink),
        instrumentation,
        clock: systemClock(instruments),
        ...(door === null ? {} : { acknowledging: door }),
      });
      const running = door === null ? worker : door.beside(worker);
      return { ...running, changeTopology: (changed) => worker.reload(changed) };
    },
  };
}

const isToTell = (notify: ResolvedNotify | null): notify is ResolvedNotify =>
  notify !== null && notify.routes.length > 0;

function configured({ notify }: WorkerContext["configuration"]): ResolvedNotify {
  if (!isToTell(notify)) throw nothingToDo();
  return notify;
}

const nothingToDo = (): ProcessFault =>
  usageFault(
    "a notifier alone has nothing to do: the configuration has no route in its notify section",
    "Add one; docs/notifications.md shows how.",
  );
