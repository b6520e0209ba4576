"""Reference data from the CSV files of a folder of schemas, and the schools that a test has loaded."""
import collections
import csv
import datetime

from .calendar import SchoolDays

Code = collections.namedtuple("Code", "valid_from possible absent")
School = collections.namedtuple("School", "phase locality")
Rule = collections.namedtuple("Rule", "valid_from commitment priority scope threshold least quiet_after")

PRESENT, LATE, AEA = {"/", "\\"}, {"L"}, {"B", "K", "P", "V", "W"}
AUTHORISED = {"C1", "M", "J1", "S", "C2", "C", "T", "R", "I", "E"}
UNAUTHORISED = {"G", "N", "O", "U"}
ATTENDING = PRESENT | LATE | AEA
ABSENT = AUTHORISED | UNAUTHORISED
POSSIBLE = ATTENDING | ABSENT


def _date(text):
    return datetime.date.fromisoformat(text)


def _number(text):
    return int(text) if text else None


class Reference:
    def __init__(self, schemas, schools=None):
        folder = schemas + "/sql/reference/"
        self.codes = {row["code"]: Code(_date(row["valid_from"]), row["code"] in POSSIBLE, row["code"] in ABSENT)
                      for row in _rows(folder + "attendance_code.csv")}
        self.needs = {row["need"] for row in _rows(folder + "need.csv")}
        self.reasons = {row["reason"] for row in _rows(folder + "exclusion_reason.csv")}
        self.services = {row["service"] for row in _rows(folder + "service.csv")}
        self.school_days = SchoolDays(_date(row["day"]) for row in _rows(folder + "school_day.csv"))
        self.schools = {row["org"]: School(row["phase"], row["locality"])
                        for row in (_rows(schools) if schools else [])}
        self.rules = collections.defaultdict(list)
        for row in _rows(folder + "rule.csv"):
            self.rules[row["rule_id"], row["step"]].append(Rule(
                _date(row["valid_from"]), int(row["commitment"]), row["priority"], row["scope"],
                _number(row["threshold"]), _number(row["least"]), int(row["quiet_after_days"])))

    def rule(self, rule_id, step, date):
        """The row of the rule that is valid on the date."""
        return max((row for row in self.rules[rule_id, step] if row.valid_from <= date),
                   key=lambda row: row.valid_from)


def _rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
