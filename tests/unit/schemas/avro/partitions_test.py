"""schemas/avro/partitions.csv against a murmur2 of its own: the Java client's rule, written from Austin Appleby's
MurmurHash2 with Kafka's seed."""
import csv
import pathlib
import sys

PARTITIONS = 12
MASK = 0xFFFFFFFF
MULTIPLIER, SHIFT, SEED = 0x5BD1E995, 24, 0x9747B28C


def murmur2(key):
    state = SEED ^ len(key)
    body = len(key) // 4 * 4
    for at in range(0, body, 4):
        word = int.from_bytes(key[at:at + 4], "little") * MULTIPLIER & MASK
        word = (word ^ word >> SHIFT) * MULTIPLIER & MASK
        state = state * MULTIPLIER & MASK ^ word
    if body < len(key):
        state = (state ^ int.from_bytes(key[body:], "little")) * MULTIPLIER & MASK
    state = (state ^ state >> 13) * MULTIPLIER & MASK
    return state ^ state >> 15


def partition(key):
    return (murmur2(key) & 0x7FFFFFFF) % PARTITIONS


def main():
    path = pathlib.Path(__file__).resolve().parents[4] / "schemas/avro/partitions.csv"
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wrong = [row["key"] for row in rows if partition(row["key"].encode()) != int(row["partition"])]
    print(f"{len(rows)} keys, {len(wrong)} on another partition: {wrong}")
    sys.exit(1 if wrong or not rows else 0)


if __name__ == "__main__":
    main()
