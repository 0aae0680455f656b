"""The jobs of the scheduler: when each is due, how it is run, what is told of it."""
