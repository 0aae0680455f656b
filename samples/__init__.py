"""Sample portals in our own words, served on loopback: demo, tests and benchmark."""
