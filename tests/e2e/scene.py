"""What the end-to-end tests of the streams have in common."""
import os

SCHOOLS = """org,phase,locality,name
106900,primary,North,First
106901,primary,North,Second
106902,primary,South,Third
106903,secondary,South,Fourth
106904,secondary,Central,Fifth
106905,special,Central,Sixth
"""


def prepare(stack):
    """Tables, reference data, KPIs and topics."""
    stack.call("goldenthread", "migrate")
    stack.call("goldenthread", "topics")


def schools_file(stack):
    return os.path.join(stack.home, "schools.csv")


def load_schools(stack):
    """Six schools; a seventh that the tests use stays unknown on purpose."""
    with open(schools_file(stack), "w", encoding="utf-8") as file:
        file.write(SCHOOLS)
    stack.call("goldenthread", "reference", "load", "school", schools_file(stack))


def oracle_words(stack, today):
    """Options of the independent recomputation."""
    words = ["--brokers", stack.brokers, "--dsn", stack.dsn, "--schemas",
             stack.environment["GOLDENTHREAD_SCHEMAS"], "--today", today]
    return words + (["--schools", schools_file(stack)] if os.path.exists(schools_file(stack)) else [])
