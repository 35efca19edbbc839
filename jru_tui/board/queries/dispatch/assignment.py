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


class Forced(Struct):
    """Costs of giving one row each of the columns, over the optimum, and what moves for it.

    Attributes:
        row: the row that is given another column.
        extra: for each column the least total cost with this pair, less the optimum's; 0 for its
            own, `FORBIDDEN` or more for a pair that must not be.
        next_of: where each other row goes when its column is taken: a column, or `NONE`.
        next_free: the row that moves up when a column becomes free in the end: one without a
            column, or the one whose column is given back; `NONE` where nobody does.
    """

    row: int
    extra: list[int]
    next_of: list[int]
    next_free: int

    def moves(self, found: Matching, column: int) -> dict[int, int]:
        """Every row that moves when this column is forced, and the column that it then has."""
        if column == found.column_of[self.row]:
            return {}
        moved = {self.row: column}
        row = found.row_of[column]
        while row != self.row:
            if row == NONE:
                # A column that nobody had: the path goes on where one becomes free, if anywhere.
                row = self.next_free
                if row in (NONE, self.row):
                    break
            taken = moved[row] = self.next_of[row]
            row = NONE if taken == NONE else found.row_of[taken]
        return moved


def force(costs: Costs, found: Matching, row: int) -> Forced:
    """Cost every column for one row: the exact price of another choice to all the others.

    One search for shortest paths backwards from the row, in O(rows * columns). It visits rows, and
    one node more for everything that goes without (a column without a row, a row without one).

    Args:
        costs: as in `solve`.
        found: the optimum of all rows.
        row: the row to cost.
    """
    search = _Search(costs, found, row)
    while (node := search.nearest()) is not None:
        search.settle(node)
    columns = range(len(found.row_of))
    extra = [
        0
        if column == found.column_of[row]
        else costs[row][column]
        - found.row_price[row]
        - found.column_price[column]
        + search.from_column(column)
        for column in columns
    ]
    return Forced(row, extra, search.next_of, search.next_free)


class _Search:
    """Shortest residual paths from everywhere to one row.

    The node after the rows stands for everything that goes without.
    """

    def __init__(self, costs: Costs, found: Matching, goal: int) -> None:
        rows = len(costs)
        self._costs = costs
        self._found = found
        self._goal = goal
        self._without = rows
        self._distance = [FORBIDDEN] * (rows + 1)
        self._distance[goal] = 0
        self._open = list(range(rows + 1))
        self.next_of = [NONE] * rows
        self.next_free = NONE

    def nearest(self) -> int | None:
        """The nearest node that is not settled; None where no more can be reached."""
        if not self._open:
            return None
        node = min(self._open, key=self._distance.__getitem__)
        if self._distance[node] >= FORBIDDEN:
            return None
        self._open.remove(node)
        return node

    def settle(self, node: int) -> None:
        """Relax everything that leads to this node."""
        if node == self._without:
            self._relax_all_without()
            return
        column = self._found.column_of[node]
        if column == NONE:
            self._relax_going_without(self._distance[node], node)
            return
        self._relax_column(column, self._distance[node])
        # Somebody else's column is given back: nobody has it then.
        self._relax_going_without(self._distance[node] - self._found.column_price[column], node)

    def from_column(self, column: int) -> int:
        """The distance from a column, that of whoever has it."""
        row = self._found.row_of[column]
        return self._distance[self._without if row == NONE else row]

    def _relax_all_without(self) -> None:
        reach = self._distance[self._without]
        found = self._found
        for row in self._open:
            if row != self._without and found.column_of[row] != NONE:
                self._offer(row, reach - found.row_price[row], NONE)
        for column, row in enumerate(found.row_of):
            if row == NONE:
                self._relax_column(column, reach)

    def _relax_column(self, column: int, reach: int) -> None:
        found = self._found
        offset = reach - found.column_price[column]
        for row in self._open:
            if row != self._without:
                self._offer(row, self._costs[row][column] - found.row_price[row] + offset, column)

    def _relax_going_without(self, reach: int, row: int) -> None:
        if reach < self._distance[self._without]:
            self._distance[self._without] = reach
            self.next_free = row

    def _offer(self, row: int, reach: int, column: int) -> None:
        if reach < self._distance[row]:
            self._distance[row] = reach
            self.next_of[row] = column
