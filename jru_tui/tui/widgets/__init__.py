"""What stands on the screens: line-drawn widgets that repaint only the cells that changed."""
