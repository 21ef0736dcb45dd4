"""One parent for all processes of one machine: starts them in order, restarts what dies, stops all, leaves none."""
