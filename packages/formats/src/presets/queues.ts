import type { Preset } from "../mapping/preset.ts";

export const kafkaLag: Preset = {
  name: "kafka-lag",
  reads: "Kafka consumers: messages they went on by, and how far behind they are, of each group and topic",
  documented: "https://github.com/danielqsj/kafka_exporter#consumer-groups",
  groups: [
    {
      service: ["consumergroup"],
      operation: ["topic"],
      metrics: [
        { metric: "kafka_consumergroup_current_offset", as: "delivered", kind: "counter" },
        { metric: "kafka_consumergroup_lag", as: "undelivered", kind: "gauge" },
      ],
    },
    {
      service: ["group"],
      operation: ["topic"],
      metrics: [
        { metric: "kafka_consumergroup_group_offset", as: "delivered", kind: "counter" },
        { metric: "kafka_consumergroup_group_lag", as: "undelivered", kind: "gauge" },
        {
          metric: "kafka_consumergroup_group_lag_seconds",
          as: "oldestUndelivered",
          kind: "gauge",
          unit: "s",
        },
      ],
    },
    {
      service: ["group"],
      operation: ["topic"],
      metrics: [
        { metric: "kafka.consumer_group.offset", as: "delivered", kind: "counter" },
        { metric: "kafka.consumer_group.lag", as: "undelivered", kind: "gauge" },
      ],
    },
  ],
};

export const rabbitmq: Preset = {
  name: "rabbitmq",
  reads:
    "RabbitMQ: acknowledged messages and what waits; of each queue through Telegraf, else of the cluster",
  documented: "https://www.rabbitmq.com/docs/prometheus",
  groups: [
    {
      service: ["rabbitmq_cluster", "cluster", "job"],
      metrics: [
        { metric: "rabbitmq_global_messages_acknowledged_total", as: "delivered" },
        { metric: "rabbitmq_queue_messages_ready", as: "undelivered" },
      ],
    },
    {
      service: ["queue"],
      metrics: [
        { metric: "rabbitmq_queue_messages_ack", as: "delivered" },
        { metric: "rabbitmq_queue_messages_ready", as: "undelivered", where: { queue: "?*" } },
      ],
    },
  ],
};

const everyPeriod = { kind: "delta" } as const;

export const sqs: Preset = {
  name: "sqs",
  reads: "Amazon SQS by CloudWatch exporters: deleted messages, visible ones, and the age of the oldest",
  documented:
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html",
  groups: [
    {
      service: ["dimension_QueueName", "queue_name"],
      region: ["region"],
      metrics: [
        { metric: "aws_sqs_number_of_messages_deleted_sum", as: "delivered", ...everyPeriod },
        { metric: "aws_sqs_approximate_number_of_messages_visible_average", as: "undelivered" },
        { metric: "aws_sqs_approximate_age_of_oldest_message_maximum", as: "oldestUndelivered", unit: "s" },
      ],
    },
  ],
};
