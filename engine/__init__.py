"""Pure computation: calendars, MRP, finite scheduling. No framework, no database, no clock.

Problems go in and plans come out as frozen tables of NumPy arrays over integer indices; the caller maps its
own keys. Quantities are integers of 10^-6 units, days and minutes are integers counted from the caller's epoch.
The same problem gives the same answer, always.
"""
