/* The document of a stream of records: the winning event of every (input, source, record_id) of a
 * child, kept as the bytes that its sender wrote, so that nothing that was ever sent is lost and a
 * field that nobody reads today can be read by a rebuild later.
 *
 * Packed form: for each winner in order of (input, source, record_id) the number of its input, the
 * length of the value and the value itself, which is in Avro's single-object encoding and so names
 * its schema. Numbers are varints. */
#ifndef GOLDENTHREAD_RUNTIME_RECORDS_H
#define GOLDENTHREAD_RUNTIME_RECORDS_H

#include "runtime/pipeline.h"

/* Its view is a struct winners. */
extern const struct document_kind records_document;

#endif
