"""The vault: secrets encrypted with AES-256-GCM under keys that have ids, so that keys can be changed."""
