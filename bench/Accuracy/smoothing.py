"""What V in the smoothing of naive Bayes should be while the vocabulary grows: the bound of columns, or the columns in use.

Predicts each booking, then learns it, as the C# bench beside this file does, but slowly and without its code.
Usage: smoothing.py <folder with CSV files> [rows]
"""
import csv
import math
import pathlib
import re
import sys

import numpy as np

BOUND = 20_000
WORST = -math.log(1e-15)
WORD = re.compile(r"[^\W_]+")


def read(folder, rows):
    bookings = []
    for path in sorted(pathlib.Path(folder).glob("*.csv")):
        with open(path, encoding="utf-8", newline="") as file:
            bookings += list(csv.DictReader(file))
    return sorted(bookings, key=lambda booking: booking["date"])[:rows]


def keys_of(booking):
    words = WORD.findall(booking["merchant"].lower())
    amount = float(booking.get("amount_gbp") or booking["amount"])
    bucket = "#0" if amount == 0 else f"#{'-' if amount < 0 else '+'}{math.frexp(abs(amount))[1] - 1}"
    return words + [f"{first} {second}" for first, second in zip(words, words[1:])] + [bucket]


def run(bookings, in_use, alpha):
    columns, classes = {}, {}
    counts = np.zeros((BOUND, 1_000))
    occurrences, rows = np.zeros(1_000), np.zeros(1_000)
    first = first_three = loss = 0
    for booking in bookings:
        keys, target, seen = keys_of(booking), booking["account_code"], len(classes)
        own = classes.get(target)
        if own is None:
            loss += WORST
            own = classes[target] = seen
        else:
            known = [columns[key] for key in keys if key in columns]
            smoothed = alpha * (len(columns) if in_use else BOUND)
            scores = np.log(rows[:seen]) + np.log(counts[known, :seen] + alpha).sum(0)
            scores -= len(known) * np.log(occurrences[:seen] + smoothed)
            rank = (scores > scores[own]).sum() + (scores[:own] == scores[own]).sum()
            first += rank < 1
            first_three += rank < 3
            largest = scores.max()
            loss += min(WORST, largest + math.log(np.exp(scores - largest).sum()) - scores[own])
        for key in keys:
            column = columns.get(key)
            if column is None and len(columns) < BOUND:
                column = columns[key] = len(columns)
            if column is not None:
                counts[column, own] += 1
                occurrences[own] += 1
        rows[own] += 1
    total = len(bookings)
    print(f"V = {'columns in use' if in_use else 'bound of columns':<18} alpha {alpha:<5} "
          f"top 1 {first / total:.4f}  top 3 {first_three / total:.4f}  log loss {loss / total:.4f}", flush=True)


bookings = read(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 60_000)
for alpha in (1, 0.1, 0.01):
    for in_use in (False, True):
        run(bookings, in_use, alpha)
