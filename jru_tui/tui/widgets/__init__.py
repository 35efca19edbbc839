"""Widgets of the screens: line-drawn, they repaint only the cells that changed."""
