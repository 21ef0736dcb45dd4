"""Google Ads as JSON over HTTPS, for clients that speak no gRPC."""
