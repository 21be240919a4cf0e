"""How dates and times may be typed: as people write them."""

DATE_INPUT_FORMATS = ["%d/%m/%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d", "%d/%m/%y", "%d.%m.%Y"]
TIME_INPUT_FORMATS = ["%H:%M", "%H.%M", "%I:%M %p", "%I.%M %p", "%I%p", "%I %p"]
