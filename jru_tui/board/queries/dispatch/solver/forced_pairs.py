"""The exact cost of forcing one pair: what all the other calls then lose."""

from heapq import heappop, heappush

from msgspec import Struct

from jru_tui.board.queries.dispatch.solver.assignment_problem import (
    FORBIDDEN,
    NONE,
    Costs,
    Matching,
)


class ForcedPairs(Struct):
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


def force(costs: Costs, found: Matching, row: int) -> ForcedPairs:
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
    return ForcedPairs(row, extra, search.next_of, search.next_free)


class _Search:
    """Shortest residual paths from everywhere to one row.

    The node after the rows stands for everything that goes without.
    """

    def __init__(self, costs: Costs, found: Matching, goal: int) -> None:
        rows = len(costs)
        self._costs = costs
        self._found = found
        self._without = rows
        self._distance = [FORBIDDEN] * (rows + 1)
        self._distance[goal] = 0
        self._settled = [False] * (rows + 1)
        self._queue = [(0, goal)]
        """Nodes by their distance when they were queued; one that has come nearer stands twice."""
        self.next_of = [NONE] * rows
        self.next_free = NONE

    def nearest(self) -> int | None:
        """The nearest node that is not settled; None where no more can be reached."""
        while self._queue:
            _, node = heappop(self._queue)
            if not self._settled[node]:
                self._settled[node] = True
                return node
        return None

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
        for row in found.row_of:
            if row != NONE:
                self._offer(row, reach - found.row_price[row], NONE)
        for column, row in enumerate(found.row_of):
            if row == NONE:
                self._relax_column(column, reach)

    def _relax_column(self, column: int, reach: int) -> None:
        found = self._found
        offset = reach - found.column_price[column]
        for row, costs in enumerate(self._costs):
            self._offer(row, costs[column] - found.row_price[row] + offset, column)

    def _relax_going_without(self, reach: int, row: int) -> None:
        if reach < self._distance[self._without]:
            self._distance[self._without] = reach
            self.next_free = row
            heappush(self._queue, (reach, self._without))

    def _offer(self, row: int, reach: int, column: int) -> None:
        if reach < self._distance[row]:
            self._distance[row] = reach
            self.next_of[row] = column
            heappush(self._queue, (reach, row))
