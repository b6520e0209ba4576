#!/usr/bin/env node
// Publishes one mark of a register: a producer to start from.
//
//     npm ci
//     node producer.mjs BROKERS [CHILD_REF]
//
// Change: `event`, from your register; `source`, to the name that the operator gave you; ssl and sasl of the client.
// Keep: kafkajs 2, whose partitioner is the right one, the key, and sending again whatever was not acknowledged (it
// counts once). `header` belongs to absence.avsc as it is now: take both over together, from schemas/avro/README.md.
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import avro from 'avsc';
import { Kafka } from 'kafkajs';

const [brokers, childRef = '7f3kq2m9w4tb'] = process.argv.slice(2); // a pseudonym, never a name or a number
const here = path.dirname(fileURLToPath(import.meta.url));
const schemas = process.env.GOLDENTHREAD_SCHEMAS ?? path.join(here, '../../../schemas');
const schema = JSON.parse(fs.readFileSync(path.join(schemas, 'avro/absence.avsc'), 'utf8'));
const header = Buffer.from('C3016503B4DA33FB8636', 'hex');
const changedAt = 1788255000000; // in milliseconds, as Date.now() gives it
const event = {
  event_id: '0f8fad5b-d9cb-469f-a165-70867728950e', // crypto.randomUUID() for every event
  source: 'mis-north',
  record_id: '88120417',
  revision: changedAt, // grows with every change of the mark
  op: 'ASSERT',
  recorded_at: changedAt,
  child_ref: childRef,
  // On the day of the session; null where not known.
  pupil: { school_urn: 990001, nc_year: 9, sen_provision: 'K', primary_need: 'SEMH', looked_after: false },
  school_urn: 990001,
  date: Date.UTC(2026, 9 - 1, 1) / 86400000, // days; the month counts from 0
  session: 'AM',
  code: 'I',
  cause: null,
};

const value = Buffer.concat([header, avro.Type.forSchema(schema).toBuffer(event)]);
const producer = new Kafka({ clientId: 'mis-north', brokers: brokers.split(',') })
  .producer({ idempotent: true, allowAutoTopicCreation: false });
await producer.connect();
const [sent] = await producer.send({ topic: 'absence', acks: -1, messages: [{ key: childRef, value }] });
console.log(`partition ${sent.partition}, offset ${sent.baseOffset}`);
await producer.disconnect();
