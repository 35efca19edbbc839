"""Drawing: lines, styles and frames, of which only changed cells are sent."""
