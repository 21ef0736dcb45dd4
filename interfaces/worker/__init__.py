"""The worker process: Dramatiq's threads in front, one event loop behind them."""
