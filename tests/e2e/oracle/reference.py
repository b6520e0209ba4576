"""Reference data from the CSV files of the repository, and the schools that a test has loaded."""
import collections
import csv
import datetime

from .kpis import ABSENT, POSSIBLE

Code = collections.namedtuple("Code", "valid_from possible absent")
School = collections.namedtuple("School", "phase locality")


class Reference:
    def __init__(self, schemas, schools=None):
        folder = schemas + "/sql/reference/"
        self.codes = {
            row["code"]: Code(datetime.date.fromisoformat(row["valid_from"]),
                              row["code"] in POSSIBLE, row["code"] in ABSENT)
            for row in _rows(folder + "attendance_code.csv")
        }
        self.needs = {row["need"] for row in _rows(folder + "need.csv")}
        self.schools = {row["org"]: School(row["phase"], row["locality"])
                        for row in (_rows(schools) if schools else [])}


def _rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
