"""HTTP requests in; readings, explanations and the page out. Needs the extra ``serve``."""
