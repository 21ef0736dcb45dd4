"""Meta (Facebook and Instagram) through its Marketing API, by the official client."""
