"""The scheduler process: of any number of them one leads, and sends the regular work to the queue."""
