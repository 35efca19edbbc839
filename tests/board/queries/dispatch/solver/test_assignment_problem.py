"""The solver against trying everything, and against its own prices."""

from collections.abc import Sequence
from itertools import permutations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from jru_tui.board.queries.dispatch.solver.assignment_problem import (
    FORBIDDEN,
    NONE,
    Matching,
    solve,
)
from jru_tui.board.queries.dispatch.solver.forced_pairs import force

Table = list[list[int]]


def least(costs: Table, columns: int, fixed: tuple[int, int] | None = None) -> int:
    """The least total by trying every assignment; with one pair fixed, if one is given."""

    def from_row(row: int, taken: frozenset[int]) -> int:
        if row == len(costs):
            return 0
        if fixed is not None and fixed[0] == row:
            return costs[row][fixed[1]] + from_row(row + 1, taken)
        free = [
            column
            for column in range(columns)
            if column not in taken and costs[row][column] < FORBIDDEN
        ]
        served = [costs[row][each] + from_row(row + 1, taken | {each}) for each in free]
        return min([from_row(row + 1, taken), *served])

    return from_row(0, frozenset() if fixed is None else frozenset({fixed[1]}))


def total(costs: Table, column_of: Sequence[int]) -> int:
    return sum(costs[row][column] for row, column in enumerate(column_of) if column != NONE)


@st.composite
def tables(draw: st.DrawFn) -> tuple[Table, int]:
    rows, columns = draw(st.integers(0, 5)), draw(st.integers(0, 5))
    low, high = draw(st.sampled_from([(-5, 3), (-1000, 200), (-2, 0)]))
    cost = st.one_of(st.integers(low, high), st.just(FORBIDDEN))
    row = st.lists(cost, min_size=columns, max_size=columns)
    return draw(st.lists(row, min_size=rows, max_size=rows)), columns


@given(tables())
def test_no_assignment_costs_less(table: tuple[Table, int]) -> None:
    costs, columns = table
    found = solve(costs, columns)
    assert total(costs, found.column_of) == least(costs, columns)
    is_matching(found)


def is_matching(found: Matching) -> None:
    """Whether rows and columns tell of the same pairs."""
    pairs = {(row, column) for row, column in enumerate(found.column_of) if column != NONE}
    assert pairs == {(row, column) for column, row in enumerate(found.row_of) if row != NONE}


@given(tables())
def test_the_prices_prove_it(table: tuple[Table, int]) -> None:
    """Weak duality: no assignment can cost less than what all prices come to."""
    costs, columns = table
    found = solve(costs, columns)
    rows, cols = found.row_price, found.column_price
    assert all(price <= 0 for price in (*rows, *cols))
    for row, of_row in enumerate(costs):
        assert all(cost >= rows[row] + cols[column] for column, cost in enumerate(of_row))
    assert total(costs, found.column_of) == sum(rows) + sum(cols)


@given(tables())
def test_forcing_a_pair_costs_what_solving_again_would(table: tuple[Table, int]) -> None:
    costs, columns = table
    found = solve(costs, columns)
    for row in range(len(costs)):
        forced = force(costs, found, row)
        for column in range(columns):
            if costs[row][column] >= FORBIDDEN:
                assert forced.extra[column] >= FORBIDDEN // 2
                continue
            best = least(costs, columns, (row, column))
            assert forced.extra[column] == best - total(costs, found.column_of)
            moved = list(found.column_of)
            for other, to in forced.moves(found, column).items():
                moved[other] = to
            assert moved[row] == column
            assert total(costs, moved) == best
            given_away = [each for each in moved if each != NONE]
            assert len(given_away) == len(set(given_away))


def test_ties_fall_to_the_first_and_nothing_is_given_for_nothing() -> None:
    assert solve([[-1, -1], [-1, -1]], 2).column_of == [0, 1]
    assert solve([[0, 0], [5, FORBIDDEN]], 2).column_of == [NONE, NONE]
    assert solve([[], []], 0).column_of == [NONE, NONE]
    assert solve([], 3).row_of == [NONE] * 3


def test_many_rows_that_want_the_same_columns() -> None:
    """Every row prefers the same columns in the same order: the longest paths that there are."""
    costs = [[-(row + 1) * (column + 1) for column in range(7)] for row in range(7)]
    found = solve(costs, 7)
    orders = (total(costs, order) for order in permutations(range(7)))
    assert total(costs, found.column_of) == min(orders)


def test_a_large_table_is_solved_to_the_end() -> None:
    random = Random(7)
    costs = [[random.randint(-100_000, 0) for _ in range(50)] for _ in range(100)]
    found = solve(costs, 50)
    is_matching(found)
    assert NONE not in found.row_of
    assert total(costs, found.column_of) == sum(found.row_price) + sum(found.column_price)
