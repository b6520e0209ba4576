"""What the end-to-end tests of the absence stream have in common."""
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


def compare(stack, today, with_breaches=False):
    """The independent recomputation against the database; raises with the first differences. Breaches are those of
    the day on which the consumers ran."""
    command = ["tests/e2e/oracle/compare.py", "--brokers", stack.brokers, "--dsn", stack.dsn,
               "--schemas", stack.schemas, "--today", today]
    if os.path.exists(schools_file(stack)):
        command += ["--schools", schools_file(stack)]
    if with_breaches:
        command += ["--breach-key-file", stack.environment["GOLDENTHREAD_BREACH_KEY_FILE"]]
    print(stack.call(*command), end="")
