#include "domain/varint.h"

#include <stddef.h>
#include <string.h>

static uint64_t reader_fail(struct reader *reader) {
    reader->damaged = true;
    reader->at = reader->end;
    return 0;
}

uint64_t reader_long_varint(struct reader *reader) {
    uint64_t number = 0;
    for (unsigned shift = 0; reader->at < reader->end; shift += 7) {
        uint64_t byte = *reader->at++;
        if (shift == 63 && byte > 1) {
            return reader_fail(reader);
        }
        number |= (byte & 0x7F) << shift;
        if (byte < 0x80) {
            return byte == 0 ? reader_fail(reader) : number; /* the byte before would have done */
        }
    }
    return reader_fail(reader);
}

uint8_t reader_byte(struct reader *reader) {
    return reader->at < reader->end ? *reader->at++ : (uint8_t)reader_fail(reader);
}

void reader_string(struct reader *reader, uint8_t least, uint8_t most, char *to) {
    to[0] = '\0';
    size_t length = reader_byte(reader);
    if (length < least || length > most || length > (size_t)(reader->end - reader->at) ||
        memchr(reader->at, '\0', length) != NULL) {
        reader_fail(reader);
        return;
    }
    memcpy(to, reader->at, length);
    to[length] = '\0';
    reader->at += length;
}
