"""Lines of calls: rows of the list, and blocks of the selected one."""
