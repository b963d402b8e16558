import type { ResolvedAcknowledge } from "@tocsin/adapters/config";
import { usageFault } from "@tocsin/adapters/process";
import type { GroupWorker, Log } from "@tocsin/log";
import type { NotifierInstrumentation } from "../instrumentation.ts";
import type { Acknowledging } from "../notifier-options.ts";
import { careDesk } from "./care-desk.ts";
import { careServer } from "./care-server.ts";
import { linkTo, replayWindowMs } from "./proof.ts";

export interface CareDoorOptions {
  readonly acknowledge: ResolvedAcknowledge;
  readonly log: Log;
  /** Of acknowledgements. */
  readonly topic: string;
  readonly instrumentation: Pick<NotifierInstrumentation, "handed" | "listening">;
  readonly nowMs: () => number;
}

export interface CareDoor extends Acknowledging {
  /** The worker with the server: both run until it is stopped, and neither without the other. */
  beside(worker: GroupWorker): GroupWorker;
}

/** The server of acknowledgements, from now on; the desk behind it is opened by who knows what is open. */
export function careDoor({ acknowledge, log, topic, instrumentation, nowMs }: CareDoorOptions): CareDoor {
  const { host, port, secret, token } = acknowledge;
  const desk = careDesk({
    keep: async (key, value) => await log.append([{ topic, partition: 0, key, value }]),
    // A signature holds before its time and after it.
    knownMs: 2 * replayWindowMs,
  });
  const opened = careServer({
    host,
    port,
    desk,
    nowMs,
    keys: { secret, token },
    handed: (done) => instrumentation.handed(done),
  }).then(
    (server) => {
      instrumentation.listening(server.host, server.port);
      return server;
    },
    (error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw usageFault(
        `cannot listen on ${host}:${port} for acknowledgements: ${why}`,
        "Choose another with notify.acknowledge.port.",
      );
    },
  );
  opened.catch(() => undefined);
  return {
    desk,
    linkTo: (incident) => linkTo(incident, acknowledge),
    beside: (worker) => {
      opened.catch(async () => await worker.stop()).catch(() => undefined);
      const done = worker.done.then(async () => void (await opened));
      done.catch(() => undefined);
      return {
        done,
        stop: async () => {
          await opened.then(async (server) => await server.close()).catch(() => undefined);
          await worker.stop();
        },
      };
    },
  };
}
