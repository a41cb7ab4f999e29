"""A forecast of one list, for those who answer for it: its chart with words beside it, and scenarios side by side.

`screen` has the keys, `rows` the chart and the words. The rules do the reckoning.
"""

from clerkdesk.screens.forecast.screen import ForecastScreen

__all__ = ["ForecastScreen"]
