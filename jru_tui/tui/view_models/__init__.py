"""Pure functions that decide what the board shows: widgets only draw what stands here."""
