"""Reports by Open311 GeoReport v2: other systems read and send them here, and some are sent on to other systems.

`public_views` and what it uses answers others; `keys` gives others their key. What is sent on stands in `servers`,
`sending` and `following`.
"""
