"""Benchmarks: each cost of the program beside its floor, measured in one run from outside.

Run `make bench` or `python -m benchmarks`; `README.md` in this folder explains the figures.
"""
