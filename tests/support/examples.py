"""What the tests of streams of records have in common: the examples of schemas/avro/examples, bytes of another Avro
implementation, through Kafka and a consumer into the ledger."""
import json
import os
import sys

import confluent_kafka

from stack import ROOT


def check(found, wanted, sentence):
    if found != wanted:
        sys.exit(f"not so: {sentence}\nfound:\n{found}\nwanted:\n{wanted}")
    print(f"so: {sentence}")


def read(topic):
    with open(os.path.join(ROOT, f"schemas/avro/examples/{topic}.json"), encoding="utf-8") as file:
        return json.load(file)


def publish(stack, topic, examples):
    producer = confluent_kafka.Producer({"bootstrap.servers": stack.brokers, "partitioner": "murmur2_random"})
    for example in examples:
        producer.produce(topic, key=example["key"], value=bytes.fromhex(example["value"]))
    if producer.flush(30) != 0:
        sys.exit("not all examples were acknowledged")


def consume(stack, consumer, today, messages):
    """Until the consumer has counted so many messages since the beginning."""
    process = stack.start(f"goldenthread-{consumer}", "--today", today)
    count = f"""select sum(consumed) from stream."offset" where consumer = '{consumer}'"""
    stack.wait(lambda: stack.number(count) == messages, f"{consumer} has consumed {messages} events")
    if process.stop() != 0:
        sys.exit(process.output())


def ledger(stack, consumer):
    """measure, day, since, org, sen, stage, detail, sum"""
    return stack.sql(f"""
        select l.measure, l.day, l.since, l.org, l.sen, l.stage, l.detail, sum(l.value)
          from kpi.ledger l join kpi.measure m using (measure)
         where m.stream = '{consumer}'
         group by l.measure, l.day, l.since, l.org, l.sen, l.stage, l.detail having sum(l.value) <> 0
         order by l.measure, l.day, l.since nulls first, l.org, l.sen, l.stage, l.detail""")


def breaches(stack, consumer):
    """rule, priority, episode, org, sen, stage, raised_on, due_on, over_on, sequence of what is open and quiet"""
    return stack.sql(f"""
        select o.rule_id, o.priority, o.episode, o.org, o.sen, o.stage, o.raised_on, o.due_on, o.over_on, o.sequence
          from breach.open o join breach.breach b using (breach_id)
         where o.quiet and b.consumer = '{consumer}' order by o.rule_id, o.episode""")


def series(stack, today, period, consumer):
    """kpi, denominator, numerator, shown for all children, of every KPI over measures of the consumer"""
    return stack.sql(f"""
        set goldenthread.today = '{today}';
        select kpi_id, denominator, numerator, shown from kpi.series
         where sen = 'ALL' and period = '{period}' and starts_on <= '{today}' and ends_on >= '{today}'
           and kpi_id in (select kpi_id from kpi.term join kpi.measure using (measure) where stream = '{consumer}')
         order by kpi_id""")
