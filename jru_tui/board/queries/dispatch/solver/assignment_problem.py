"""The assignment problem: rows to columns at the least total cost, where a row may get none.

An exact solver by shortest augmenting paths (Jonker and Volgenant 1987, without its start-up
heuristics), in O(rows² * columns) at worst and near O(rows * columns) where few rows want the same
column. It is written out here because no small library gives what is needed beside the optimum:
rows that stay without a column, and the cost of forcing any one pair (`force`). Compiled ones
(scipy, lapjv) cost more to import than a whole plan costs to make, and munkres is a hundred times
slower than this.

Costs are whole numbers, so that sums are exact. Ties fall to the lower index: what the rows and
columns are called changes nothing.
"""

from collections.abc import Sequence

from msgspec import Struct

FORBIDDEN = 1 << 60
"""The cost of a pair that must not be; far above any sum of costs."""

NONE = -1
"""In place of a row or a column: there is none."""

Costs = Sequence[Sequence[int]]
"""For each row what each column costs, against 0 for leaving the row without one."""


class Matching(Struct):
    """The best assignment, with the dual prices that prove it.

    Attributes:
        column_of: the column of each row, or `NONE`.
        row_of: the row of each column, or `NONE`.
        row_price: what a row is better off by being in the plan; never above 0.
        column_price: what the rows would pay more without this column; never above 0.
    """

    column_of: list[int]
    row_of: list[int]
    row_price: list[int]
    column_price: list[int]


def solve(costs: Costs, columns: int) -> Matching:
    """Give rows their columns at the least total cost; no row is given one at a cost of 0 or more.

    Args:
        costs: one row for each row, each of them `columns` long; `FORBIDDEN` for no such pair.
        columns: the number of columns, also where there is no row.
    """
    rows = len(costs)
    found = Matching([NONE] * rows, [NONE] * columns, [0] * rows, [0] * columns)
    for row in range(rows):
        _insert(costs, found, row)
    return found


def _insert(costs: Costs, found: Matching, row: int) -> None:
    """Bring one more row in, along the shortest augmenting path."""
    if not found.row_of:
        return
    reduced = [cost - price for cost, price in zip(costs[row], found.column_price, strict=True)]
    least = min(reduced)
    if least >= 0:
        return
    column = reduced.index(least)
    found.row_price[row] = least
    if found.row_of[column] == NONE:
        found.column_of[row] = column
        found.row_of[column] = row
        return
    distance = [cost - least for cost in reduced]
    _augment(costs, found, row, distance)


def _augment(costs: Costs, found: Matching, start: int, distance: list[int]) -> None:
    """Find the cheapest way to place `start` by moving other rows, and move them.

    Args:
        costs: as in `solve`.
        found: the optimum of the rows before; changed into that with this one.
        start: the row to place.
        distance: the reduced costs of its pairs; overwritten.
    """
    row_of, row_price, column_price = found.row_of, found.row_price, found.column_price
    came_from = [start] * len(distance)
    left = list(range(len(distance)))
    visited: list[tuple[int, int]] = []
    gives_up, least_given_up = start, -row_price[start]
    end = NONE
    while left:
        column = min(left, key=distance.__getitem__)
        reach = distance[column]
        if least_given_up <= reach:
            break
        row = row_of[column]
        if row == NONE:
            end = column
            break
        left.remove(column)
        visited.append((row, column))
        offset = reach - row_price[row]
        if offset < least_given_up:
            gives_up, least_given_up = row, offset
        costs_of_row = costs[row]
        for other in left:
            through = costs_of_row[other] + offset - column_price[other]
            if through < distance[other]:
                distance[other] = through
                came_from[other] = row
    total = least_given_up if end == NONE else distance[end]
    row_price[start] += total
    for row, column in visited:
        row_price[row] += total - distance[column]
        column_price[column] -= total - distance[column]
    _move(found, came_from, start, end, gives_up)


def _move(found: Matching, came_from: list[int], start: int, end: int, gives_up: int) -> None:
    """Move every row of the path on by one, from its end back to its start."""
    column = end
    if column == NONE:
        # The path ends with a row that goes without.
        column = found.column_of[gives_up]
        found.column_of[gives_up] = NONE
        if gives_up == start:
            return
    while True:
        row = came_from[column]
        before = found.column_of[row]
        found.column_of[row], found.row_of[column] = column, row
        if row == start:
            return
        column = before
