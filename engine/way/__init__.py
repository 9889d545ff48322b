"""The way from files through the rooms: paths go in, checked programs and plans come out, and the figures that they need."""
