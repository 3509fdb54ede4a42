#!/usr/bin/env python3
"""Cut bookings.csv from the merged purchase-card bookings of Birmingham City Council.

usage: cut.py bookings-2014.csv > bookings.csv

Takes the first 20,000 rows of a file that is sorted by date, in the order of the file, and six of its columns.
Nothing is changed inside a field; the column amount_gbp is called amount.
"""

import csv
import sys

ROWS = 20_000
COLUMNS = {
    "date": "date",
    "card": "card",
    "merchant": "merchant",
    "amount_gbp": "amount",
    "account_code": "account_code",
    "account_name": "account_name",
}


def main() -> None:
    with open(sys.argv[1], encoding="utf-8", newline="") as source:
        rows = csv.DictReader(source)
        slice_ = csv.writer(sys.stdout, lineterminator="\n")
        slice_.writerow(COLUMNS.values())
        for _, row in zip(range(ROWS), rows):
            slice_.writerow(row[column] for column in COLUMNS)


if __name__ == "__main__":
    main()
