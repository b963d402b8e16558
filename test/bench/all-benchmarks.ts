import type { Benchmark } from "./benchmark.ts";
import { backtest } from "./benchmarks/backtest.ts";
import { clone } from "./benchmarks/clone.ts";
import { decode } from "./benchmarks/decode.ts";
import { engine } from "./benchmarks/engine.ts";
import { formats } from "./benchmarks/formats.ts";
import { growth } from "./benchmarks/growth.ts";
import { idleRun } from "./benchmarks/idle-run.ts";
import { inspect } from "./benchmarks/inspect.ts";
import { kafkaBacklog } from "./benchmarks/kafka-backlog.ts";
import { kafkaDelay } from "./benchmarks/kafka-delay.ts";
import { kafkaDetector } from "./benchmarks/kafka-detector.ts";
import { kafkaIdle } from "./benchmarks/kafka-idle.ts";
import { kafkaIntake } from "./benchmarks/kafka-intake.ts";
import { kafkaTakeover } from "./benchmarks/kafka-takeover.ts";
import { memory } from "./benchmarks/memory.ts";
import { million } from "./benchmarks/million.ts";
import { parse } from "./benchmarks/parse.ts";
import { peers } from "./benchmarks/peers.ts";
import { replay } from "./benchmarks/replay.ts";
import { sink } from "./benchmarks/sink.ts";
import { stages } from "./benchmarks/stages.ts";
import { window } from "./benchmarks/window.ts";

export const allBenchmarks: readonly Benchmark[] = [
  parse,
  decode,
  formats,
  stages,
  engine,
  window,
  memory,
  growth,
  replay,
  inspect,
  backtest,
  sink,
  kafkaIntake,
  kafkaDetector,
  kafkaDelay,
  idleRun,
  kafkaTakeover,
  kafkaIdle,
  kafkaBacklog,
  peers,
  million,
  clone,
];
