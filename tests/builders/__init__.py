"""Writers of small synthetic files: every oddity of real ones, no coordinates of any entry."""
